import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderAsync } from '@resvg/resvg-js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { normalisedScore } from '#core/map/normalisation';
import { openHdf5 } from '#formats/hdf5/hdf5-file';
import { colourAt } from './colour-scale';
import { csvText } from './csv';
import { figureLayout } from './figure-layout';
import { figurePng } from './figure-png';
import { mapCells } from './map-cells';
import { mapFigure } from './map-figure';
import { sampleReport } from './sample-report.test-support';
import { shortest, type ScanReport } from './scan-report';
import { writeExports } from './write-exports';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sweetspot-exports-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const exported = async (name: string, report: ScanReport) => {
  const folder = join(directory, name);
  const files = await writeExports(folder, report);
  return { folder, files, read: (file: string) => readFileSync(join(folder, file), 'utf8') };
};

/** Cells of a table without quoted ones. */
const table = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

test('every file is there with the size it claims, and nothing else', async () => {
  const { folder, files } = await exported('all', sampleReport({ columns: 6, rows: 5 }));
  const names = [
    ...['best-spots.csv', 'best-spots.json', 'best-spots_Motor_Pos.txt', 'best-spots_motors.csv'],
    ...['commands.txt', 'map.csv', 'map.h5', 'map.itx', 'map.png', 'map.svg'],
  ];
  expect(readdirSync(folder).sort()).toEqual(names);
  expect(files.map(({ name }) => name).sort()).toEqual(names);
  for (const { name, bytes } of files) expect(statSync(join(folder, name)).size).toBe(bytes);
});

test('best spots carry position, score, region and provenance', async () => {
  const report = sampleReport({ columns: 12, rows: 10 });
  const { read } = await exported('spots', report);
  const best = report.derived.bestSpots[0];
  const document = JSON.parse(read('best-spots.json')) as Record<string, unknown>;
  expect(document).toMatchObject({
    model: report.model,
    scan: { points: 120, expected: 120, name: 'scan_0001.nxs' },
    normalisation: report.derived.normalisation,
    appVersion: '0.1.0',
    exportedAt: report.exportedAt,
    spots: [
      {
        rank: 1,
        x: best.x,
        y: best.y,
        unit: 'mm',
        mls: best.mls,
        uncertainty: best.uncertainty,
        area: best.area,
        points: best.points,
        file: 'scan_0001.nxs',
        frame: best.frame,
        point: { id: best.pointId, quantities: { mdcFwhm: null } },
      },
    ],
  });
  const [header, first] = table(read('best-spots.csv'));
  const row = Object.fromEntries(header.map((name, i) => [name, first[i]]));
  expect(row).toMatchObject({
    rank: '1',
    x: String(best.x),
    y: String(best.y),
    unit: 'mm',
    mls: String(best.mls),
    file: 'scan_0001.nxs',
    x_motor: 'sax',
    model_hash: report.model.hash,
  });
});

test('the map table has one row a point, units in its header and set positions', async () => {
  const report = sampleReport({ columns: 5, rows: 4, measured: 18 });
  const { read } = await exported('table', report);
  const [header, ...rows] = table(read('map.csv'));
  expect(header.slice(0, 5)).toEqual(['id', 'file', 'frame', 'sax [mm]', 'say [mm]']);
  expect(header).toEqual(
    expect.arrayContaining(['total_counts [counts]', 'sax_set [mm]', 'region']),
  );
  expect(rows).toHaveLength(18);
  const { normalisation } = report.derived;
  report.points.forEach((point, i) => {
    const row = Object.fromEntries(header.map((name, column) => [name, rows[i][column]]));
    expect(Number(row['sax [mm]'])).toBe(point.x);
    expect(Number(row.mls)).toBeCloseTo(point.quantities.mls, 5);
    expect(row.mdc_fwhm ?? row['mdc_fwhm [deg]']).toBe('');
    expect(normalisation).not.toBeNull();
    if (normalisation !== null) {
      expect(Number(row.mls_normalised)).toBeCloseTo(
        normalisedScore(point.quantities.mls, normalisation),
        5,
      );
    }
  });
});

