import type { BlockDimension } from '../block';
import { Hdf5BlockScanFile } from '../hdf5/block-scan';
import type { Hdf5File } from '../hdf5/hdf5-file';
import { pointAxis } from '../hdf5/reader';
import type { ScanFile } from '../scan-file';
import { i05Format } from './i05-entry';
import { axisAlong, positionColumns, scannedMotors } from './nxarpes-motors';

/** Where GDA puts the totals of the analyzer when a scan keeps no spectra. */
const totalsPaths = [
  '/entry1/analyser_total/analyser_total',
  '/entry1/analyser/analyser_total',
  '/entry1/analyser/analyser',
];

/** Path of the totals in a file of Diamond I05 that keeps one count a point; null elsewhere. */
export function findTotals(file: Hdf5File): string | null {
  const path = totalsPaths.find((candidate) => file.kindOf(candidate) === 'dataset');
  return path !== undefined && file.isNumeric(path) && file.shapeOf(path).length > 0 ? path : null;
}

/** A scan of totals: its map can be inspected, there is nothing to score. */
export function i05Totals(file: Hdf5File, path: string): ScanFile {
  const groupPath = path.slice(0, path.lastIndexOf('/'));
  const scan = file.shapeOf(path);
  const motors = positionColumns(file, { groupPath, scan }).filter(
    (motor) => motor.path !== path && motor.scanned,
  );
  return new Hdf5BlockScanFile(file, {
    format: i05Format,
    path,
    dimensions: scan.map((_, d): BlockDimension => ({
      axis: axisAlong(file, motors, scan, d) ?? pointAxis(scan[d]),
      role: 'scan',
    })),
    details: () => ({ motors: [], measuredAt: null, dwellSeconds: null }),
    scanAxes: scannedMotors(file, motors),
    contents: 'totals of the analyzer at each point',
    notes: [],
  });
}
