import { Hdf5BlockScanFile } from '../hdf5/block-scan';
import type { Hdf5File } from '../hdf5/hdf5-file';
import { pointAxis, type Hdf5Reader } from '../hdf5/reader';
import { axisInFileOrder } from '../uniform-axis';
import { findNxArpes, NxArpesAxes } from './nxarpes';
import { axisAlong, positionAt, positionColumns, scannedMotors } from './nxarpes-motors';

const groupPath = '/entry1/data';
const format = { id: 'lorea-nexus', label: 'ALBA LOREA NeXus' };

/**
 * ALBA LOREA (NXarpes): `/entry1/data/data` [angles, energies] in a file of one spectrum, and
 * with scanned dimensions before them in maps over deflector, polar angle, photon energy or
 * stage, their positions beside it.
 */
export const loreaReader: Hdf5Reader = {
  label: format.label,
  matches: (file) => isOfLorea(file) && findNxArpes(file, groupPath) !== null,
  open(file) {
    const source = findNxArpes(file, groupPath);
    if (source === null) throw file.wrong(`expected spectra in ${groupPath}, found none`);
    const { scan } = source;
    const axes = new NxArpesAxes(file, source);
    const first = scan.map(() => 0);
    const [angle, energy] = [axes.slit(first), axes.energy(first)];
    const motors = positionColumns(file, source);
    const startedAt = file.text('/entry1/start_time');
    const isOver = file.kindOf('/entry1/end_time') === 'dataset';
    return new Hdf5BlockScanFile(file, {
      format,
      path: source.dataPath,
      dimensions: [
        ...scan.map((count, d) => ({
          axis: axisAlong(file, motors, scan, d) ?? pointAxis(count),
          role: 'scan' as const,
        })),
        { axis: axisInFileOrder(angle), role: 'angle' },
        { axis: axisInFileOrder(energy), role: 'energy' },
      ],
      axesAt: (indices) => ({ energy: axes.energy(indices), angle: axes.slit(indices) }),
      details: (frame, indices) => ({
        motors: motors.flatMap((motor) => positionAt(file, motor, indices)),
        measuredAt: frame === 0 ? startedAt : null,
        dwellSeconds: exposureSeconds(file),
      }),
      scanAxes: scan.length === 0 ? null : scannedMotors(file, motors),
      // A file of one spectrum says nothing of the scan it belongs to.
      ...(scan.length === 0 ? { expectedFrames: null } : {}),
      laidOut: true,
      ...(isOver ? { finished: true } : {}),
      notes: [],
    });
  },
};

/** Other programs write the same layout; they name their instrument otherwise. */
function isOfLorea(file: Hdf5File): boolean {
  return /lorea/i.test(file.text('/entry1/instrument/name') ?? 'lorea');
}

/** Exposure of a channel: time of a scan times the number of scans. */
function exposureSeconds(file: Hdf5File): number | null {
  const milliseconds = file.scalar('/entry1/instrument/analyser/time_per_scan');
  const scans = file.scalar('/entry1/instrument/analyser/number_of_scans') ?? 1;
  return milliseconds === null ? null : (milliseconds * scans) / 1000;
}