test('a raster becomes a two-dimensional map with NaN and a mask where nothing was measured', async () => {
  const report = sampleReport({ columns: 5, rows: 4, measured: 18 });
  const { folder } = await exported('raster', report);
  const file = await openHdf5(join(folder, 'map.h5'));
  const data = `/entry/process/data`;
  expect(file.attribute('/', 'default')).toBe('entry');
  expect(file.attribute('/entry', 'default')).toBe('process');
  expect(file.attribute('/entry/process', 'default')).toBe('data');
  expect(file.attribute(data, 'signal')).toBe('mls');
  expect(file.attribute(data, 'auxiliary_signals')).toEqual(['bms', 'intensity']);
  expect(file.attribute(data, 'axes')).toEqual(['y', 'x']);
  expect(file.attribute(data, 'x_indices')).toBe(1);
  expect(file.attribute(data, 'y_indices')).toBe(0);
  expect(file.attribute(`${data}/x`, 'units')).toBe('mm');
  expect(file.shapeOf(`${data}/mls`)).toEqual([4, 5]);
  const mls = file.numbers(`${data}/mls`);
  const counts = file.numbers(`${data}/intensity`);
  const measured = file.numbers(`${data}/measured`);
  const x = file.numbers(`${data}/x`);
  const y = file.numbers(`${data}/y`);
  for (let pixel = 0; pixel < 20; pixel++) {
    expect(measured[pixel]).toBe(pixel < 18 ? 1 : 0);
    if (pixel >= 18) {
      expect(mls[pixel]).toBeNaN();
      continue;
    }
    const point = report.points[pixel];
    expect(mls[pixel]).toBe(point.quantities.mls);
    expect(counts[pixel]).toBe(point.quantities.totalCounts);
    expect(x[pixel % 5]).toBeCloseTo(point.x, 9);
    expect(y[Math.floor(pixel / 5)]).toBeCloseTo(point.y, 9);
  }
  expect(file.text('/entry/process/model_hash')).toBe(report.model.hash);
  expect(JSON.parse(file.text('/entry/process/settings') ?? '')).toEqual(report.settings);
  file.close();
});

test('scattered points become one-dimensional fields along both positions', async () => {
  const report = sampleReport({ columns: 5, rows: 4, kind: 'random' });
  const { folder } = await exported('scattered', report);
  const file = await openHdf5(join(folder, 'map.h5'));
  const data = `/entry/process/data`;
  expect(file.attribute(data, 'x_indices')).toBe(0);
  expect(file.attribute(data, 'y_indices')).toBe(0);
  const byPlace = new Map(report.points.map((point) => [`${point.x} ${point.y}`, point]));
  const x = file.numbers(`${data}/x`);
  const y = file.numbers(`${data}/y`);
  const mls = file.numbers(`${data}/mls`);
  expect(mls).toHaveLength(20);
  for (let i = 0; i < 20; i++) {
    expect(mls[i]).toBe(byPlace.get(`${x[i]} ${y[i]}`)?.quantities.mls);
  }
  file.close();
});

test('a place measured twice shows its latest point, or the mean', async () => {
  const report = sampleReport({ columns: 4, rows: 4 });
  const again = {
    ...report.points[5],
    id: 16,
    quantities: { ...report.points[5].quantities, mls: Math.fround(9.5) },
  };
  const first = report.points[5].quantities.mls;
  const mlsAt = async (name: string, repeatedPoints: 'latest' | 'mean') => {
    const { folder } = await exported(name, {
      ...report,
      points: [...report.points, again],
      settings: { ...report.settings, repeatedPoints },
    });
    const file = await openHdf5(join(folder, 'map.h5'));
    const value = file.numbers('/entry/process/data/mls')[5];
    file.close();
    return value;
  };
  expect(await mlsAt('latest', 'latest')).toBe(9.5);
  expect(await mlsAt('mean', 'mean')).toBeCloseTo((first + 9.5) / 2, 5);
});

