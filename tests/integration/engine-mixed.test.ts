import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PointScanWriter } from '../../src/formats/writers/generic-nexus-writer';
import {
  open,
  pointAt,
  scanOf,
  untilScored,
  useEngines,
  writePointFile,
  type ObservedEngine,
} from './engine-support';

const setup = useEngines();
const [columns, rows] = [3, 2];

async function mixed(observed: ObservedEngine) {
  const { warnings } = await observed.snapshot();
  return warnings.filter(({ message }) => message.startsWith('This map mixes scans'));
}

it('says so where spectra of another window come onto the map, and only there', async () => {
  for (let i = 0; i < columns * rows; i++) {
    await writePointFile(join(setup.source, `a${i}.h5`), i, columns, rows);
  }
  const observed = await setup.start();
  await open(observed, setup.source, { mode: 'live' });
  await untilScored(observed, columns * rows);
  expect(await mixed(observed)).toEqual([]);
  const scan = scanOf(columns, rows);
  const path = join(setup.source, 'survey.h5');
  const energy = { ...scan.energy, start: -90 };
  const writer = await PointScanWriter.create(path, { ...scan, energy }, { live: false });
  writer.append(pointAt(1, columns));
  writer.finish();
  await untilScored(observed, columns * rows + 1);
  const [warning] = await mixed(observed);
  expect(warning.message).toMatch(/a\d\.h5 has .*, survey\.h5 has 40 pixels of -90 to/);
});
