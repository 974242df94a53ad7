import { axisValue, type Axis } from '#shared/axis';
import type { MapRegion, MeanProgress } from '#shared/region-of-interest';
import type { Derived } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';
import { isInRegion } from '#core/map/map-region';
import type { TaskList } from './notices';
import type { PointStore } from './point-store';
import { rereadFrames } from './reread-spectra';
import type { SourceFiles } from './source-files';

interface RegionMeanOptions {
  /** Files the points come from. */
  files: SourceFiles;
  points: PointStore;
  tasks: TaskList;
  /** Area marked on the map; null where there is none. */
  region: () => MapRegion | null;
  /** Axes that the positions are along. */
  axes: () => Derived['axes'];
  onChange: () => void;
}

/** Spectra read before anything else gets its turn. */
const CHUNK = 8;
const TASK = 'mean-spectrum';
/** Axes whose ends agree to this part of a pixel are the same. */
const SAME_PIXEL = 0.5;

/**
 * Mean spectrum of the points in the marked area. A point is looked at once, and its spectrum
 * read once: a new point costs the same however many there are.
 */
export class RegionMean {
  private region: MapRegion | null = null;
  private axes = '';
  /** Points below this id were looked at. */
  private lookedAt = 0;
  private members: number[] = [];
  /** Members before this index were read, or given up. */
  private done = 0;
  private averaged: number[] = [];
  private skipped = 0;
  private sum: { counts: Float64Array; energy: Axis; angle: Axis } | null = null;

  constructor(private readonly options: RegionMeanOptions) {}

  get progress(): MeanProgress | null {
    if (this.options.region() === null) return null;
    return { inside: this.members.length, averaged: this.averaged.length, skipped: this.skipped };
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

  /** Points already averaged hold something else now: starts over. */
  restart(): void {
    this.lookedAt = this.done = this.skipped = 0;
    this.members = [];
    this.averaged = [];
    this.sum = null;
  }

  /** Positions of these points became known only now. */
  place(ids: readonly number[]): void {
    const { points, onChange } = this.options;
    const { region } = this;
    if (region === null) return;
    const [xs, ys] = [points.column('x'), points.column('y')];
    const inside = ids.filter((id) => id < this.lookedAt && isInRegion(region, xs[id], ys[id]));
    if (inside.length === 0) return;
    this.members.push(...inside);
    onChange();
  }

  /** Adds some of the spectra that are still missing; returns whether there were any. */
  async advance(): Promise<boolean> {
    const { points, files, tasks, onChange } = this.options;
    this.follow();
    const { region } = this;
    const ids = this.members.slice(this.done, this.done + CHUNK);
    if (region === null || ids.length === 0) {
      tasks.end(TASK);
      return false;
    }
    const members = this.members;
    await rereadFrames(points, files, ids, (id, { frame }) => {
      // Another area was marked meanwhile, or this one given up.
      if (this.members !== members) return;
      if (frame !== null && this.add(frame.spectrum)) this.averaged.push(id);
      else this.skipped++;
      this.done++;
    });
    if (this.members !== members) return true;
    onChange();
    const progress = {
      id: TASK,
      label: 'Averaging the spectra of the marked area',
      done: this.done,
      total: this.members.length,
    };
    if (this.done < this.members.length) tasks.update(progress, () => this.giveUp());
    else tasks.end(TASK);
    return true;
  }

  /** Takes up a changed area or other axes, and the points that came since. */
  private follow(): void {
    const { points, onChange } = this.options;
    const region = this.options.region();
    const { x, y } = this.options.axes();
    const axes = JSON.stringify([x, y]);
    if (region !== this.region || axes !== this.axes) {
      this.region = region;
      this.axes = axes;
      this.restart();
      onChange();
    }
    if (region === null) return;
    const before = this.members.length;
    const [xs, ys] = [points.column('x'), points.column('y')];
    for (; this.lookedAt < points.count; this.lookedAt++) {
      const id = this.lookedAt;
      if (isInRegion(region, xs[id], ys[id])) this.members.push(id);
    }
    if (this.members.length > before) onChange();
  }

  private giveUp(): void {
    this.skipped += this.members.length - this.done;
    this.members = [...this.members];
    this.done = this.members.length;
    this.options.onChange();
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
