import type { ScanStatus } from '#shared/scan';

/** Arrivals and latencies the statistics look back on. */
const WINDOW = 64;
const LATENCY_WINDOW = 256;
/** The usual interval is known from this many points on. */
const LEAST_INTERVALS = 5;
/** A scan is not called stalled before this many seconds, however fast it was. */
const LEAST_STALL_SECONDS = 2;
const STALL_INTERVALS = 3;

/** Pace of a scan: time per point, time left, latency, and whether it stands still. */
export class ScanClock {
  private readonly intervals: number[] = [];
  private readonly latencies: number[] = [];
  private lastAt: number | null = null;

  /** Points became available; times in ms on the monotonic clock. */
  record(count: number, at: number): void {
    if (this.lastAt !== null) {
      for (let i = 0; i < count; i++) push(this.intervals, (at - this.lastAt) / count, WINDOW);
    }
    this.lastAt = at;
  }

  /** Forgets the pace so far. */
  restart(): void {
    this.intervals.length = 0;
    this.lastAt = null;
  }

  /** Time from a frame being readable to its score, ms. */
  recordLatency(latencyMs: number): void {
    push(this.latencies, latencyMs, LATENCY_WINDOW);
  }

  get secondsPerPoint(): ScanStatus['secondsPerPoint'] {
    if (this.intervals.length < LEAST_INTERVALS) return null;
    const count = this.intervals.length;
    const mean = this.intervals.reduce((sum, ms) => sum + ms, 0) / count;
    const variance = this.intervals.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / count;
    return { mean: mean / 1000, deviation: Math.sqrt(variance) / 1000 };
  }

  /** For points that are paced independently, and a mean known from a limited number of them. */
  secondsLeft(remaining: number | null): ScanStatus['secondsLeft'] {
    const pace = this.secondsPerPoint;
    if (pace === null || remaining === null) return null;
    const variance = remaining + remaining ** 2 / this.intervals.length;
    return { mean: remaining * pace.mean, deviation: pace.deviation * Math.sqrt(variance) };
  }

  get latencyMs(): ScanStatus['latencyMs'] {
    if (this.latencies.length === 0) return null;
    const sorted = this.latencies.slice().sort((a, b) => a - b);
    const at = (part: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
    return { median: at(0.5), p95: at(0.95) };
  }

  /** Seconds without a point, when they exceed three times the usual interval; else null. */
  stalledSeconds(now: number): number | null {
    const pace = this.secondsPerPoint;
    if (pace === null || this.lastAt === null) return null;
    const seconds = (now - this.lastAt) / 1000;
    return seconds > Math.max(LEAST_STALL_SECONDS, STALL_INTERVALS * pace.mean) ? seconds : null;
  }
}

function push(values: number[], value: number, most: number): void {
  values.push(value);
  if (values.length > most) values.shift();
}
