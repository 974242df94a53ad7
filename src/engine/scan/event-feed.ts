import type { ViewEvent } from '#shared/contract';
import type { PointStore } from '../points/point-store';
import type { PartName, PartSources } from './feature';

/** At most this often, ms: thirty times a second. */
const INTERVAL_MS = 33;
/** All points together are sent again at most this often: the more there are, the less often. */
const FULL_INTERVAL_MS = 400;
const FULL_INTERVAL_PER_POINT_MS = 0.05;

/** Collects what changed and tells the views, the first change at once and later ones together. */
export class EventFeed {
  private readonly changedPoints = new Set<number>();
  private readonly changedParts = new Set<PartName>();
  private parts: PartSources = {};
  private allPoints = false;
  private fullAt = -Infinity;
  /** When points, and when anything, was last told. */
  private pointsAt = -Infinity;
  private flushedAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Infinity;
  private isOpen = false;

  constructor(
    private readonly emit: (event: ViewEvent) => void,
    private readonly points: Pick<PointStore, 'batch' | 'count'>,
  ) {}

  /** From here on changes are told; what came before is in the snapshot that the views have. */
  open(parts: PartSources): void {
    this.parts = parts;
    this.changedPoints.clear();
    this.changedParts.clear();
    this.allPoints = false;
    this.isOpen = true;
  }

  point(id: number): void {
    this.changedPoints.add(id);
    // A point must not wait because the status that announced its file was told just before.
    this.schedule(this.pointsAt);
  }

  /** Every point changed, or may have. */
  everyPoint(): void {
    this.allPoints = true;
    this.schedule(this.pointsAt);
  }

  part(...parts: PartName[]): void {
    for (const part of parts) this.changedParts.add(part);
    this.schedule(this.flushedAt);
  }

  /** An event of its own, in order with what changed before it. */
  send(event: ViewEvent): void {
    if (this.isOpen) this.emit(event);
  }

  close(): void {
    this.isOpen = false;
    clearTimeout(this.timer);
  }

  /** Delivers an interval after `lastAt`, or sooner where that is due. */
  private schedule(lastAt: number): void {
    if (this.isOpen) this.deliverAt(Math.max(performance.now(), lastAt + INTERVAL_MS));
  }

  private deliverAt(at: number): void {
    if (at >= this.dueAt) return;
    clearTimeout(this.timer);
    this.dueAt = at;
    this.timer = setTimeout(() => this.deliver(), Math.max(0, at - performance.now()));
  }

  private deliver(): void {
    this.timer = undefined;
    this.dueAt = Infinity;
    if (!this.isOpen) return;
    const now = performance.now();
    this.flushedAt = now;
    if (this.allPoints || this.changedPoints.size > 0) this.deliverPoints(now);
    const parts = [...this.changedParts];
    this.changedParts.clear();
    for (const part of parts) {
      const payload = this.parts[part]?.();
      if (payload !== undefined) this.emit({ name: part, payload } as ViewEvent);
    }
  }

  private deliverPoints(now: number): void {
    this.pointsAt = now;
    const { count } = this.points;
    if (this.allPoints) {
      const interval = FULL_INTERVAL_MS + FULL_INTERVAL_PER_POINT_MS * count;
      const dueAt = this.fullAt + interval;
      if (dueAt <= now) {
        this.allPoints = false;
        this.fullAt = now;
        this.changedPoints.clear();
        const ids = Uint32Array.from({ length: count }, (_, id) => id);
        if (count > 0) this.emit({ name: 'points', payload: this.points.batch(ids) });
        return;
      }
      this.deliverAt(Math.max(now + INTERVAL_MS, dueAt));
    }
    if (this.changedPoints.size === 0) return;
    const ids = Uint32Array.from(this.changedPoints);
    this.changedPoints.clear();
    this.emit({ name: 'points', payload: this.points.batch(ids) });
  }
}
