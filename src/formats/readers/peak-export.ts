import { Hdf5BlockScanFile } from '../hdf5-block-scan';
import type { BlockDimension } from '../block';
import { describeShape, type Hdf5File } from '../hdf5';
import { describeEnergy, readAxis, type Hdf5Reader } from '../hdf5-reader';
import { angleAxisName, axisInFileOrder } from '../uniform-axis';

const format = { id: 'peak-export', label: 'Scienta Omicron PEAK export' };
const groupPath = '/acquisition/spectrum/data';
const dataPath = `${groupPath}/data`;

/**
 * What Scienta Omicron's PEAK exports by itself: `acquisition/spectrum/data/data`, energies
 * in `x_axis` along the last dimension, the slit in `y_axis` along the one before, a
 * deflector in `z_axis` along the first. Built from its description; no sample was at hand.
 */
export const peakExportReader: Hdf5Reader = {
  label: format.label,
  matches: (file) => file.kindOf(dataPath) === 'dataset' && file.isNumeric(dataPath),
  open(file) {
    const shape = file.shapeOf(dataPath);
    if (shape.length < 1 || shape.length > 3) {
      throw file.wrong(
        `expected one to three dimensions in ${dataPath}, found ${describeShape(shape)}`,
      );
    }
    const notes: string[] = [];
    const energy = readAxis(file, `${groupPath}/x_axis`, describeEnergy(null));
    const dimensions: BlockDimension[] = [{ axis: axisInFileOrder(energy), role: 'energy' }];
    if (shape.length > 1) dimensions.unshift(slitDimension(file, shape[shape.length - 2], notes));
    if (shape.length === 3) dimensions.unshift(deflectorDimension(file, shape[0]));
    const [deflector] = dimensions;
    return new Hdf5BlockScanFile(file, {
      format,
      path: dataPath,
      dimensions,
      details: (_, [step]) => ({
        motors:
          shape.length < 3 || deflector.axis.name === ''
            ? []
            : [
                {
                  name: deflector.axis.name,
                  unit: deflector.axis.unit,
                  value: deflector.axis.start + step * deflector.axis.step,
                },
              ],
        measuredAt: null,
        dwellSeconds: null,
      }),
      scanAxes:
        shape.length < 3 || deflector.axis.name === '' ? null : { x: deflector.axis.name, y: null },
      laidOut: true,
      notes: [...notes, ...energy.notes],
    });
  },
};

function slitDimension(file: Hdf5File, count: number, notes: string[]): BlockDimension {
  const path = `${groupPath}/y_axis`;
  if (file.kindOf(path) !== 'dataset') {
    notes.push('The file gives no angle scale: detector pixels');
    return {
      axis: { name: angleAxisName('pixel'), unit: 'pixel', start: 0, step: 1, count },
      role: 'angle',
    };
  }
  const slit = readAxis(file, path, (_, unit) => ({
    name: angleAxisName(unit || 'deg'),
    unit: unit || 'deg',
  }));
  notes.push(...slit.notes);
  return { axis: axisInFileOrder(slit), role: 'angle' };
}

function deflectorDimension(file: Hdf5File, count: number): BlockDimension {
  const path = `${groupPath}/z_axis`;
  if (file.kindOf(path) !== 'dataset') {
    return { axis: { name: '', unit: '', start: 0, step: 1, count }, role: 'scan' };
  }
  const axis = readAxis(file, path, (_, unit) => ({
    name: 'Deflector angle',
    unit: unit || 'deg',
  }));
  return { axis: axisInFileOrder(axis), role: 'scan' };
}
