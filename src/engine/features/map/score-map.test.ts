import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { benchFrame, FeatureBench } from '../../scan/feature-bench.test-support';
import { ScoreMap } from './score-map';

let bench: FeatureBench;
beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  bench = new FeatureBench();
});
afterEach(() => {
  bench.remove();
  vi.useRealTimers();
});

it('finds regions and domains; domains not more often than their share of the time', async () => {
  let peak = -5;
  let asked = 0;
  const map = new ScoreMap(bench.context, {
    peak: (id) => {
      asked++;
      vi.advanceTimersByTime(1);
      return { position: id < 12 ? peak : 5, error: 0.05 };
    },
  });
  for (let id = 0; id < 24; id++) await bench.arrive(map, [benchFrame()]);
  for (let id = 0; id < 24; id++) {
    bench.points.column('x')[id] = id % 6;
    bench.points.column('y')[id] = Math.floor(id / 6);
    bench.points.quantity('mls')[id] = id === 20 ? 9 : 3;
    bench.points.quantity('uncertainty')[id] = 0.5;
  }
  const derived = map.derive(true);
  expect(derived.domains).toHaveLength(2);
  expect(derived.bestSpots?.[0].pointId).toBe(20);
  expect(bench.column('domain')[0]).not.toBe(bench.column('domain')[20]);
  const before = asked;
  peak = 5;
  expect(map.derive(false).domains).toHaveLength(2);
  expect(asked).toBe(before);
  vi.advanceTimersByTime(60_000);
  expect(map.derive(false).domains).toHaveLength(1);
});
