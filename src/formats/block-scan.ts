import { SweetSpotError } from '#shared/errors';
import type { BinaryFile } from './binary-file';
import { checkAxis, hasCounts, inIndexOrder, keptAxis, singlePixel, type Block } from './block';
import { spectrumFromImage, type DetectorImage } from './detector-image';
import { MAXIMUM_ELEMENTS } from './hdf5/hdf5-file';
import { scanAxesOf } from './scan-axes';
import type { FormatDescription, Frame, FrameMotor, RawData, ScanFile } from './scan-file';

/** An array on disk as a scan file: frames in the order they are stored. */
export class BlockScanFile implements ScanFile {
  readonly format: FormatDescription;
  readonly frameCount: number;
  readonly expectedFrames: number;
  readonly scanAxes: ScanFile['scanAxes'];
  readonly regions: ScanFile['regions'];
  private readonly strides: number[];
  private readonly total: number;
  /** Indices of the scanned dimensions, the fastest first. */
  private readonly scanned: number[];
  private whole: ArrayLike<number> | undefined;

  /** Throws `invalid-format` for axes that are none and for more values than can be. */
  constructor(
    private readonly file: BinaryFile,
    private readonly block: Block,
  ) {
    const { dimensions, fastest } = block;
    for (const { axis, corrected } of dimensions) checkAxis(file, corrected ?? axis);
    const order = dimensions.map((_, index) => index);
    if (fastest === 'last') order.reverse();
    this.strides = dimensions.map(() => 1);
    let total = 1;
    for (const index of order) {
      this.strides[index] = total;
      total *= dimensions[index].axis.count;
    }
    if (!Number.isSafeInteger(total)) {
      throw file.wrong(
        `expected an array that fits a file in ${block.path}, found ${total} values`,
      );
    }
    this.total = total;
    this.scanned = order.filter((index) => dimensions[index].role === 'scan');
    this.format = block.format;
    this.regions = block.regions;
    // Without an energy axis there is no spectrum at any point: one refusal is enough.
    this.expectedFrames = this.hasEnergy()
      ? this.scanned.reduce((points, index) => points * dimensions[index].axis.count, 1)
      : 1;
    this.scanAxes =
      block.scanAxes ?? scanAxesOf(this.scanned.map((index) => dimensions[index].axis.name));
    this.frameCount =
      block.laidOut && this.expectedFrames > 1 ? this.measured() : this.expectedFrames;
  }

  get complete(): boolean {
    if (this.frameCount < this.expectedFrames) return false;
    for (let index = 0; index < this.frameCount; index++) if (!this.isMeasured(index)) return false;
    return true;
  }

  isMeasured(index: number): boolean {
    if (!this.block.laidOut || this.expectedFrames === 1) return true;
    return hasCounts(this.detectorImage(index).values);
  }

  readFrame(index: number): Frame {
    const { block } = this;
    if (!Number.isInteger(index) || index < 0 || index >= this.frameCount) {
      throw new SweetSpotError(
        'invalid-request',
        `${this.file.path}: expected a frame from 0 to ${this.frameCount - 1}, found ${index}.`,
      );
    }
    const image = spectrumFromImage(this.detectorImage(index));
    if (image === null) {
      throw new SweetSpotError(
        'incomplete',
        `${this.file.path}: expected counts in frame ${index}, found no value measured yet.`,
      );
    }
    const details = block.details(index);
    return {
      spectrum: image.spectrum,
      motors: this.motorsAt(index),
      measuredAt: details.measuredAt,
      dwellSeconds: details.dwellSeconds,
      notes: [...block.notes, ...image.notes],
    };
  }

  motorsAt(index: number): FrameMotor[] {
    const moved = this.positions(index);
    const others = this.block
      .details(index)
      .motors.filter(({ name }) => !moved.some((motor) => motor.name === name));
    return [...moved, ...others];
  }

  rawData(): RawData {
    const { block, strides } = this;
    const { dimensions } = block;
    const rowLength = this.total / dimensions[0].axis.count;
    if (block.fastest === 'last') {
      return {
        path: block.path,
        dimensions: dimensions.map(({ axis }) => axis),
        rows: (first, count) => block.read(first * rowLength, count * rowLength),
      };
    }
    const counts = dimensions.map(({ axis }) => axis.count);
    return {
      path: block.path,
      dimensions: dimensions.map(({ axis }) => axis),
      rows: (first, count) => {
        this.whole ??= this.readBounded(0, this.total);
        return inIndexOrder(this.whole, [count, ...counts.slice(1)], strides, first);
      },
    };
  }

