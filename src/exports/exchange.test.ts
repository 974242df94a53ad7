import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseNumberedTable, parsePositionTable } from '#formats/motor-table-parsers';
import { openScanFile } from '#formats/registry';
import { sesWaveBytes } from '#formats/writers/ses-writers';
import { bestSpotsNumberedTable, bestSpotsPositionTable } from './best-spots-tables';
import { mapItx } from './map-itx';
import { sampleReport } from './sample-report.test-support';
import type { ScanReport } from './scan-report';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sweetspot-exchange-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A scan cut short, with a second spot on a whole number. */
function sample(): ScanReport {
  const report = sampleReport({ columns: 12, rows: 10, measured: 115 });
  const [best] = report.derived.bestSpots;
  const bestSpots = [best, { ...best, rank: 2, x: best.x + 0.02, y: -3 }];
  return { ...report, derived: { ...report.derived, bestSpots } };
}

/** A scan in mm that is shown in µm, under names of the profile. */
function shownInMicrometres(): ScanReport {
  const report = sample();
  const { derived } = report;
  const axis = (name: string, recordedName: string) => ({
    ...{ name, recordedName, unit: 'um', motorUnit: 'mm' },
  });
  return {
    ...report,
    derived: {
      ...derived,
      axes: { x: axis('across', 'sax'), y: axis('up', 'say') },
      bestSpots: derived.bestSpots.map((spot) => ({
        ...spot,
        x: 1000 * spot.x,
        y: 1000 * spot.y,
        unit: 'um',
      })),
    },
  };
}

test.for([
  ['as recorded', sample],
  ['shown in another unit', shownInMicrometres],
] as const)('the best spots are tables a beamline can drive, %s', ([, make]) => {
  const report = make();
  const expected = sample().derived.bestSpots;
  expect(expected.length).toBeGreaterThan(1);
  const tables = [
    parseNumberedTable('t', bestSpotsNumberedTable(report) ?? ''),
    parsePositionTable('t', bestSpotsPositionTable(report) ?? ''),
  ];
  for (const table of tables) {
    expect(table?.columns.map(({ name }) => name)).toEqual(['sax', 'say']);
    expect(table?.rows.map(({ key }) => key)).toEqual(expected.map(({ rank }) => rank));
    table?.rows.forEach(({ values }, i) => {
      expect(values[0]).toBeCloseTo(expected[i].x, 5);
      expect(values[1]).toBeCloseTo(expected[i].y, 5);
    });
  }
  expect(bestSpotsNumberedTable(report)).toMatch(/^,sax,say\r\n1,.*\r\n2,[\d.]+,-3\.0\r\n$/);
});

test.for([
  ['f_motors.csv', bestSpotsNumberedTable],
  ['f_Motor_Pos.txt', bestSpotsPositionTable],
] as const)('a scan that was driven by %s finds its positions there', async ([name, tableOf]) => {
  const report = sample();
  const folder = join(directory, name);
  mkdirSync(folder);
  writeFileSync(join(folder, name), tableOf(report) ?? '');
  const axis = { name: 'Kinetic energy', unit: 'eV', start: 16, step: 0.1, count: 4 };
  const path = join(folder, 'f_S00002.ibw');
  const angle = { ...axis, name: 'Angle', unit: 'deg' };
  const counts = new Float32Array(16).fill(3);
  const measuredAt = new Date();
  writeFileSync(
    path,
    sesWaveBytes({ region: 'r', energy: axis, angle, counts, dwellSeconds: 1, measuredAt }),
  );
  const file = await openScanFile(path);
  const { motors } = file.readFrame(0);
  file.close();
  expect(motors.map((motor) => motor.name)).toEqual(['sax', 'say']);
  expect(motors[0].value).toBeCloseTo(report.derived.bestSpots[1].x, 5);
});

test('without a best spot there is no table', () => {
  const report = sampleReport({ columns: 3, rows: 3, measured: 1 });
  expect(bestSpotsNumberedTable(report)).toBeNull();
  expect(bestSpotsPositionTable(report)).toBeNull();
});

test('the maps read back from Igor text, each on the scales of the raster', async () => {
  const report = sample();
  const path = join(directory, 'map.itx');
  writeFileSync(path, mapItx(report) ?? '');
  for (const [region, quantity] of [
    ['mls', 'mls'],
    ['bms', 'bms'],
    ['intensity', 'totalCounts'],
  ] as const) {
    const file = await openScanFile(path, { region });
    const { path: wave, dimensions, rows } = file.rawData();
    expect(wave).toBe(region);
    expect(dimensions.map(({ unit, count }) => [unit, count])).toEqual([
      ['mm', 12],
      ['mm', 10],
    ]);
    expect(dimensions[0].start).toBeCloseTo(1.24, 9);
    expect(dimensions[0].step).toBeCloseTo(0.01, 9);
    expect(dimensions[1].start).toBeCloseTo(-3.08, 9);
    const values = rows(0, 12);
    for (let pixel = 0; pixel < 120; pixel++) {
      const value = values[(pixel % 12) * 10 + Math.floor(pixel / 12)];
      if (pixel >= 115) expect(value).toBeNaN();
      else expect(Math.fround(value)).toBe(report.points[pixel].quantities[quantity]);
    }
    file.close();
  }
});

test('scattered points are columns, and what Igor cannot read is spelt in ASCII', () => {
  const report = sampleReport({ columns: 4, rows: 3, kind: 'random' });
  const text = mapItx({
    ...report,
    status: { ...report.status, sourcePath: 'C:\\Daten\\Größe "1" 5 µm' },
  });
  const lines = text?.split('\r\n') ?? [];
  expect(lines.slice(0, 3)).toEqual(['IGOR', 'WAVES/D map_x map_y mls bms intensity', 'BEGIN']);
  expect(lines.indexOf('END')).toBe(3 + 12);
  const numbers = lines.slice(3, 15).map((line) => line.split('\t').map(Number));
  const expected = report.points.map(({ x, y }) => `${x} ${y}`).sort();
  expect(numbers.map(([x, y]) => `${x} ${y}`).sort()).toEqual(expected);
  expect(text).toContain('X SetScale d, 0, 0, "mm", map_x');
  expect(text).toContain('X Note mls, "source: C:\\\\Daten\\\\Gr??e \\"1\\" 5 um"');
});

test('a scan without a position has no maps', () => {
  expect(mapItx(sampleReport({ columns: 3, rows: 3, measured: 0 }))).toBeNull();
});
