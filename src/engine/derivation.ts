import type { BenchmarkExtremes } from '#core/benchmark/bms';
import type { Domain } from '#core/map/domains';
import type { ScanFile } from '#formats/scan-file';
import type { Derived, SessionSettings } from '#shared/scan';
import { benchmarkExtremes, updateBenchmarkScores } from './benchmark-columns';
import type { BenchmarkChoice } from './benchmark-keeper';
import { deriveScan, emptyDerived } from './derive-scan';
import type { EventFeed } from './event-feed';
import { findPointDomains, labelDomains } from './point-domains';
import { chooseMapAxes, placePoints, unitTrouble, type MapAxes } from './map-axes';
import type { PointStore } from './point-store';
import type { MapScale } from './profile-settings';
import type { ScanWarnings } from './scan-warnings';

interface DerivationOptions {
  points: PointStore;
  feed: EventFeed;
  warnings: ScanWarnings;
  /** Motors that the files say the scan moves. */
  scanAxes: () => ScanFile['scanAxes'];
  settings: () => SessionSettings;
  fullScoreCounts: () => number;
  benchmark: () => BenchmarkChoice | null;
  /** Called after each derivation. */
  onDerived: () => void;
}

/** Derived at most this often, and for at most this part of the time: a point's cost stays flat. */
const INTERVAL_MS = 200;
const SHARE_OF_TIME = 1 / 16;
/** Domains take longest and change least: they are looked for in this part of the time. */
const DOMAINS_SHARE_OF_TIME = 1 / 32;
/** Benchmark scores that changed are sent one by one up to this part of all points. */
const SENT_SINGLY = 1 / 4;

/** Keeps what follows from all points together: axes, normalisation, regions, spots, benchmark scores. */
export class Derivation {
  private derived: Derived;
  private axes: MapAxes | null = null;
  private benchmarkExtremes: BenchmarkExtremes | null = null;
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Infinity;
  private pending = false;
  private notBefore = -Infinity;
  private domains: Domain[] = [];
  private domainsNotBefore = -Infinity;

  constructor(private readonly options: DerivationOptions) {
    this.derived = emptyDerived(options.fullScoreCounts());
  }

  get current(): Derived {
    return this.derived;
  }

  /** What the benchmark scores are divided by; null before the first fit. */
  get extremes(): BenchmarkExtremes | null {
    return this.benchmarkExtremes;
  }

  /** From the motors' own units to those shown. */
  get scale(): MapScale {
    return { x: this.axes?.xFactor ?? 1, y: this.axes?.yFactor ?? 1 };
  }

  /** True while something changed that `current` does not show yet. */
  get isPending(): boolean {
    return this.pending;
  }

  /** Puts new points on the map, or all points where other motors or units span it now. */
  place(first: number): void {
    const { points, feed, warnings, settings, scanAxes } = this.options;
    const { mapAxes, profile } = settings();
    const axes = chooseMapAxes(points.motors, { chosen: mapAxes, fromFiles: scanAxes(), profile });
    const same = JSON.stringify(axes) === JSON.stringify(this.axes);
    placePoints(points, axes, same ? first : 0, points.count);
    if (same) return;
    this.axes = axes;
    warnings.units(axes && unitTrouble(axes));
    feed.everyPoint();
  }

  /** Something changed: derives soon. */
  touch(): void {
    this.deriveAt(this.notBefore);
  }

  private deriveAt(at: number): void {
    this.pending = true;
    if (this.timer !== undefined && this.dueAt <= at) return;
    clearTimeout(this.timer);
    this.dueAt = at;
    const wait = Math.max(0, at - performance.now());
    this.timer = setTimeout(() => {
      const areDomainsDue = performance.now() >= this.domainsNotBefore;
      this.derive(areDomainsDue);
      if (!areDomainsDue) this.deriveAt(this.domainsNotBefore);
    }, wait);
  }

  /** Derives everything at once. */
  now(): void {
    this.derive(true);
  }

  private derive(withDomains: boolean): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.pending = false;
    const { points, feed, settings, fullScoreCounts, benchmark, onDerived } = this.options;
    const start = performance.now();
    const choice = benchmark();
    const { weights, benchmarkFullCounts } = settings();
    const extremes = choice && benchmarkExtremes(points, choice.version, benchmarkFullCounts);
    this.benchmarkExtremes = extremes;
    if (choice !== null && extremes !== null) {
      const changed = updateBenchmarkScores(points, choice.version, extremes, weights);
      if (changed.length > SENT_SINGLY * points.count) feed.everyPoint();
      else for (const id of changed) feed.point(id);
    }
    if (withDomains) this.findDomains();
    this.derived = deriveScan(points, {
      settings: settings(),
      axes: this.axes,
      fullScoreCounts: fullScoreCounts(),
      mdcWindow: choice?.window ?? null,
      benchmark: choice && extremes && benchmarkInUse(choice, extremes),
      domains: this.domains,
    });
    const end = performance.now();
    this.notBefore = end + Math.max(INTERVAL_MS, (end - start) / SHARE_OF_TIME);
    feed.send({ name: 'derived', payload: this.derived });
    onDerived();
  }

  private findDomains(): void {
    const { points, feed } = this.options;
    const start = performance.now();
    this.domains = findPointDomains(points);
    const relabelled = labelDomains(points, this.domains);
    if (relabelled.length > SENT_SINGLY * points.count) feed.everyPoint();
    else for (const id of relabelled) feed.point(id);
    const end = performance.now();
    this.domainsNotBefore = end + (end - start) / DOMAINS_SHARE_OF_TIME;
  }

  close(): void {
    clearTimeout(this.timer);
  }
}

function benchmarkInUse(
  { backgroundThreshold }: BenchmarkChoice,
  extremes: BenchmarkExtremes,
): NonNullable<Derived['benchmark']> {
  return {
    backgroundThreshold,
    fullCounts: extremes.totalCounts,
    widestFwhm: extremes.fwhm,
  };
}
