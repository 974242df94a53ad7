import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CommandRequest } from '#shared/contract';
import { benchFrame, FeatureBench } from '../../scan/feature-bench.test-support';
import { Review } from './review';

let bench: FeatureBench;
beforeEach(() => {
  vi.useFakeTimers({ now: 1000 });
  bench = new FeatureBench();
});
afterEach(() => {
  bench.remove();
  vi.useRealTimers();
});

const size: CommandRequest<'getMeanSpectrum'> = { maxEnergyPixels: 32, maxAnglePixels: 32 };
const frames = [10, 20, 30, 40].map((strength) => benchFrame({ strength }));

it('keeps verdicts with their time, and the later of two on one frame', async () => {
  const review = new Review(bench.context);
  await bench.arrive(review, frames);
  review.commands.setVerdict?.({ pointId: 2, verdict: 'good', note: ' sharp ' });
  vi.advanceTimersByTime(5000);
  review.commands.setVerdict?.({ pointId: 2, verdict: 'bad', note: '' });
  const told = [{ pointId: 2, verdict: 'bad', note: '', at: 6000 }];
  expect(review.parts.judgements?.()).toEqual(told);
  const next = bench.reopened();
  const again = new Review(next.context);
  // Lines of two sessions put together stand in any order.
  await next.play(again, [...bench.journal].reverse());
  expect(again.parts.judgements?.()).toEqual(told);
});

it('averages the marked area, leaves out what is gone, and starts over with another', async () => {
  const review = new Review(bench.context);
  await bench.arrive(review, frames);
  bench.frames[1] = null;
  bench.settings = {
    ...bench.settings,
    mapRegion: { kind: 'rectangle', x: [-0.5, 2.5], y: [-1, 1] },
  };
  await bench.work(review);
  expect(review.parts.meanProgress?.()).toEqual({ inside: 3, averaged: 2, skipped: 1 });
  const mean = await review.commands.getMeanSpectrum?.(size);
  const expected = frames[0].spectrum.counts.map(
    (value, i) => (value + frames[2].spectrum.counts[i]) / 2,
  );
  expect(mean?.intensity).toEqual(expected);
  bench.settings = { ...bench.settings, mapRegion: null };
  await bench.work(review);
  expect(await review.commands.getMeanSpectrum?.(size)).toBeNull();
});

it('maps the intensity of a window on new points and old ones', async () => {
  const review = new Review(bench.context);
  await bench.arrive(review, frames.slice(0, 2));
  const window = { energyEv: [-0.5, -0.5] as [number, number], angle: [0, 0] as [number, number] };
  bench.settings = { ...bench.settings, intensityWindow: window };
  await bench.arrive(review, frames.slice(2));
  expect(bench.column('roiIntensity').map(Number.isFinite)).toEqual([false, false, true, true]);
  await bench.work(review);
  const atCentre = frames.map(({ spectrum }) => spectrum.counts[8]);
  expect(bench.column('roiIntensity')).toEqual(atCentre);
  const next = bench.reopened();
  const again = new Review(next.context);
  await next.play(again, bench.journal);
  expect(next.column('roiIntensity')).toEqual(atCentre);
});
