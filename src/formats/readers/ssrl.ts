import { singlePixel } from '../block';
import { spectrumFromImage } from '../detector-image';
import type { Hdf5File, NumberArray } from '../hdf5/hdf5-file';
import { describeShape } from '../hdf5/selection';
import { Hdf5BlockScanFile } from '../hdf5/block-scan';
import { checkFrameIndex, rawDataset, unmeasuredFrame, type Hdf5Reader } from '../hdf5/reader';
import type { Frame, FrameMotor, ScanFile } from '../scan-file';
import { axisInFileOrder, type FileAxis } from '../uniform-axis';
import { numberAttribute, type ScanPoint } from './ssrl-attributes';
import { peakAxis, peakDimensions, scannedValues, type PeakDimension } from './ssrl-axes';

const format = { id: 'ssrl-peak', label: 'SSRL 5-2 (PEAK)' };

/** Names of the two generations of the layout. */
const generations = [
  { group: '/Data', counts: '/Data/Count', time: '/Data/Time' },
  { group: '/data', counts: '/data/counts', time: '/data/exposure' },
];

/** Units of the manipulator's motors, which the file does not state: millimetres and degrees. */
const manipulatorUnits: Record<string, string> = {
  x: 'mm',
  y: 'mm',
  z: 'mm',
  t: 'deg',
  f: 'deg',
  a: 'deg',
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
  open: (file) => {
    const names = generations.find(({ counts }) => file.kindOf(counts) === 'dataset');
    if (names === undefined) throw file.wrong('expected /Data/Count, found nothing');
    const dimensions = peakDimensions(file, names.group, file.shapeOf(names.counts));
    return dimensions.some(({ role }) => role === 'energy')
      ? new PeakScanFile(file, names, dimensions)
      : totals(file, names.counts, dimensions);
  },
};

/** A map of one count a pixel, as a fly scan without spectra leaves it. */
function totals(file: Hdf5File, path: string, dimensions: readonly PeakDimension[]): ScanFile {
  return new Hdf5BlockScanFile(file, {
    format,
    path,
    dimensions: dimensions.map((dimension) => ({
      axis: axisInFileOrder(peakAxis(file, dimension, null)),
      role: 'scan',
    })),
    details: () => ({ motors: [], measuredAt: null, dwellSeconds: null }),
    scanAxes: scanAxesOf(dimensions),
    contents: 'one count at each point',
    notes: [],
  });
}

class PeakScanFile implements ScanFile {
  readonly format = format;
  readonly frameCount: number;
  readonly expectedFrames: number;
  readonly scanAxes: ScanFile['scanAxes'];
  readonly complete: boolean;
  private readonly shape: number[];
  private readonly scanned: { index: number; dimension: PeakDimension }[];
  /** Exposure in seconds at the middle of the detector, one a frame; null when not recorded. */
  private readonly exposures: NumberArray | null;

  constructor(
    private readonly file: Hdf5File,
    private readonly names: (typeof generations)[number],
    private readonly dimensions: PeakDimension[],
  ) {
    this.shape = file.shapeOf(names.counts);
    this.scanned = dimensions.flatMap((dimension, index) =>
      dimension.role === 'scan' ? [{ index, dimension }] : [],
    );
    const pixels = this.scanned.reduce((product, { dimension }) => product * dimension.count, 1);
    this.exposures = this.readExposures();
    // Frames are laid out beforehand: what was measured reaches to the last with an exposure.
    this.frameCount =
      this.exposures === null || this.scanned.length === 0
        ? pixels
        : measuredLength(this.exposures);
    this.expectedFrames = this.scanned.reduce((n, { dimension }) => n * dimension.planned, 1);
    this.scanAxes = scanAxesOf(this.scanned.map(({ dimension }) => dimension));
    this.complete = !file.heldByWriter && this.frameCount >= this.expectedFrames;
  }

  isMeasured(index: number): boolean {
    return this.scanned.length === 0 || this.exposures === null || this.exposures[index] > 0;
  }

