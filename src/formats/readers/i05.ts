import {
  checkAxisLengths,
  checkFrameIndex,
  describeEnergy,
  motorsInGroup,
  pointAxis,
  pointsWithPositions,
  rawDataset,
  readAxis,
  unmeasuredFrame,
  type Hdf5Reader,
} from '../hdf5-reader';
import { spectrumFromImage } from '../detector-image';
import { describeShape, type Hdf5File } from '../hdf5';
import type { Frame, ScanFile } from '../scan-file';
import { angleAxisName, axisInFileOrder, type FileAxis } from '../uniform-axis';

const dataPath = '/entry1/analyser/data';
const anglesPath = '/entry1/analyser/angles';
const energiesPath = '/entry1/analyser/energies';
const manipulatorPath = '/entry1/instrument/manipulator';
const format = { id: 'i05-nexus', label: 'Diamond I05 NeXus' };

/**
 * Diamond I05, high-resolution branch, as GDA writes it: `/entry1/analyser/data`
 * [points, angles, energies] with a growing first dimension, motors beside it with
 * one value a point or one for the scan.
 */
export const i05Reader: Hdf5Reader = {
  label: format.label,
  matches: (file) =>
    [dataPath, anglesPath, energiesPath].every((path) => file.kindOf(path) === 'dataset') &&
    file.shapeOf(dataPath).length === 3,
  open: (file) => new I05ScanFile(file),
};

class I05ScanFile implements ScanFile {
  readonly format = format;
  readonly frameCount: number;
  readonly expectedFrames: number | null;
  readonly scanAxes: ScanFile['scanAxes'];
  readonly complete: boolean;
  private readonly angle: FileAxis;
  private readonly shape: number[];
  private energy: FileAxis | undefined;

  constructor(private readonly file: Hdf5File) {
    this.shape = file.shapeOf(dataPath);
    this.frameCount = pointsWithPositions(
      file,
      this.shape[0],
      file.childNames(manipulatorPath).map((name) => `${manipulatorPath}/${name}`),
    );
    this.expectedFrames = expectedPoints(file);
    this.scanAxes = scannedMotors(file);
    this.complete =
      !file.heldByWriter &&
      (file.kindOf('/entry1/end_time') === 'dataset' ||
        (this.expectedFrames !== null && this.frameCount >= this.expectedFrames));
    this.angle = readAxis(file, anglesPath, (_, unit) => ({
      name: angleAxisName(unit || 'deg'),
      unit: unit || 'deg',
    }));
  }

  readFrame(index: number): Frame {
    const { file } = this;
    checkFrameIndex(file, index, this.frameCount);
    const energy = this.energyAxis(index);
    checkAxisLengths(file, dataPath, this.shape.slice(1), [this.angle, energy]);
    const values = file.passingNumbers(dataPath, {
      start: [index, 0, 0],
      count: [1, this.shape[1], this.shape[2]],
    });
    const image = spectrumFromImage({ values, order: 'angle-energy', energy, angle: this.angle });
    if (image === null) throw unmeasuredFrame(file, index);
    return {
      ...image,
      motors: motorsInGroup(file, manipulatorPath, index),
      measuredAt: this.frameCount === 1 ? file.text('/entry1/start_time') : null,
      dwellSeconds: file.scalar('/entry1/instrument/analyser/acquire_time'),
    };
  }

  rawData() {
    return rawDataset(this.file, dataPath, [
      pointAxis(this.shape[0]),
      axisInFileOrder(this.angle),
      axisInFileOrder(this.energyAxis(0)),
    ]);
  }

  close(): void {
    this.file.close();
  }

  /** In a photon-energy scan every point has its own energies: the data set is 2-D. */
  private energyAxis(index: number): FileAxis {
    const shape = this.file.shapeOf(energiesPath);
    const perPoint = shape.length === 2;
    if (shape.length > 2) {
      throw this.file.wrong(
        `expected one or two dimensions in ${energiesPath}, found ${describeShape(shape)}`,
      );
    }
    if (this.energy !== undefined && !perPoint) return this.energy;
    this.energy = readAxis(
      this.file,
      energiesPath,
      describeEnergy(null),
      perPoint ? { start: [index, 0], count: [1, shape[1]] } : undefined,
    );
    return this.energy;
  }
}

function expectedPoints(file: Hdf5File): number | null {
  const path = '/entry1/scan_dimensions';
  if (file.kindOf(path) !== 'dataset') return null;
  const points = Array.from(file.numbers(path)).reduce((product, length) => product * length, 1);
  return Number.isSafeInteger(points) && points > 0 ? points : null;
}

/**
 * The two stage motors named in the scan command. GDA names the slow one first;
 * across goes the one whose name ends in x, else the fast one.
 */
function scannedMotors(file: Hdf5File): ScanFile['scanAxes'] {
  const words = (file.text('/entry1/scan_command') ?? '').split(/[\s,()[\]]+/);
  const motors = new Set(file.childNames(manipulatorPath));
  const scanned = [...new Set(words.filter((word) => motors.has(word)))];
  if (scanned.length === 1) return { x: scanned[0], y: null };
  if (scanned.length !== 2) return null;
  const x = scanned.find((name) => name.endsWith('x')) ?? scanned[1];
  return { x, y: scanned[0] === x ? scanned[1] : scanned[0] };
}
