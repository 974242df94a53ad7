import { basename } from 'node:path';
import type { OpenScan } from '#shared/engine-contract';
import { toErrorData, type ErrorData } from '#shared/errors';
import type { ScanStatus } from '#shared/scan';
import type { MeasuredFrame } from './arrivals';
import { ScanClock } from './scan-clock';
import type { ScanFacts } from './scan-facts';
import type { ScanWarnings } from './scan-warnings';

interface ScanProgressOptions {
  request: OpenScan;
  /** Label of what scores, and the model. */
  engine: { label: string; model: { name: string; hash: string } };
  sessionId: string;
  facts: ScanFacts;
  warnings: ScanWarnings;
  /** Points scored, frames that failed for good, and frames seen so far. */
  counts: () => { scored: number; failed: number; seen: number };
  /** Arrival of the latest point of an earlier run, ms since the epoch. */
  lastPointAt: number | null;
  onChange: () => void;
}

const PACE_CHECK_MS = 1000;
/** A file this far in the future means that a clock is wrong, ms. */
const CLOCK_TOLERANCE_MS = 2 * 60_000;

/** Where a scan stands: its phase, its pace, and what is wrong with either. */
export class ScanProgress {
  private readonly clock = new ScanClock();
  private phase: ScanStatus['phase'] = 'catching-up';
  private error: ErrorData | null = null;
  private lastPointAt: number | null;
  private readonly paceTimer: NodeJS.Timeout;

  constructor(private readonly options: ScanProgressOptions) {
    this.lastPointAt = options.lastPointAt;
    this.paceTimer = setInterval(() => this.checkPace(), PACE_CHECK_MS);
  }

  get hasFailed(): boolean {
    return this.phase === 'failed';
  }

  get status(): ScanStatus {
    const { request, engine, sessionId, facts, counts } = this.options;
    const { scored, failed, seen } = counts();
    const { expected, format, formatId, regions } = facts;
    const remaining = expected === null ? null : Math.max(0, expected - scored - failed);
    return {
      phase: this.phase,
      sourcePath: request.path,
      sourceName: basename(request.path) || request.path,
      sourceKind: request.kind,
      sessionId,
      format,
      formatId,
      regions,
      arrived: Math.max(seen, scored + failed),
      scored,
      failed,
      expected,
      secondsPerPoint: this.clock.secondsPerPoint,
      secondsLeft: this.clock.secondsLeft(remaining),
      latencyMs: this.clock.latencyMs,
      lastPointAt: this.lastPointAt,
      engine: engine.label,
      model: engine.model,
      error: this.error,
    };
  }

  /** Frames were scored, of which `added` are new points. */
  recordPoints(frames: readonly MeasuredFrame[], added: number): void {
    const now = performance.now();
    if (added > 0) this.clock.record(added, now);
    for (const { arrived } of frames) {
      if (this.phase === 'live') this.clock.recordLatency(now - arrived.noticedAt);
      if (arrived.modifiedAt > Date.now() + CLOCK_TOLERANCE_MS) this.options.warnings.clockAhead();
    }
    this.lastPointAt = Date.now();
    if (this.phase === 'finished' && added > 0) this.enter('live');
    this.options.onChange();
  }

  /** Whether no more points are to come. */
  get isOver(): boolean {
    const { request, facts, counts } = this.options;
    const { scored, failed } = counts();
    return request.mode === 'finished' || facts.isOver(scored + failed);
  }

  /** Everything there is has been dealt with. */
  rest(): void {
    this.enter(this.isOver ? 'finished' : 'live');
  }

  /** Something broke that is no fault of a file. */
  giveUp(error: unknown): void {
    this.error = toErrorData(error);
    this.enter('failed');
  }

  close(): void {
    clearInterval(this.paceTimer);
  }

  private enter(phase: ScanStatus['phase']): void {
    if (this.phase === phase) return;
    // What was there already came as fast as it could be read: that is not the scan's pace.
    if (this.phase === 'catching-up' && phase === 'live') this.clock.restart();
    this.phase = phase;
    this.options.onChange();
  }

  private checkPace(): void {
    const seconds = this.phase === 'live' ? this.clock.stalledSeconds(performance.now()) : null;
    if (seconds === null) return;
    const usualSeconds = this.clock.secondsPerPoint?.mean ?? 0;
    this.options.warnings.stalled(this.options.counts().scored, seconds, usualSeconds);
  }
}
