import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backdate } from '../../src/formats/hdf5/fixture.test-support';
import { igorWaveBytes, packedBytes } from '../../src/formats/igor-fixture.test-support';

export const regionEnergies = { core: 30, valence: 40 };
const ANGLES = 32;

/** Counts of a band that is best in the middle of the raster; regions differ in all of them. */
function bandCounts(index: number, columns: number, rows: number, region: 'core' | 'valence') {
  const [column, row] = [index % columns, Math.floor(index / columns)];
  const away = (column - (columns - 1) / 2) ** 2 + (row - (rows - 1) / 2) ** 2;
  const goodness = Math.exp(-away / 3);
  const width = 4 - 2 * goodness;
  return (at: number) => {
    const [energy, angle] = [at % regionEnergies[region], Math.floor(at / regionEnergies[region])];
    const centre = region === 'core' ? 12 : 10 + 0.3 * energy;
    return Math.round(3 + (15 + 80 * goodness) / (1 + ((angle - centre) / width) ** 2));
  };
}

/**
 * A folder as SES leaves it: packed experiments with the regions `core` and `valence`, one a
 * point, and a table of positions that states no unit. Steps of 2 along X and Y.
 */
export function writeTwoRegionScan(folder: string, columns: number, rows: number): void {
  mkdirSync(folder, { recursive: true });
  const lines = [',X,Y'];
  for (let index = 0; index < columns * rows; index++) {
    const waves = (['core', 'valence'] as const).map((region) =>
      igorWaveBytes({
        name: region,
        counts: [regionEnergies[region], ANGLES],
        starts: [region === 'core' ? 50 : 16, -4],
        steps: [0.02, 0.25],
        units: ['Kinetic Energy [eV]', 'Y-Scale [deg]'],
        valueAt: bandCounts(index, columns, rows, region),
      }),
    );
    const number = String(index + 1).padStart(5, '0');
    const path = join(folder, `map_S${number}.pxt`);
    writeFileSync(path, packedBytes(waves));
    backdate(path);
    lines.push(`${index + 1},${2 * (index % columns)},${2 * Math.floor(index / columns)}`);
  }
  writeFileSync(join(folder, 'map_motors.csv'), `${lines.join('\r\n')}\r\n`);
}
