import { isInRegion } from '#core/map/map-region';
import { axisValue, type Axis } from '#shared/axis';
import type { MapRegion, MeanProgress } from '#shared/region-of-interest';
import type { Spectrum } from '#shared/spectrum';
import { PointPass } from '../../jobs/point-pass';
import { uint32Column } from '../../points/columns';
import type { ScanContext } from '../../scan/scan-context';

/** An area on axes: what the mean is of. */
interface MarkedArea {
  region: MapRegion;
  /** Axes that the positions are along. */
  axes: string;
}

/** Spectra read before anything else gets its turn. */
const CHUNK = 8;
/** Axes whose ends agree to this part of a pixel are the same. */
const SAME_PIXEL = 0.5;

/** What became of a point in the area. */
const outcome = { none: 0, averaged: 1, skipped: 2 } as const;

/**
 * Mean spectrum of the points in the marked area. A point is looked at once, and its spectrum
 * read once: a new point costs the same however many there are.
 */
export class RegionMean {
  private area: MarkedArea | null = null;
  /** Points below this id were counted in or out. */
  private countedUpTo = 0;
  private inside = 0;
  private skipped = 0;
  private averaged: number[] = [];
  private sum: { counts: Float64Array; energy: Axis; angle: Axis } | null = null;
  private readonly outcomes;
  private readonly pass: PointPass<MarkedArea>;

  constructor(
    private readonly context: Pick<
      ScanContext,
      'points' | 'frames' | 'tasks' | 'settings' | 'placement'
    >,
    private readonly onChange: () => void,
  ) {
    const { points, tasks } = context;
    this.outcomes = points.attach(uint32Column());
    this.pass = new PointPass<MarkedArea>({
      id: 'mean-spectrum',
      label: 'Averaging the spectra of the marked area',
      chunk: CHUNK,
      tasks,
      count: () => points.count,
      target: () => this.target(),
      begin: () => this.forget(),
      isCurrent: (id, { region }) =>
        this.outcomes.data[id] !== outcome.none || !this.isInside(id, region),
      work: (ids) => this.average(ids),
      onCancelled: (ids) => {
        for (const id of ids) this.skip(id);
        onChange();
      },
    });
  }

  get progress(): MeanProgress | null {
    if (this.context.settings().mapRegion === null) return null;
    return { inside: this.inside, averaged: this.averaged.length, skipped: this.skipped };
  }

  /** Points whose spectra are in the mean. */
  get averagedIds(): readonly number[] {
    return this.averaged;
  }

  /** Mean counts per pixel; null while nothing is averaged. */
  get spectrum(): Spectrum | null {
    const count = this.averaged.length;
    if (this.sum === null || count === 0) return null;
    const { counts, energy, angle } = this.sum;
    return { counts: Float32Array.from(counts, (sum) => sum / count), energy, angle };
  }

  /** Points already averaged hold something else now, or lie elsewhere: starts over. */
  restart(): void {
    this.forget();
    this.pass.restart();
  }

  /** Positions of these points became known only now. */
  place(ids: readonly number[]): void {
    const { area } = this;
    if (area === null) return;
    const late = ids.filter((id) => id < this.countedUpTo && this.isInside(id, area.region));
    if (late.length === 0) return;
    this.inside += late.length;
    this.pass.again(late);
    this.onChange();
  }

  /** Adds some of the spectra that are still missing; returns whether there were any. */
  advance(): Promise<boolean> {
    this.target();
    this.countNew();
    return this.pass.advance();
  }

  /** The marked area on the axes in force: the same object while it is the same. */
  private target(): MarkedArea | null {
    const { mapRegion: region } = this.context.settings();
    const { x, y } = this.context.placement.shownAxes;
    const axes = JSON.stringify([x, y]);
    if (region !== (this.area?.region ?? null) || (region !== null && axes !== this.area?.axes)) {
      this.area = region && { region, axes };
      this.forget();
    }
    return this.area;
  }

  private forget(): void {
    this.countedUpTo = this.inside = this.skipped = 0;
    this.averaged = [];
    this.sum = null;
    this.outcomes.data.fill(outcome.none);
    this.countNew();
    this.onChange();
  }

  private countNew(): void {
    const { area } = this;
    const { points } = this.context;
    const before = this.inside;
    for (; area !== null && this.countedUpTo < points.count; this.countedUpTo++) {
      if (this.isInside(this.countedUpTo, area.region)) this.inside++;
    }
    if (this.inside > before) this.onChange();
  }

  private isInside(id: number, region: MapRegion): boolean {
    const { points } = this.context;
    return isInRegion(region, points.column('x')[id], points.column('y')[id]);
  }

  private async average(ids: readonly number[]): Promise<() => void> {
    const read: { id: number; spectrum: Spectrum | null }[] = [];
    await this.context.frames.read(ids, (id, { frame }) => {
      read.push({ id, spectrum: frame && frame.spectrum });
    });
    return () => {
      for (const { id, spectrum } of read) {
        if (spectrum === null || !this.add(spectrum)) this.skip(id);
        else {
          this.averaged.push(id);
          this.outcomes.data[id] = outcome.averaged;
        }
      }
      this.onChange();
    };
  }

  private skip(id: number): void {
    this.skipped++;
    this.outcomes.data[id] = outcome.skipped;
  }

  /** Returns whether the spectrum has the axes of the others. */
  private add({ counts, energy, angle }: Spectrum): boolean {
    this.sum ??= { counts: new Float64Array(counts.length), energy, angle };
    const { sum } = this;
    if (!isSameAxis(energy, sum.energy) || !isSameAxis(angle, sum.angle)) return false;
    for (let i = 0; i < counts.length; i++) {
      if (Number.isFinite(counts[i])) sum.counts[i] += counts[i];
    }
    return true;
  }
}

function isSameAxis(a: Axis, b: Axis): boolean {
  const tolerance = SAME_PIXEL * Math.abs(b.step);
  const last = a.count - 1;
  return (
    a.count === b.count &&
    Math.abs(a.start - b.start) <= tolerance &&
    Math.abs(axisValue(a, last) - axisValue(b, last)) <= tolerance
  );
}
