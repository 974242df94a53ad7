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
  /** True where the data set is laid out beforehand: empty frames at its end are yet to come. */
  filledInOrder?: boolean;
  notes: string[];
}

/** Frames of a data set in the file's order: the last scanned dimension runs fastest. */
export class Hdf5BlockScanFile implements ScanFile {
  readonly format: FormatDescription;
  readonly frameCount: number;
  readonly expectedFrames: number | null;
  readonly scanAxes: ScanFile['scanAxes'];
  readonly complete: boolean;

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
    this.frameCount = block.filledInOrder && laidOut > 1 ? this.measured(laidOut) : laidOut;
    this.complete =
      !file.heldByWriter &&
      (this.expectedFrames === null || this.frameCount >= this.expectedFrames);
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

  private values(frame: number) {
    const indices = this.scanIndices(frame);
    let scanned = 0;
    const start = this.block.dimensions.map(({ role }) =>
      role === 'scan' ? indices[scanned++] : 0,
    );
    const count = this.block.dimensions.map(({ role, axis }) => (role === 'scan' ? 1 : axis.count));
    return this.file.numbers(this.block.path, { start, count });
  }

  /** Frames up to the last one in which anything was counted. */
  private measured(laidOut: number): number {
    let count = laidOut;
    while (count > 0 && !hasCounts(this.values(count - 1))) count--;
    return count;
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
