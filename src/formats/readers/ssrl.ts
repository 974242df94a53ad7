import { checkFrameIndex, rawDataset, unmeasuredFrame, type Hdf5Reader } from '../hdf5-reader';
import { spectrumFromImage } from '../detector-image';
import { describeShape, type Hdf5File, type NumberArray } from '../hdf5';
import type { Frame, FrameMotor, ScanFile } from '../scan-file';
import { axisInFileOrder } from '../uniform-axis';
import { numberAttribute, peakAxis, peakDimensions, type PeakDimension } from './ssrl-axes';

const format = { id: 'ssrl-peak', label: 'SSRL 5-2 (PEAK)' };

/** Names of the two generations of the layout. */
const generations = [
  { group: '/Data', counts: '/Data/Count', time: '/Data/Time' },
  { group: '/data', counts: '/data/counts', time: '/data/exposure' },
];

/** Units of the manipulator's motors, which the file does not state: millimetres and degrees. */
const manipulatorUnits: Record<string, string> = {
  X: 'mm',
  Y: 'mm',
  Z: 'mm',
  T: 'deg',
  F: 'deg',
  A: 'deg',
};

/**
 * SSRL beamline 5-2, Scienta PEAK through pypes: counts in `/Data/Count`, exposure
 * in seconds in `/Data/Time`, axes as attributes of `/Data/AxesN`. A two-dimensional
 * file holds one spectrum; further dimensions are scanned (Zap2D: fly scan over the
 * stage), and their pixels are frames in the file's order.
 */
export const ssrlReader: Hdf5Reader = {
  label: format.label,
  matches: (file) => generations.some(({ counts }) => file.kindOf(counts) === 'dataset'),
  open: (file) => new PeakScanFile(file),
};

class PeakScanFile implements ScanFile {
  readonly format = format;
  readonly frameCount: number;
  readonly expectedFrames: number | null;
  readonly scanAxes: ScanFile['scanAxes'];
  readonly complete: boolean;
  private readonly names: (typeof generations)[number];
  private readonly shape: number[];
  private readonly dimensions: PeakDimension[];
  private readonly scanned: { index: number; dimension: PeakDimension }[];
  /** Exposure in seconds at the middle of the detector, one a frame; null when not recorded. */
  private readonly exposures: NumberArray | null;

  constructor(private readonly file: Hdf5File) {
    const names = generations.find(({ counts }) => file.kindOf(counts) === 'dataset');
    if (names === undefined) throw file.wrong('expected /Data/Count, found nothing');
    this.names = names;
    this.shape = file.shapeOf(names.counts);
    this.dimensions = peakDimensions(file, names.group, this.shape);
    this.scanned = this.dimensions.flatMap((dimension, index) =>
      dimension.role === 'scan' ? [{ index, dimension }] : [],
    );
    const pixels = this.scanned.reduce((product, { dimension }) => product * dimension.count, 1);
    this.exposures = this.readExposures();
    // Frames are laid out beforehand: what was measured reaches to the last with an exposure.
    this.frameCount =
      this.exposures === null || this.scanned.length === 0
        ? pixels
        : measuredLength(this.exposures);
    this.expectedFrames = pixels;
    this.scanAxes = scanAxesOf(this.scanned.map(({ dimension }) => dimension));
    this.complete = !file.heldByWriter && this.frameCount >= pixels;
  }

  readFrame(index: number): Frame {
    const { file, dimensions } = this;
    checkFrameIndex(file, index, this.frameCount);
    if (this.scanned.length > 0 && this.exposures !== null && !(this.exposures[index] > 0)) {
      throw unmeasuredFrame(file, index);
    }
    const indices = this.scanIndices(index);
    const values = file.passingNumbers(this.names.counts, {
      start: dimensions.map((_, i) => indices.get(i) ?? 0),
      count: dimensions.map(({ role, count }) => (role === 'scan' ? 1 : count)),
    });
    const energyFirst =
      dimensions.findIndex(({ role }) => role === 'energy') <
      dimensions.findIndex(({ role }) => role === 'angle');
    const image = spectrumFromImage({
      values,
      order: energyFirst ? 'energy-angle' : 'angle-energy',
      energy: this.detectorAxis('energy', index),
      angle: this.detectorAxis('angle', index),
    });
    if (image === null) throw unmeasuredFrame(file, index);
    return {
      ...image,
      motors: this.motorsAt(index, indices),
      measuredAt: this.frameCount === 1 ? isoTime(file) : null,
      dwellSeconds: this.dwellSeconds(index),
    };
  }

