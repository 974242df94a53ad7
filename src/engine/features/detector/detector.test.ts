import { afterEach, beforeEach, expect, it } from 'vitest';
import { benchFrame, FeatureBench } from '../../scan/feature-bench.test-support';
import { Detector } from './detector';

let bench: FeatureBench;
beforeEach(() => {
  bench = new FeatureBench();
});
afterEach(() => bench.remove());

it('counts empty pixels on the way in and remembers their share', async () => {
  const dead = benchFrame();
  dead.spectrum.counts.fill(0, 0, 48);
  dead.spectrum.counts[50] = NaN;
  const feature = new Detector(bench.context);
  await bench.arrive(feature, [benchFrame(), dead]);
  const expected = [0, Math.fround(49 / 192)];
  expect(bench.column('emptyShare')).toEqual(expected);
  const next = bench.reopened();
  await next.play(new Detector(next.context), bench.journal);
  expect(next.column('emptyShare')).toEqual(expected);
});