  readFrame(index: number): Frame {
    const { file, dimensions } = this;
    checkFrameIndex(file, index, this.frameCount);
    if (!this.isMeasured(index)) throw unmeasuredFrame(file, index);
    const point = this.pointAt(index);
    const start = dimensions.map(() => 0);
    this.scanned.forEach((scanned, d) => (start[scanned.index] = point.indices[d]));
    // Before the values: they are good until the next is read.
    const axes = { energy: this.energyAxis(point), angle: this.angleAxis(point) };
    const values = file.passingNumbers(this.names.counts, {
      start,
      count: dimensions.map(({ role, count }) => (role === 'scan' ? 1 : count)),
    });
    const energyFirst =
      dimensions.findIndex(({ role }) => role === 'energy') <
      dimensions.findIndex(({ role }) => role === 'angle');
    const image = spectrumFromImage({
      values,
      order: energyFirst ? 'energy-angle' : 'angle-energy',
      ...axes,
    });
    if (image === null) throw unmeasuredFrame(file, index);
    return {
      ...image,
      motors: this.motorsOfPoint(point),
      measuredAt: this.frameCount === 1 ? isoTime(file) : null,
      dwellSeconds: this.dwellSeconds(point),
    };
  }

  rawData() {
    return rawDataset(
      this.file,
      this.names.counts,
      this.dimensions.map((dimension) =>
        axisInFileOrder(peakAxis(this.file, dimension, this.pointAt(0))),
      ),
    );
  }

  close(): void {
    this.file.close();
  }

  /** Of one spectrum the whole acquisition: while it is swept, exposures overlap. Of a scan the frame's. */
  private dwellSeconds(point: ScanPoint): number | null {
    const total =
      this.scanned.length === 0
        ? numberAttribute(this.file, '/Measurement', 'TotalTime', point)
        : null;
    return total ?? this.exposures?.[point.frame] ?? null;
  }

  private energyAxis(point: ScanPoint): FileAxis {
    const dimension = this.dimensions.find(({ role }) => role === 'energy');
    if (dimension === undefined) throw this.file.wrong('expected an energy axis, found none');
    return peakAxis(this.file, dimension, point);
  }

  /** The axis along the slit; a single pixel where counts are of the whole slit. */
  private angleAxis(point: ScanPoint): FileAxis {
    const dimension = this.dimensions.find(({ role }) => role === 'angle');
    if (dimension === undefined) return singlePixel();
    const { axis, ...rest } = peakAxis(this.file, dimension, point);
    return { axis: { ...axis, unit: axis.unit || 'pixel' }, ...rest };
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

  /** Where a frame stands along the scanned dimensions; the last runs fastest. */
  private pointAt(frame: number): ScanPoint {
    const extents = this.scanned.map(({ dimension }) => dimension.count);
    const indices: number[] = [];
    let rest = frame;
    for (const extent of [...extents].reverse()) {
      indices.unshift(rest % extent);
      rest = Math.floor(rest / extent);
    }
    return { frame, indices, extents };
  }

  /** Scanned positions from the axes, the others from `/Manipulator`, which holds the end of the scan. */
  private motorsOfPoint(point: ScanPoint): FrameMotor[] {
    const { file } = this;
    const moved = this.scanned.flatMap(({ dimension }, d) => {
      const value = scannedPosition(file, dimension, point, point.indices[d]);
      return value === null ? [] : [{ name: dimension.label, unit: dimension.unit, value }];
    });
    const rest = file.attributeNames('/Manipulator').flatMap((name) => {
      if (moved.some((motor) => motor.name === name)) return [];
      const value = numberAttribute(file, '/Manipulator', name, point);
      const unit = manipulatorUnits[name.toLowerCase()] ?? '';
      return value === null ? [] : [{ name, unit, value }];
    });
    return [...moved, ...rest];
  }
}

/** Where a scanned axis stands at an index: noted for every point, or in even steps. */
function scannedPosition(
  file: Hdf5File,
  dimension: PeakDimension,
  point: ScanPoint,
  index: number,
): number | null {
  const values = scannedValues(file, dimension);
  if (values !== null) return Number.isFinite(values[index]) ? values[index] : null;
  const axis = axisInFileOrder(peakAxis(file, dimension, point));
  return axis.start + index * axis.step;
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
