import type { BlockDimension } from '../block';
import { Hdf5BlockScanFile } from '../hdf5-block-scan';
import type { Hdf5File } from '../hdf5';
import { describeEnergy, readAxis, valueAtPoint } from '../hdf5-reader';
import type { FormatDescription, ScanFile } from '../scan-file';
import { angleAxisName, axisInFileOrder } from '../uniform-axis';
import type { NexusData } from './nexus-data';

/**
 * A signal with a dimension of its own for each of two scanned motors, [y, x, energy,
 * angle] or the last two the other way round, laid out beforehand. Every dimension has
 * its axis; the scanned ones are named by theirs.
 */
export function nexusBlock(
  format: FormatDescription,
  file: Hdf5File,
  { entryPath, signalPath, axisPaths }: NexusData,
  energyAt: number,
): ScanFile {
  const shape = file.shapeOf(signalPath);
  const dimensions = axisPaths.map((path, d): BlockDimension => {
    if (path === null) {
      throw file.wrong(
        `expected an axis for each of the ${shape.length} dimensions of ${signalPath}, ` +
          `found none for dimension ${d + 1}`,
      );
    }
    const label = file.textAttribute(path, 'long_name');
    if (d === energyAt) {
      const axis = readAxis(file, path, describeEnergy(label ?? path));
      return { axis: axisInFileOrder(axis), role: 'energy' };
    }
    const isAngle = d >= shape.length - 2;
    const axis = readAxis(file, path, (_, unit) =>
      isAngle
        ? { name: angleAxisName(unit || 'pixel'), unit: unit || 'pixel' }
        : { name: nameOf(path), unit },
    );
    return { axis: axisInFileOrder(axis), role: isAngle ? 'angle' : 'scan' };
  });
  const startedAt = file.text(`${entryPath}/start_time`);
  const dwell = valueAtPoint(file, `${entryPath}/dwell`, 0);
  const finished = file.scalar(`${entryPath}/finished`);
  const names = dimensions.slice(0, 2).map(({ axis }) => axis.name);
  return new Hdf5BlockScanFile(file, {
    format,
    path: signalPath,
    dimensions,
    scanAxes: { x: names[1], y: names[0] },
    laidOut: true,
    ...(finished === null ? {} : { finished: finished !== 0 }),
    details: (frame, indices) => ({
      motors: indices.map((index, d) => {
        const { name, unit, start, step } = dimensions[d].axis;
        return { name, unit, value: start + index * step };
      }),
      measuredAt: frame === 0 ? startedAt : null,
      dwellSeconds: dwell,
    }),
    notes: [],
  });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