  close(): void {
    this.file.close();
  }

  private detectorImage(index: number): DetectorImage {
    const { block, strides } = this;
    const energyAt = block.dimensions.findIndex(({ role }) => role === 'energy');
    const angleAt = block.dimensions.findIndex(({ role }) => role === 'angle');
    if (energyAt < 0) throw this.notScorable('an energy axis');
    const energyFull = block.dimensions[energyAt].axis.count;
    const angleFull = angleAt < 0 ? 1 : block.dimensions[angleAt].axis.count;
    const energy = keptAxis(block.dimensions[energyAt]);
    const angle = angleAt < 0 ? singlePixel() : keptAxis(block.dimensions[angleAt]);
    const stride = {
      energy: strides[energyAt],
      angle: angleAt < 0 ? this.total : strides[angleAt],
    };
    const base = this.offsetOf(index);
    const firstEnergy = block.dimensions[energyAt].kept?.first ?? 0;
    const isWhole = energy.axis.count === energyFull;
    const size = energyFull * angleFull;
    if (stride.angle === 1 && stride.energy === angleFull) {
      const values = this.readBounded(
        base + firstEnergy * angleFull,
        energy.axis.count * angleFull,
        true,
      );
      return { values, order: 'energy-angle', energy, angle };
    }
    if (isWhole && stride.energy === 1 && (stride.angle === energyFull || angleFull === 1)) {
      return { values: this.readBounded(base, size, true), order: 'angle-energy', energy, angle };
    }
    const span = (energyFull - 1) * stride.energy + (angleFull - 1) * stride.angle + 1;
    const scattered = span > 2 * size;
    if (scattered) this.whole ??= this.readBounded(0, this.total);
    const source = scattered && this.whole ? this.whole : this.readBounded(base, span);
    const origin = (scattered ? base : 0) + firstEnergy * stride.energy;
    const values = new Float64Array(energy.axis.count * angleFull);
    for (let e = 0, at = 0; e < energy.axis.count; e++) {
      for (let a = 0; a < angleFull; a++, at++) {
        values[at] = source[origin + e * stride.energy + a * stride.angle];
      }
    }
    return { values, order: 'energy-angle', energy, angle };
  }

  /** Frames up to the last one in which anything was counted. */
  private measured(): number {
    let count = this.expectedFrames;
    while (count > 0 && !hasCounts(this.detectorImage(count - 1).values)) count--;
    return count;
  }

  private hasEnergy(): boolean {
    return this.block.dimensions.some(({ role }) => role === 'energy');
  }

  private notScorable(missing: string): SweetSpotError {
    const found = this.block.dimensions
      .map(({ axis }) => axis.name || 'an unnamed axis')
      .join(', ');
    return new SweetSpotError(
      'unsupported',
      `${this.file.path}: expected ${missing}, found ${found}; it can be inspected, not scored.`,
    );
  }

  private readBounded(first: number, count: number, passing = false): ArrayLike<number> {
    if (count > MAXIMUM_ELEMENTS) {
      throw this.file.wrong(
        `expected at most ${MAXIMUM_ELEMENTS} values at once in ${this.block.path}, found ${count}`,
      );
    }
    return this.block.read(first, count, passing);
  }

  /** Index along each scanned dimension of a frame, the fastest first. */
  private scanIndices(frame: number): number[] {
    let rest = frame;
    return this.scanned.map((index) => {
      const { count } = this.block.dimensions[index].axis;
      const at = rest % count;
      rest = Math.floor(rest / count);
      return at;
    });
  }

  private offsetOf(frame: number): number {
    const indices = this.scanIndices(frame);
    return this.scanned.reduce((sum, index, i) => sum + indices[i] * this.strides[index], 0);
  }

  private positions(frame: number): FrameMotor[] {
    const indices = this.scanIndices(frame);
    return this.scanned
      .map((index, i) => {
        const { name, unit, start, step } = this.block.dimensions[index].axis;
        return { name, unit, value: start + indices[i] * step };
      })
      .filter(({ name }) => name !== '');
  }
}
