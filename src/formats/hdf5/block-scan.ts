import { hasCounts, keptAxis, singlePixel, type BlockDimension, type FrameDetails } from '../block';
import { spectrumFromImage } from '../detector-image';
import type { Hdf5File } from './hdf5-file';
import { describeShape } from './selection';
import { checkFrameIndex, rawDataset, unmeasuredFrame } from './reader';
import type { FormatDescription, Frame, ScanFile } from '../scan-file';
import type { FileAxis } from '../uniform-axis';
import { SweetSpotError } from '#shared/errors';

/** A data set that holds a spectrum at each point of a scan, along dimensions of any order. */
export interface Hdf5Block {
  format: FormatDescription;
  path: string;
  /** In the file's order; the last varies fastest. */
  dimensions: BlockDimension[];
  /** What the file says of a frame; `indices` are those along the scanned dimensions. */
  details: (frame: number, indices: readonly number[]) => FrameDetails;
  /** Detector axes of a point, where they differ from point to point. */
  axesAt?: (indices: readonly number[]) => { energy: FileAxis; angle: FileAxis };
  scanAxes: ScanFile['scanAxes'];
  /** Points the scan was set up for, where its data set grows; else its own length. */
  expectedFrames?: number | null;
  /** True where the data set is laid out beforehand: empty frames are yet to come. */
  laidOut?: boolean;
  /** What it holds instead, where there is no energy axis. */
  contents?: string;
  /** Whether the scan is over, where the file says so; else it is once every frame is measured. */
  finished?: boolean;
  notes: string[];
  /** Regions of the file, where it names some. */
  regions?: ScanFile['regions'];
}

/**
 * Where across the detector a frame is looked at to tell whether it was measured: a block
 * may be larger than memory, and is looked through whenever it has grown.
 */
const PROBED_LINES = [0.5, 0.35, 0.65, 0.2, 0.8];
/** Most points of a scan: what claims more is damaged. */
const MOST_POINTS = 262_144;

/** Frames of a data set in the file's order: the last scanned dimension runs fastest. */
export class Hdf5BlockScanFile implements ScanFile {
  readonly format: FormatDescription;
  readonly frameCount: number;
  readonly expectedFrames: number | null;
  readonly scanAxes: ScanFile['scanAxes'];
  readonly regions: ScanFile['regions'];
  /** Laid out beforehand: what holds no count is not measured yet. */
  private readonly fillsUp: boolean;
  /** Dimension of the energies; -1 for totals, which can be inspected only. */
  private readonly energyAt: number;
  /** Dimension of the slit; -1 where there is none. */
  private readonly angleAt: number;

  /** Throws `invalid-format` when the axes do not fit the data set. */
  constructor(
    private readonly file: Hdf5File,
    private readonly block: Hdf5Block,
  ) {
    const shape = file.shapeOf(block.path);
    const counts = block.dimensions.map(({ axis }) => axis.count);
    if (shape.length !== counts.length || shape.some((length, d) => length !== counts[d])) {
      throw file.wrong(
        `expected ${describeShape(counts)} values in ${block.path} as its axes say, found ${describeShape(shape)}`,
      );
    }
    const bad = block.dimensions.find(
      ({ axis }) =>
        !Number.isFinite(axis.start) ||
        !Number.isFinite(axis.step) ||
        (axis.step === 0 && axis.count > 1),
    );
    if (bad !== undefined) {
      const { name, start, step } = bad.axis;
      throw file.wrong(`expected an axis for ${name}, found ${start} in steps of ${step}`);
    }
    this.format = block.format;
    this.scanAxes = block.scanAxes;
    this.regions = block.regions;
    const laidOut = block.dimensions.reduce(
      (n, { role, axis }) => (role === 'scan' ? n * axis.count : n),
      1,
    );
    const roles = block.dimensions.map(({ role }) => role);
    this.energyAt = roles.indexOf('energy');
    this.angleAt = roles.indexOf('angle');
    if (laidOut > MOST_POINTS) {
      throw file.wrong(
        `expected at most ${MOST_POINTS} points in ${block.path}, found ${describeShape(shape)}`,
      );
    }
    // Without an energy axis there is no spectrum at any point: one refusal is enough.
    const points = this.energyAt < 0 ? 1 : laidOut;
    this.expectedFrames =
      block.expectedFrames === undefined || this.energyAt < 0 ? points : block.expectedFrames;
    this.fillsUp = block.laidOut === true && points > 1;
    this.frameCount = points;
    while (this.fillsUp && this.frameCount > 0 && !this.isMeasured(this.frameCount - 1)) {
      this.frameCount--;
    }
  }

