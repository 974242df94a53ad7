import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { SweetSpotError } from '#shared/errors';
import type { LoadedBandData, LoadOptions } from './loaded-data';

const LARGEST_BYTES = 200e6;

/**
 * A constant-energy map from a table with three columns, two angles (deg) and the intensity: every
 * combination of the angles once. The finer angle is taken to lie along the slit. The energy is
 * the Fermi level. Throws `invalid-format`, and `invalid-request` without the kinetic energy there.
 */
export async function readMapTable(path: string, options: LoadOptions): Promise<LoadedBandData> {
  if (options.fermiEv === null) {
    throw new SweetSpotError(
      'invalid-request',
      `${path}: a constant-energy map tells no energy; tell the kinetic energy at the Fermi level, ` +
        'or photon energy and work function.',
    );
  }
  const { size } = await stat(path);
  if (size > LARGEST_BYTES) {
    throw new SweetSpotError('invalid-format', `${path}: expected at most 200 MB of text.`);
  }
  const rows = (await readFile(path, 'utf8'))
    .split(/\r?\n/)
    .map((line) => line.split(/[,;\t]/).map(Number))
    .filter((row) => row.length >= 3 && row.slice(0, 3).every(Number.isFinite));
  const levels = [0, 1].map((column) => [...new Set(rows.map((row) => row[column]))].length);
  if (rows.length < 16 || levels[0] * levels[1] !== rows.length) {
    throw new SweetSpotError(
      'invalid-format',
      `${path}: expected two angles and an intensity in every row, each pair of angles once; ` +
        `found ${rows.length} rows with ${levels[0]} and ${levels[1]} different angles.`,
    );
  }
  const [along, across] = levels[0] >= levels[1] ? [0, 1] : [1, 0];
  rows.sort((a, b) => a[across] - b[across] || a[along] - b[along]);
  const count = rows.length;
  return {
    data: {
      name: basename(path),
      geometry: options.geometry ?? 'rotation',
      energiesEv: Float64Array.of(options.fermiEv),
      alongDeg: Float64Array.from(rows, (row) => row[along]),
      acrossDeg: Float64Array.from(rows, (row) => row[across]),
      azimuthDeg: new Float64Array(count),
      counts: Float32Array.from(rows, (row) => row[2]),
      mask: new Uint8Array(count).fill(1),
    },
    notes: ['A table of angles: the finer one is taken to lie along the slit'],
  };
}
