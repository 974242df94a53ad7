import type { BlockDimension } from '../block';
import { Hdf5BlockScanFile } from '../hdf5/block-scan';
import type { Hdf5File } from '../hdf5/hdf5-file';
import { valueAtPoint } from '../hdf5/reader';
import type { RegionChoice } from '../regions';
import type { FormatDescription, FrameMotor, ScanFile } from '../scan-file';
import { axisInFileOrder, uniformAxis, unitName } from '../uniform-axis';
import { detectorPixels } from './axis-roles';
import { nexusEnergy, nexusSlit, type NexusRoles } from './nexus-axes';
import type { NexusData } from './nexus-data';
import { findPositioners, markedAxes, motorsOf } from './nexus-positions';

/**
 * A signal with a dimension of its own for each scanned motor, such as [y, x, energy, angle],
 * laid out beforehand. Scanned dimensions are named by their axes; positions are read where
 * they stand, so that they need not be even.
 */
export function nexusBlock(
  format: FormatDescription,
  file: Hdf5File,
  data: NexusData,
  roles: NexusRoles,
  choice: RegionChoice,
): ScanFile {
  const { entryPath, signalPath, axisPaths } = data;
  const notes = [...choice.notes];
  const dimensions = file.shapeOf(signalPath).map((count, d): BlockDimension => {
    const path = axisPaths[d];
    if (roles.scan.includes(d)) return { axis: scannedAxis(file, path, count), role: 'scan' };
    const isEnergy = d === roles.energy;
    const axis =
      path === null
        ? detectorPixels(count)
        : isEnergy
          ? nexusEnergy(file, path)
          : nexusSlit(file, path);
    notes.push(...axis.notes);
    return { axis: axisInFileOrder(axis), role: isEnergy ? 'energy' : 'angle' };
  });
  const positioners = findPositioners(file, data, roles.scan);
  const startedAt = file.text(`${entryPath}/start_time`);
  const dwell = valueAtPoint(file, `${entryPath}/dwell`, 0);
  const finished = file.scalar(`${entryPath}/finished`);
  const names = roles.scan.map((d) => dimensions[d].axis.name).filter((name) => name !== '');
  return new Hdf5BlockScanFile(file, {
    format,
    path: signalPath,
    dimensions,
    scanAxes:
      markedAxes(positioners) ??
      (names.length === 2 && roles.scan.length === 2 ? { x: names[1], y: names[0] } : null),
    laidOut: true,
    ...(finished === null ? {} : { finished: finished !== 0 }),
    details: (frame, indices) => {
      const inSignal: number[] = [];
      roles.scan.forEach((d, i) => (inSignal[d] = indices[i]));
      return {
        motors: positioners.flatMap((positioner): FrameMotor[] =>
          motorsOf(file, positioner, frame, inSignal),
        ),
        measuredAt: frame === 0 ? startedAt : null,
        dwellSeconds: dwell,
      };
    },
    notes,
    regions: choice.regions,
  });
}

/** The axis of a scanned dimension; a count where it has none, or an uneven one. */
function scannedAxis(file: Hdf5File, path: string | null, count: number) {
  const counter = { name: '', unit: '', start: 0, step: 1, count };
  if (path === null) return counter;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const shape = file.shapeOf(path);
  if (!file.isNumeric(path) || shape.length !== 1 || shape[0] !== count)
    return { ...counter, name };
  const axis = uniformAxis(file.numbers(path), name, unitName(file.textAttribute(path, 'units')));
  return 'reason' in axis ? { ...counter, name } : axisInFileOrder(axis);
}
