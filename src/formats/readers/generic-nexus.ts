import {
  checkAxisLengths,
  checkFrameIndex,
  describeEnergy,
  pointAxis,
  pointsWithPositions,
  rawDataset,
  readAxis,
  unmeasuredFrame,
  valueAtPoint,
  type Hdf5Reader,
} from '../hdf5-reader';
import { spectrumFromImage } from '../detector-image';
import { describeShape, type Hdf5File } from '../hdf5';
import type { Frame, FrameMotor, ScanFile } from '../scan-file';
import { angleAxisName, axisInFileOrder, unitName, type FileAxis } from '../uniform-axis';
import { nexusBlock } from './nexus-block';
import { findNexusData, type NexusData } from './nexus-data';

const format = { id: 'generic-nexus', label: 'NeXus (NXdata)' };

/**
 * Any NeXus file whose default NXdata holds spectra: [energy, angle] (in either
 * order), or the same behind a first dimension of points or two of motors. How positions, dwell and
 * progress are found: docs/generic-layout.md.
 */
export const genericNexusReader: Hdf5Reader = {
  label: format.label,
  matches: (file) => findNexusData(file) !== null,
  open: (file) => {
    const data = findNexusData(file);
    if (data === null) throw file.wrong('expected an NXdata group with a signal, found none');
    const energyAt = energyDimension(file, data);
    return file.shapeOf(data.signalPath).length === 4
      ? nexusBlock(format, file, data, energyAt)
      : new GenericScanFile(file, data, energyAt);
  },
};

interface Positioner {
  name: string;
  path: string;
  scanAxis: 'x' | 'y' | null;
}

class GenericScanFile implements ScanFile {
  readonly format = format;
  readonly frameCount: number;
  readonly expectedFrames: number | null;
  readonly scanAxes: ScanFile['scanAxes'];
  readonly complete: boolean;
  private readonly shape: number[];
  private readonly hasPoints: boolean;
  private readonly energyFirst: boolean;
  private readonly energy: FileAxis;
  private readonly angle: FileAxis;
  private readonly positioners: Positioner[];

  constructor(
    private readonly file: Hdf5File,
    private readonly data: NexusData,
    energyAt: number,
  ) {
    this.shape = file.shapeOf(data.signalPath);
    this.hasPoints = this.shape.length === 3;
    const detectorAxes = data.axisPaths.slice(-2);
    const energyIndex = energyAt - (this.shape.length - 2);
    const energyPath = detectorAxes[energyIndex] ?? '';
    this.energyFirst = energyIndex === 0;
    const anglePath = detectorAxes[1 - energyIndex] ?? null;
    const detectorShape = this.shape.slice(-2);
    this.energy = readAxis(
      file,
      energyPath,
      describeEnergy(file.textAttribute(energyPath, 'long_name') ?? energyPath),
    );
    this.angle =
      anglePath === null
        ? pixelAxis(detectorShape[1 - energyIndex])
        : readAxis(file, anglePath, (_, unit) => ({
            name: angleAxisName(unit || 'pixel'),
            unit: unit || 'pixel',
          }));
    checkAxisLengths(file, data.signalPath, detectorShape, this.detectorAxes());

    const written = file.scalar(`${data.entryPath}/points_written`);
    const stored = this.hasPoints ? this.shape[0] : 1;
    this.positioners = findPositioners(file, data);
    this.frameCount =
      written === null
        ? pointsWithPositions(file, stored, this.positioners.flatMap(columnsOf))
        : Math.max(0, Math.min(stored, written));
    const expected = file.scalar(`${data.entryPath}/expected_points`);
    this.expectedFrames = expected !== null && expected > 0 ? expected : null;
    const finished = file.scalar(`${data.entryPath}/finished`);
    this.complete =
      !file.heldByWriter &&
      (finished === null
        ? !this.hasPoints || this.expectedFrames === null || this.frameCount >= this.expectedFrames
        : finished !== 0);
    this.scanAxes = scanAxesOf(this.positioners);
  }

  readFrame(index: number): Frame {
    const { file, data, energy, angle } = this;
    checkFrameIndex(file, index, this.frameCount);
    const values = this.hasPoints
      ? file.passingNumbers(data.signalPath, {
          start: [index, 0, 0],
          count: [1, this.shape[1], this.shape[2]],
        })
      : file.passingNumbers(data.signalPath);
    const order = this.energyFirst ? 'energy-angle' : 'angle-energy';
    const image = spectrumFromImage({ values, order, energy, angle });
    if (image === null) throw unmeasuredFrame(file, index);
    return {
      ...image,
      motors: this.positioners.flatMap((positioner) => motorsOf(file, positioner, index)),
      measuredAt: measurementTime(file, data.entryPath, index),
      dwellSeconds: dwellSeconds(file, `${data.entryPath}/dwell`, index),
    };
  }

  rawData() {
    const detector = this.detectorAxes().map(axisInFileOrder);
    return rawDataset(
      this.file,
      this.data.signalPath,
      this.hasPoints ? [pointAxis(this.shape[0]), ...detector] : detector,
    );
  }