  rawData() {
    return rawDataset(
      this.file,
      this.names.counts,
      this.dimensions.map((dimension) => axisInFileOrder(peakAxis(this.file, dimension, 0))),
    );
  }

  close(): void {
    this.file.close();
  }

  /** Of one spectrum the whole acquisition: while it is swept, exposures overlap. Of a scan the frame's. */
  private dwellSeconds(index: number): number | null {
    const total =
      this.scanned.length === 0
        ? numberAttribute(this.file, '/Measurement', 'TotalTime', index)
        : null;
    return total ?? this.exposures?.[index] ?? null;
  }

  private detectorAxis(role: 'energy' | 'angle', index: number) {
    const dimension = this.dimensions.find((candidate) => candidate.role === role);
    if (dimension === undefined) throw this.file.wrong(`expected an ${role} axis, found none`);
    const { axis, ...rest } = peakAxis(this.file, dimension, index);
    if (role === 'energy') return { axis, ...rest };
    const unit = axis.unit || 'pixel';
    return { axis: { ...axis, unit }, ...rest };
  }

  private readExposures(): NumberArray | null {
    const { file, names, shape, dimensions } = this;
    if (file.kindOf(names.time) !== 'dataset') return null;
    const timeShape = file.shapeOf(names.time);
    if (timeShape.length !== shape.length || timeShape.some((length, i) => length !== shape[i])) {
      throw file.wrong(
        `expected exposures of ${describeShape(shape)} in ${names.time}, found ${describeShape(timeShape)}`,
      );
    }
    return file.numbers(names.time, {
      start: dimensions.map(({ role, count }) => (role === 'scan' ? 0 : Math.floor(count / 2))),
      count: dimensions.map(({ role, count }) => (role === 'scan' ? count : 1)),
    });
  }

  /** Index along each scanned dimension of a frame; the last dimension runs fastest. */
  private scanIndices(frame: number): Map<number, number> {
    const indices = new Map<number, number>();
    let rest = frame;
    for (const { index, dimension } of [...this.scanned].reverse()) {
      indices.set(index, rest % dimension.count);
      rest = Math.floor(rest / dimension.count);
    }
    return indices;
  }

  /** Scanned positions from the axes, the others from `/Manipulator`, which holds the end of the scan. */
  private motorsAt(frame: number, indices: Map<number, number>): FrameMotor[] {
    const { file } = this;
    const moved = this.scanned.map(({ index, dimension }) => {
      const axis = axisInFileOrder(peakAxis(file, dimension, frame));
      return {
        name: dimension.label,
        unit: dimension.unit,
        value: axis.start + (indices.get(index) ?? 0) * axis.step,
      };
    });
    const rest = file.attributeNames('/Manipulator').flatMap((name) => {
      if (moved.some((motor) => motor.name === name)) return [];
      const value = numberAttribute(file, '/Manipulator', name, frame);
      return value === null ? [] : [{ name, unit: manipulatorUnits[name] ?? '', value }];
    });
    return [...moved, ...rest];
  }
}

function measuredLength(exposures: ArrayLike<number>): number {
  let length = exposures.length;
  while (length > 0 && !(exposures[length - 1] > 0)) length--;
  return length;
}

/** Across goes the motor called X, else the fast one. */
function scanAxesOf(scanned: readonly PeakDimension[]): ScanFile['scanAxes'] {
  const names = scanned.map(({ label }) => label);
  if (names.length === 0 || names.length > 2) return null;
  if (names.length === 1) return { x: names[0], y: null };
  const x = names.includes('X') ? 'X' : names[1];
  return { x, y: names[0] === x ? names[1] : names[0] };
}

/** `2022/12/13 02:50:37.28` as ISO 8601; the file states no zone. */
function isoTime(file: Hdf5File): string | null {
  const text = file.textAttribute('/Measurement', 'StartTime');
  return text === null ? null : text.trim().replaceAll('/', '-').replace(' ', 'T');
}
