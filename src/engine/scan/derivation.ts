import type { Derived } from '#shared/scan';
import type { Placement } from '../points/placement';
import type { EventFeed } from './event-feed';
import type { ScanFeature } from './feature';

interface DerivationOptions {
  placement: Placement;
  feed: EventFeed;
}

/** Derived at most this often, and for at most this part of the time: a point's cost stays flat. */
const INTERVAL_MS = 200;
const SHARE_OF_TIME = 1 / 16;

/** What a scan without points has to say. */
const nothing: Omit<Derived, 'axes'> = {
  step: null,
  regular: false,
  normalisation: null,
  fullScoreCounts: 0,
  mdcWindow: null,
  benchmark: null,
  regions: [],
  domains: [],
  bestSpots: [],
  noSpotReason: 'No point with a stage position yet',
};

/** Keeps what follows from all points together, as the features derive it, at a pace of its own. */
export class Derivation {
  private features: readonly ScanFeature[] = [];
  private onDerived: () => void = () => undefined;
  private derived: Derived;
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Infinity;
  private pending = false;
  private notBefore = -Infinity;

  constructor(private readonly options: DerivationOptions) {
    this.derived = { ...nothing, axes: options.placement.shownAxes };
  }

  get current(): Derived {
    return this.derived;
  }

  /** True while something changed that `current` does not show yet. */
  get isPending(): boolean {
    return this.pending;
  }

  /** Takes the features to ask; `onDerived` is called after each derivation. */
  begin(features: readonly ScanFeature[], onDerived: () => void): void {
    this.features = features;
    this.onDerived = onDerived;
  }

  /** Something changed: derives soon, or at a time on the monotonic clock (ms). */
  touch(at = -Infinity): void {
    this.deriveAt(Math.max(at, this.notBefore));
  }

  /** Derives everything at once. */
  now(): void {
    this.derive(true);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private deriveAt(at: number): void {
    this.pending = true;
    if (this.timer !== undefined && this.dueAt <= at) return;
    clearTimeout(this.timer);
    this.dueAt = at;
    const wait = Math.max(0, at - performance.now());
    this.timer = setTimeout(() => this.derive(false), wait);
  }

  private derive(whole: boolean): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.pending = false;
    const { placement, feed } = this.options;
    const start = performance.now();
    // A feature may ask for another derivation while this one is under way.
    this.notBefore = -Infinity;
    const contributions = this.features.map((feature) => feature.derive?.(whole) ?? {});
    this.derived = Object.assign(
      { ...nothing, axes: placement.shownAxes },
      ...contributions,
    ) as Derived;
    const end = performance.now();
    this.notBefore = end + Math.max(INTERVAL_MS, (end - start) / SHARE_OF_TIME);
    feed.send({ name: 'derived', payload: this.derived });
    this.onDerived();
  }
}
