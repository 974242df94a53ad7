import { afterEach, beforeEach, expect, it } from 'vitest';
import { benchFrame, FeatureBench } from '../../scan/feature-bench.test-support';
import { Benchmark } from './benchmark';

let bench: FeatureBench;
beforeEach(() => {
  bench = new FeatureBench();
});
afterEach(() => bench.remove());

const window = { energyEv: [-0.5, 0] as [number, number], angle: [-8, 8] as [number, number] };

it('measures with the user’s window, again with another, and remembers what it measured', async () => {
  const feature = new Benchmark(bench.context);
  await bench.arrive(
    feature,
    [1, 2, 3].map((width) => benchFrame({ width })),
  );
  bench.points.quantity('mls').set([3, 2, 1]);
  expect(bench.column('mdcFwhm').every(Number.isNaN)).toBe(true);
  bench.settings = { ...bench.settings, mdcWindow: window };
  await bench.work(feature);
  // A Lorentzian of half width w is 2 w wide.
  bench.column('mdcFwhm').forEach((fwhm, id) => expect(fwhm).toBeCloseTo(2 * (id + 1), 0));
  expect(feature.derive().mdcWindow).toEqual(window);
  const scores = bench.column('bms');
  expect(scores.every(Number.isFinite)).toBe(true);
  const next = bench.reopened();
  next.points.quantity('mls').set([3, 2, 1]);
  const again = new Benchmark(next.context);
  await next.play(again, bench.journal);
  again.derive();
  expect(next.column('bms')).toEqual(scores);
  // Nothing is fitted again.
  next.frames.fill(null);
  await next.work(again);
  expect(next.column('bms')).toEqual(scores);
});

it('says why a spectrum has no fit', () => {
  const feature = new Benchmark(bench.context);
  bench.settings = { ...bench.settings, mdcWindow: window };
  const { spectrum } = benchFrame({ strength: 0 });
  expect(feature.describe(spectrum, null)).toMatchObject({
    benchmark: null,
    mdcFit: null,
    mdcFitFailure: expect.stringMatching(/./) as string,
  });
});