test('the figure shows both panes, the outline and the best spot, and the picture its size', async () => {
  const report = sampleReport({ columns: 12, rows: 10 });
  const { folder, read } = await exported('figure', report);
  const svg = read('map.svg');
  const best = report.derived.bestSpots[0];
  for (const text of ['MLS', 'Total counts', 'sax [mm]', 'say [mm]', 'µm', report.model.name]) {
    expect(svg).toContain(text);
  }
  expect(svg).toContain(`${best.x.toFixed(4)}, ${best.y.toFixed(4).replace('-', '−')} mm`);
  expect(svg).toContain('stroke-dasharray');
  const png = readFileSync(join(folder, 'map.png'));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const width = Number(/<svg width="(\d+)"/.exec(svg)?.[1]);
  expect(png.readUInt32BE(16)).toBe(2 * width);
});

test('each cell of a raster is drawn at its place, in the colour of its score', async () => {
  const report = sampleReport({ columns: 7, rows: 5, measured: 33 });
  const { pixels, width } = await renderAsync(mapFigure(report));
  const { extent, cells } = mapCells(report)!;
  const { map } = figureLayout(extent).panes[0];
  const colourNear = (column: number, row: number) => {
    // A quarter of a cell off its centre, clear of the spot's marker.
    const x = Math.round(map.left + ((column + 0.25) / 7) * map.width);
    const y = Math.round(map.top + map.height - ((row + 0.25) / 5) * map.height);
    return `#${pixels.subarray(4 * (y * width + x), 4 * (y * width + x) + 3).toString('hex')}`;
  };
  for (const { column, row, quantities } of cells.filter(({ row: r }) => r > 0 && r < 3)) {
    const near = report.derived.bestSpots.some(({ rank, pointId }) => {
      const cell = cells.find(({ point }) => point.id === pointId);
      return rank > 0 && Math.abs((cell?.column ?? 0) - column) < 3;
    });
    if (!near) expect(colourNear(column, row)).toBe(colourAt('viridis', quantities.mls / 10));
  }
  expect(colourNear(6, 4)).toBe('#d5d8dc');
});

test('a map of ten thousand points stays a small file', () => {
  const svg = mapFigure(sampleReport({ columns: 100, rows: 100 }));
  expect(svg.length).toBeLessThan(500_000);
});

test('the picture is drawn with the bundled font: its text leaves ink', async () => {
  const svg = mapFigure(sampleReport({ columns: 3, rows: 3 }));
  const withoutText = svg.replace(/<text[\s\S]*?<\/text>/g, '');
  expect(withoutText).not.toBe(svg);
  expect((await figurePng(svg)).equals(await figurePng(withoutText))).toBe(false);
});

test.for([0, 1, 2])('a scan of %i points exports without a map to speak of', async (measured) => {
  const report = sampleReport({ columns: 3, rows: 3, measured });
  const { files, read } = await exported(`few-${measured}`, report);
  expect(files).toHaveLength(measured === 0 ? 6 : 7);
  expect(JSON.parse(read('best-spots.json'))).toMatchObject({
    scan: { points: measured },
    spots: [],
    noSpotReason: expect.any(String) as string,
  });
});

test('points without a position or score are in the table and not on the map', async () => {
  const report = sampleReport({ columns: 4, rows: 3 });
  report.points[3] = { ...report.points[3], x: NaN };
  const { folder, read } = await exported('lost', report);
  expect(table(read('map.csv'))[4][3]).toBe('');
  const file = await openHdf5(join(folder, 'map.h5'));
  expect(file.numbers('/entry/process/data/measured')[3]).toBe(0);
  expect(file.numbers('/entry/process/points/x')[3]).toBeNaN();
  file.close();
});

test('a folder that cannot be made is a write error', async () => {
  await expect(
    writeExports(join(directory, 'all', 'map.csv', 'x'), sampleReport({ columns: 2, rows: 2 })),
  ).rejects.toMatchObject({ code: 'write-failed' });
});

test('cells with commas, quotes and line breaks are quoted; what is no number is empty', () => {
  expect(
    csvText(
      ['a', 'b'],
      [
        ['x,y', 1],
        ['say "z"', NaN],
        [null, -0.5],
      ],
    ),
  ).toBe('a,b\n"x,y",1\n"say ""z""",\n,-0.5\n');
});

test('float32 values are written in their shortest form', () => {
  expect(shortest(Math.fround(0.1))).toBe(0.1);
  expect(shortest(Math.fround(1234.567))).toBe(1234.567);
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      expect(Math.fround(shortest(value)) === value).toBe(true);
    }),
  );
});
