import { describe, expect, it } from 'vitest';
import { ScanClock } from './scan-clock';

describe('ScanClock', () => {
  it('knows the pace, its spread and the time left once a few points came', () => {
    const clock = new ScanClock();
    [0, 900, 2000, 2900, 4000, 5000].forEach((at) => clock.record(1, at));
    const pace = clock.secondsPerPoint!;
    expect(pace.mean).toBeCloseTo(1, 9);
    expect(pace.deviation).toBeCloseTo(Math.sqrt(0.04 / 5), 9);
    const left = clock.secondsLeft(100)!;
    expect(left.mean).toBeCloseTo(100, 9);
    expect(left.deviation).toBeGreaterThan(10 * pace.deviation);
    expect(clock.secondsLeft(null)).toBeNull();
  });

  it('shares a batch’s time among its points', () => {
    const clock = new ScanClock();
    clock.record(1, 0);
    clock.record(10, 1000);
    expect(clock.secondsPerPoint!.mean).toBeCloseTo(0.1, 9);
  });

  it('calls a scan stalled after three usual intervals, and not before two seconds', () => {
    const fast = new ScanClock();
    const slow = new ScanClock();
    for (let i = 0; i <= 6; i++) {
      fast.record(1, 100 * i);
      slow.record(1, 5000 * i);
    }
    expect(fast.stalledSeconds(600 + 1900)).toBeNull();
    expect(fast.stalledSeconds(600 + 2100)).toBeCloseTo(2.1, 9);
    expect(slow.stalledSeconds(30_000 + 14_900)).toBeNull();
    expect(slow.stalledSeconds(30_000 + 15_100)).toBeCloseTo(15.1, 9);
    slow.restart();
    expect(slow.stalledSeconds(1e9)).toBeNull();
    expect(slow.secondsPerPoint).toBeNull();
  });

  it('reports median and 95th percentile of the latest latencies', () => {
    const clock = new ScanClock();
    expect(clock.latencyMs).toBeNull();
    for (let i = 1; i <= 100; i++) clock.recordLatency(i);
    expect(clock.latencyMs).toEqual({ median: 51, p95: 96 });
  });
});
