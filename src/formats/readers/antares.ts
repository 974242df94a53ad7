import type { BlockDimension } from '../block';
import { Hdf5BlockScanFile } from '../hdf5/block-scan';
import type { Hdf5File } from '../hdf5/hdf5-file';
import { describeShape } from '../hdf5/selection';
import type { Hdf5Reader } from '../hdf5/reader';
import { chosenRegion } from '../regions';
import type { FormatDescription, FrameMotor, ScanFile } from '../scan-file';
import { energyAxisName } from '../uniform-axis';
import { actuatorOf, standingMotors, type Actuator } from './antares-axes';

const format: FormatDescription = {
  id: 'antares-nexus',
  label: 'SOLEIL ANTARES NeXus',
  regions: 'entries',
};

/** Names of the cube and the first of three scale scalars (start, step, end) of energy and slit. */
const layouts = [
  { cube: 'data_12', energy: 4, slit: 7 },
  { cube: 'data_11', energy: 4, slit: 7 },
  { cube: 'data_09', energy: 1, slit: 4 },
];
/** A scan over deflector and stage has three scanned dimensions, and two of the detector. */
const MOST_DIMENSIONS = 6;

interface Scale {
  start: number | null;
  step: number | null;
  /** Pixels from start to end; null where the file does not say. */
  count: number | null;
}

interface Source {
  entry: string;
  cube: string;
  shape: number[];
  energy: Scale;
  slit: Scale;
  /** Whether the last two dimensions are as long as the scales say. */
  fits: boolean;
}

/**
 * SOLEIL ANTARES: entries of any name, each with a cube [y, x, slit angle, energy] laid out
 * beforehand in `scan_data`, or with one, none or three scanned dimensions, such as the
 * deflector; scales as scalars beside it, positions in `scan_data` or as a trajectory. Of
 * several entries the last of those with most scanned dimensions is shown first. Built from its
 * description; no sample was at hand.
 */
export const antaresReader: Hdf5Reader = {
  label: format.label,
  matches: (file) => findSources(file).length > 0,
  open(file, options) {
    const sources = findSources(file).map((source) => ({ name: source.entry.slice(1), ...source }));
    const most = Math.max(...sources.map(({ shape }) => shape.length));
    const first = sources.filter(({ shape }) => shape.length === most).at(-1) ?? sources[0];
    const others = sources.filter((source) => source !== first);
    const choice = chosenRegion(file, [first, ...others], options);
    const { region: shown, notes, regions } = choice;
    const { entry, cube, shape } = shown;
    const scan = shape.slice(0, -2);
    const actuators = scan.map((_, d) => actuatorOf(file, entry, scan, d));
    const standing = standingMotors(file, entry);
    return new Hdf5BlockScanFile(file, {
      format,
      path: cube,
      dimensions: [
        ...actuators.map(({ axis }): BlockDimension => ({ axis, role: 'scan' })),
        ...detectorDimensions(file, shown),
      ],
      details: (_, indices) => ({
        motors: motorsAt(actuators, standing, indices),
        measuredAt: file.text(`${entry}/start_time`),
        dwellSeconds: null,
      }),
      scanAxes: scanAxesOf(actuators),
      laidOut: true,
      notes,
      regions,
    });
  },
};

/** Entries with a cube of spectra: in each the one that its scales fit, else the first. */
function findSources(file: Hdf5File): Source[] {
  return file.childNames('/').flatMap((name): Source[] => {
    const entry = `/${name}`;
    if (file.kindOf(entry) !== 'group' || file.kindOf(`${entry}/scan_data`) !== 'group') return [];
    const cubes = layouts.flatMap(({ cube, energy, slit }): Source[] => {
      const path = `${entry}/scan_data/${cube}`;
      if (file.kindOf(path) !== 'dataset' || !file.isNumeric(path)) return [];
      const shape = file.shapeOf(path);
      if (shape.length < 2 || shape.length > MOST_DIMENSIONS) return [];
      const scales = { energy: scaleAt(file, entry, energy), slit: scaleAt(file, entry, slit) };
      const fits =
        isAbout(scales.energy.count, shape[shape.length - 1]) &&
        isAbout(scales.slit.count, shape[shape.length - 2]);
      return [{ entry, cube: path, shape, ...scales, fits }];
    });
    const chosen =
      cubes.find(({ fits }) => fits) ?? cubes.find(({ shape }) => [3, 4].includes(shape.length));
    return chosen === undefined ? [] : [chosen];
  });
}

/** Start, step and end of a detector axis, kept as scalars or as one value a point. */
function scaleAt(file: Hdf5File, entry: string, first: number): Scale {
  const [start, step, end] = [first, first + 1, first + 2].map((n) =>
    file.scalar(`${entry}/scan_data/data_${String(n).padStart(2, '0')}`),
  );
  const count =
    start === null || step === null || end === null ? NaN : Math.round((end - start) / step) + 1;
  return { start, step, count: Number.isSafeInteger(count) && count > 0 ? count : null };
}

/** Whether a scale reaches over a dimension; some ends are one step further. */
function isAbout(count: number | null, length: number): boolean {
  return count !== null && Math.abs(count - length) <= 1;
}

function motorsAt(
  actuators: readonly Actuator[],
  standing: readonly FrameMotor[],
  indices: readonly number[],
): FrameMotor[] {
  const moved = actuators.flatMap(({ axis, at }): FrameMotor[] =>
    axis.name === '' ? [] : [{ name: axis.name, unit: axis.unit, value: at(indices) }],
  );
  return [...moved, ...standing.filter(({ name }) => !moved.some((motor) => motor.name === name))];
}

/** The stage axes of the map: the first actuator, along the last dimension, goes across. */
function scanAxesOf(actuators: readonly Actuator[]): ScanFile['scanAxes'] {
  const named = actuators.map(({ axis }) => axis).filter(({ name }) => name !== '');
  const stages = named.filter(({ unit }) => unit === 'mm' || unit === 'um');
  const axes = named.length > 2 ? stages : named;
  if (axes.length === 0 || axes.length > 2) return null;
  return { x: axes[axes.length - 1].name, y: axes.length > 1 ? axes[0].name : null };
}

/** The last two dimensions are slit angle and energy. */
function detectorDimensions(
  file: Hdf5File,
  { cube, shape, energy, slit, entry }: Source,
): BlockDimension[] {
  const [slices, energies] = shape.slice(-2);
  if (slices < 1 || energies < 1)
    throw file.wrong(`expected counts in ${cube}, found ${describeShape(shape)}`);
  const evenScale = ({ start, step }: Scale, what: string) => {
    if (start !== null && step !== null && step !== 0) return { start, step };
    throw file.wrong(
      `expected start and step of the ${what} in ${entry}/scan_data, found ${start} and ${step}`,
    );
  };
  const ofEnergy = evenScale(energy, 'energy');
  const last = ofEnergy.start + (energies - 1) * ofEnergy.step;
  return [
    {
      axis: { name: 'Angle', unit: 'deg', ...evenScale(slit, 'slit angle'), count: slices },
      role: 'angle',
    },
    {
      axis: {
        name: energyAxisName(null, ofEnergy.start, last),
        unit: 'eV',
        ...ofEnergy,
        count: energies,
      },
      role: 'energy',
    },
  ];
}