  close(): void {
    this.file.close();
  }

  private detectorAxes(): FileAxis[] {
    return this.energyFirst ? [this.energy, this.angle] : [this.angle, this.energy];
  }
}

/** Which of the last two dimensions is the energy. Throws `invalid-format` for other signals. */
function energyDimension(file: Hdf5File, { signalPath, axisPaths }: NexusData): number {
  const shape = file.shapeOf(signalPath);
  if (shape.length < 2 || shape.length > 4) {
    throw file.wrong(
      `expected a signal [energy, angle], [point, energy, angle] or [y, x, energy, angle] ` +
        `in ${signalPath}, found ${describeShape(shape)}`,
    );
  }
  const detectorAxes = axisPaths.slice(-2);
  const index = detectorAxes.findIndex((path) => path !== null && isEnergy(file, path));
  if (index < 0) {
    throw file.wrong(
      `expected an energy axis (units eV) among the last two dimensions of ${signalPath}, ` +
        `found ${detectorAxes.map((path) => path ?? 'none').join(', ')}`,
    );
  }
  return shape.length - 2 + index;
}

function isEnergy(file: Hdf5File, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return unitName(file.textAttribute(path, 'units')) === 'eV' || /energ|^ev$/i.test(name);
}

function pixelAxis(count: number): FileAxis {
  return {
    axis: { name: angleAxisName('pixel'), unit: 'pixel', start: 0, step: 1, count },
    reversed: false,
    notes: ['The file gives no angle scale: angles are detector pixels'],
  };
}

/** NXpositioner groups of the instrument, and data sets beside the signal that run along the points. */
function findPositioners(file: Hdf5File, data: NexusData): Positioner[] {
  const instrument = `${data.entryPath}/instrument`;
  const groups = file
    .childNames(instrument)
    .map((name) => ({ name, path: `${instrument}/${name}` }))
    .filter(({ path }) => file.textAttribute(path, 'NX_class') === 'NXpositioner')
    .map((positioner) => ({ ...positioner, scanAxis: scanAxis(file, positioner.path) }));
  const named = new Set(groups.map(({ name }) => name));
  const beside = file
    .childNames(data.groupPath)
    .filter((name) => !named.has(name) && file.attribute(data.groupPath, `${name}_indices`) === 0)
    .map((name) => ({ name, path: `${data.groupPath}/${name}` }))
    .filter(({ path }) => !data.axisPaths.slice(-2).includes(path))
    .map((positioner) => ({ ...positioner, scanAxis: scanAxis(file, positioner.path) }));
  return [...groups, ...beside];
}

/** Where a positioner's values stand: beside the signal, or in a group of its own. */
function columnsOf({ path }: Positioner): string[] {
  return [path, `${path}/value`];
}

function scanAxis(file: Hdf5File, path: string): 'x' | 'y' | null {
  const marked = file.textAttribute(path, 'scan_axis');
  return marked === 'x' || marked === 'y' ? marked : null;
}

function scanAxesOf(positioners: readonly Positioner[]): ScanFile['scanAxes'] {
  const x = positioners.find((positioner) => positioner.scanAxis === 'x');
  if (x === undefined) return null;
  const y = positioners.find((positioner) => positioner.scanAxis === 'y');
  return { x: x.name, y: y?.name ?? null };
}

/** The readback under the motor's name, and where it was sent as `<name>_set`. */
function motorsOf(file: Hdf5File, positioner: Positioner, index: number): FrameMotor[] {
  const { name, path } = positioner;
  const motorAt = (motorName: string, valuePath: string): FrameMotor | null => {
    const value = valueAtPoint(file, valuePath, index);
    const unit = unitName(file.textAttribute(valuePath, 'units'));
    return value === null ? null : { name: motorName, unit, value };
  };
  if (file.kindOf(path) === 'dataset') {
    const motor = motorAt(name, path);
    return motor === null ? [] : [motor];
  }
  const readback = motorAt(name, `${path}/value`);
  const target = motorAt(readback === null ? name : `${name}_set`, `${path}/target_value`);
  return [readback, target].filter((motor) => motor !== null);
}

/** Start of the scan plus the seconds of `point_time`, or the start alone for the first point. */
function measurementTime(file: Hdf5File, entryPath: string, index: number): string | null {
  const start = file.text(`${entryPath}/start_time`);
  const seconds = valueAtPoint(file, `${entryPath}/point_time`, index);
  if (start === null || seconds === null) return index === 0 ? start : null;
  const milliseconds = Date.parse(start) + seconds * 1000;
  return Number.isFinite(milliseconds) ? new Date(milliseconds).toISOString() : null;
}

function dwellSeconds(file: Hdf5File, path: string, index: number): number | null {
  const dwell = valueAtPoint(file, path, index);
  if (dwell === null) return null;
  return file.textAttribute(path, 'units') === 'ms' ? dwell / 1000 : dwell;
}
