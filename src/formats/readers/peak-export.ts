import { Hdf5BlockScanFile } from '../hdf5/block-scan';
import type { BlockDimension } from '../block';
import type { Hdf5File } from '../hdf5/hdf5-file';
import { describeShape } from '../hdf5/selection';
import { describeEnergy, readAxis, type Hdf5Reader } from '../hdf5/reader';
import { chosenRegion } from '../regions';
import type { FrameMotor } from '../scan-file';
import { axisInFileOrder, unitName } from '../uniform-axis';
import { detectorPixels, slitAxis } from './axis-roles';

const format = { id: 'peak-export', label: 'Scienta Omicron PEAK export' };
/** Below the top of the file, or of a run of a sequence. */
const groupPath = '/acquisition/spectrum/data';
/** Where a sequence keeps its runs. */
const runsPath = '/shortcuts';

/**
 * What Scienta Omicron's PEAK exports by itself: `acquisition/spectrum/data/data`, energies
 * in `x_axis` along the last dimension, the slit in `y_axis` along the one before, a
 * deflector in `z_axis` along the first. A sequence holds such a tree for each run in
 * `shortcuts`. Built from its description; no sample was at hand.
 */
export const peakExportReader: Hdf5Reader = {
  label: format.label,
  matches: (file) => runs(file).length > 0,
  open(file, options) {
    const [first, ...others] = runs(file).map((top) => ({ name: nameOf(top), top }));
    const { region, notes, regions } = chosenRegion(file, [first, ...others], options);
    const root = region.top;
    const path = `${root}${groupPath}/data`;
    const shape = file.shapeOf(path);
    if (shape.length < 1 || shape.length > 3) {
      throw file.wrong(
        `expected one to three dimensions in ${path}, found ${describeShape(shape)}`,
      );
    }
    const dimensions = [energyDimension(file, root, notes)];
    if (shape.length > 1) {
      dimensions.unshift(slitDimension(file, root, shape[shape.length - 2], notes));
    }
    if (shape.length === 3) dimensions.unshift(deflectorDimension(file, root, shape[0]));
    const [deflector] = dimensions;
    const isScan = shape.length === 3 && deflector.axis.name !== '';
    const startedAt = file.text(`${root}/acquisition/spectrum_log/start_time`);
    return new Hdf5BlockScanFile(file, {
      format,
      path,
      dimensions,
      details: (frame, [step]) => ({
        motors: isScan ? [positionAlong(deflector, step)] : [],
        measuredAt: frame === 0 ? startedAt : null,
        dwellSeconds: file.scalar(`${root}/acquisition/spectrum_definition/acquisition_time`),
      }),
      scanAxes: isScan ? { x: deflector.axis.name, y: null } : null,
      laidOut: true,
      notes,
      regions,
    });
  },
};

/** Tops of the trees of spectra: the file's own, or those of a sequence. */
function runs(file: Hdf5File): string[] {
  return ['', ...file.childNames(runsPath).map((run) => `${runsPath}/${run}`)].filter((root) => {
    const path = `${root}${groupPath}/data`;
    return file.kindOf(path) === 'dataset' && file.isNumeric(path);
  });
}

/** The name of a run; the tree at the top has none. */
function nameOf(top: string): string {
  return top === '' ? 'acquisition' : top.slice(top.lastIndexOf('/') + 1);
}

function positionAlong({ axis }: BlockDimension, step: number): FrameMotor {
  return { name: axis.name, unit: axis.unit, value: axis.start + step * axis.step };
}

/** Energies as they are; binding energies are positive below the Fermi level, and get their sign. */
function energyDimension(file: Hdf5File, root: string, notes: string[]): BlockDimension {
  const mode = file.text(`${root}/acquisition/spectrum_definition/energy_mode`);
  const energy = readAxis(file, `${root}${groupPath}/x_axis`, describeEnergy(mode));
  notes.push(...energy.notes);
  const axis = axisInFileOrder(energy);
  if (!/binding/i.test(mode ?? '')) return { axis, role: 'energy' };
  return { axis, corrected: { ...axis, start: -axis.start, step: -axis.step }, role: 'energy' };
}

function slitDimension(
  file: Hdf5File,
  root: string,
  count: number,
  notes: string[],
): BlockDimension {
  const path = `${root}${groupPath}/y_axis`;
  const slit =
    file.kindOf(path) === 'dataset'
      ? readAxis(file, path, (_, unit) => slitAxis(unit || axisUnit(file, path) || 'deg'))
      : detectorPixels(count);
  notes.push(...slit.notes);
  return { axis: axisInFileOrder(slit), role: 'angle' };
}

function deflectorDimension(file: Hdf5File, root: string, count: number): BlockDimension {
  const path = `${root}${groupPath}/z_axis`;
  if (file.kindOf(path) !== 'dataset') {
    return { axis: { name: '', unit: '', start: 0, step: 1, count }, role: 'scan' };
  }
  const axis = readAxis(file, path, (_, unit) => ({
    name: file.textAttribute(path, 'label') ?? 'Deflector angle',
    unit: unit || axisUnit(file, path) || 'deg',
  }));
  return { axis: axisInFileOrder(axis), role: 'scan' };
}

function axisUnit(file: Hdf5File, path: string): string {
  return unitName(file.textAttribute(path, 'unit'));
}
