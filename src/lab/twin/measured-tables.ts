import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { scanTable, type ScanTable } from '#core/twin/table/scan-table';
import { valueTable } from '#formats/value-table';

/** Coarse scans that the authors of the twin's founding paper published. */
const FILES = {
  erco2: 'erco2-magnetization.csv',
  fe3ga4: 'fe3ga4-magnetization.csv',
  laofbis2: 'laofbis2-fermi-surface.csv',
  pdh: 'pdh-resistance.csv',
} as const;

export type MeasuredTables = Record<keyof typeof FILES, ScanTable>;

/** Those scans from the folder of measured data; null where they are not there. */
export function measuredTables(): MeasuredTables | null {
  const root = process.env['SWEETSPOT_REAL_DATA'] ?? resolve('..', 'shared', 'data');
  const folder = join(root, 'scanning-measurements');
  if (!Object.values(FILES).every((name) => existsSync(join(folder, name)))) return null;
  const read = (name: string) => {
    const { x, y, value } = valueTable(readFileSync(join(folder, name), 'utf8'));
    return scanTable({ x: x.values, y: y.values, value: value.values });
  };
  return {
    erco2: read(FILES.erco2),
    fe3ga4: read(FILES.fe3ga4),
    laofbis2: read(FILES.laofbis2),
    pdh: read(FILES.pdh),
  };
}
