import { hasCounts, keptAxis, singlePixel, type BlockDimension, type FrameDetails } from './block';
import { spectrumFromImage } from './detector-image';
import { describeShape, type Hdf5File } from './hdf5';
import { checkFrameIndex, rawDataset, unmeasuredFrame } from './hdf5-reader';
import type { FormatDescription, Frame, ScanFile } from './scan-file';
import { SweetSpotError } from '#shared/errors';

/** A data set that holds a spectrum at each point of a scan, along dimensions of any order. */
export interface Hdf5Block {
  format: FormatDescription;
  path: string;
  /** In the file's order; the last varies fastest. */
  dimensions: BlockDimension[];
  /** What the file says of a frame; `indices` are those along the scanned dimensions. */
  details: (frame: number, indices: readonly number[]) => FrameDetails;
  scanAxes: ScanFile['scanAxes'];
  /** Points the scan was set up for, where its data set grows; else its own length. */
  expectedFrames?: number | null;
  /** True where the data set is laid out beforehand: empty frames are yet to come. */
  laidOut?: boolean;
  /** Whether the scan is over, where the file says so; else it is once every frame is measured. */
  finished?: boolean;
  notes: string[];
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
  /** Laid out beforehand: what holds no count is not measured yet. */
  private readonly fillsUp: boolean;

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
    const laidOut = block.dimensions.reduce(
      (n, { role, axis }) => (role === 'scan' ? n * axis.count : n),
      1,
    );
    this.expectedFrames = block.expectedFrames === undefined ? laidOut : block.expectedFrames;
    if (laidOut > MOST_POINTS) {
      throw file.wrong(
        `expected at most ${MOST_POINTS} points in ${block.path}, found ${describeShape(shape)}`,
      );
    }
    this.fillsUp = block.laidOut === true && laidOut > 1;
    this.frameCount = laidOut;
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
    const angle = this.block.dimensions.findIndex(({ role }) => role === 'angle');
    const angles = angle < 0 ? 1 : this.block.dimensions[angle].axis.count;
    const lines = new Set(PROBED_LINES.map((share) => Math.floor(share * angles)));
    return [...lines].some((line) => hasCounts(this.values(index, line)));
  }

  readFrame(index: number): Frame {
    const { file, block } = this;
    checkFrameIndex(file, index, this.frameCount);
    const energy = block.dimensions.findIndex(({ role }) => role === 'energy');
    const angle = block.dimensions.findIndex(({ role }) => role === 'angle');
    if (energy < 0) {
      const found = block.dimensions.map(({ axis }) => axis.name || 'an unnamed axis').join(', ');
      throw new SweetSpotError(
        'unsupported',
        `${file.path}: expected an energy axis, found ${found}; it can be inspected, not scored.`,
      );
    }
    const image = spectrumFromImage({
      values: this.values(index),
      order: energy < angle ? 'energy-angle' : 'angle-energy',
      energy: keptAxis(block.dimensions[energy]),
      angle: angle < 0 ? singlePixel() : keptAxis(block.dimensions[angle]),
    });
    if (image === null) throw unmeasuredFrame(file, index);
    return {
      spectrum: image.spectrum,
      notes: [...block.notes, ...image.notes],
      ...block.details(index, this.scanIndices(index)),
    };
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