  get complete(): boolean {
    const { file, block, expectedFrames, frameCount } = this;
    if (file.heldByWriter) return false;
    if (block.finished !== undefined) return block.finished;
    if (expectedFrames !== null && frameCount < expectedFrames) return false;
    for (let index = 0; index < frameCount; index++) if (!this.isMeasured(index)) return false;
    return true;
  }

  /** In a laid out block a frame is measured once a line over all energies holds a count. */
  isMeasured(index: number): boolean {
    if (!this.fillsUp) return true;
    const angles = this.angleAt < 0 ? 1 : this.block.dimensions[this.angleAt].axis.count;
    const lines = new Set(PROBED_LINES.map((share) => Math.floor(share * angles)));
    return [...lines].some((line) => hasCounts(this.values(index, line)));
  }

  readFrame(index: number): Frame {
    const { file, block } = this;
    checkFrameIndex(file, index, this.frameCount);
    const { energyAt, angleAt } = this;
    if (energyAt < 0) {
      const found = block.dimensions.map(({ axis }) => axis.name || 'an unnamed axis').join(', ');
      throw new SweetSpotError(
        'unsupported',
        `${file.path}: expected an energy axis, found ${found}` +
          `${block.contents === undefined ? '' : ` (${block.contents})`}; it can be inspected, not scored.`,
      );
    }
    const indices = this.scanIndices(index);
    const own = block.axesAt?.(indices);
    const energy = own?.energy ?? keptAxis(block.dimensions[energyAt]);
    const angle = own?.angle ?? (angleAt < 0 ? singlePixel() : keptAxis(block.dimensions[angleAt]));
    const image = spectrumFromImage({
      values: this.values(index),
      order: energyAt < angleAt ? 'energy-angle' : 'angle-energy',
      energy,
      angle,
    });
    if (image === null) throw unmeasuredFrame(file, index);
    return {
      spectrum: image.spectrum,
      notes: [...new Set([...block.notes, ...image.notes])],
      ...block.details(index, indices),
    };
  }

  motorsAt(index: number) {
    return this.block.details(index, this.scanIndices(index)).motors;
  }

  rawData() {
    return rawDataset(
      this.file,
      this.block.path,
      this.block.dimensions.map(({ axis }) => axis),
    );
  }

  close(): void {
    this.file.close();
  }

  /** Values of a frame, or of one angle over all energies. */
  private values(frame: number, onlyAngle?: number) {
    const indices = this.scanIndices(frame);
    let scanned = 0;
    const ranges = this.block.dimensions.map(({ role, axis }) => {
      if (role === 'scan') return { start: indices[scanned++], count: 1 };
      if (role === 'angle' && onlyAngle !== undefined) return { start: onlyAngle, count: 1 };
      return { start: 0, count: axis.count };
    });
    return this.file.passingNumbers(this.block.path, {
      start: ranges.map(({ start }) => start),
      count: ranges.map(({ count }) => count),
    });
  }

  private scanIndices(frame: number): number[] {
    const indices: number[] = [];
    let rest = frame;
    for (const { role, axis } of [...this.block.dimensions].reverse()) {
      if (role !== 'scan') continue;
      indices.unshift(rest % axis.count);
      rest = Math.floor(rest / axis.count);
    }
    return indices;
  }
}
