import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHdf5 } from '#formats/hdf5/hdf5-file';
import { sampleReport } from './sample-report.test-support';
import type { ScanReport } from './scan-report';
import { writeExports } from './write-exports';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sweetspot-spectra-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const energy = { name: 'Kinetic energy', unit: 'eV', start: 16.8, step: 0.1, count: 3 };
const angle = { name: 'Angle', unit: 'deg', start: -1, step: 0.5, count: 4 };
const counts = Float32Array.from({ length: 12 }, (_, i) => i / 4);

function reviewedReport(): ScanReport {
  const report = sampleReport({ columns: 5, rows: 4 });
  const points = report.points.map((point) => {
    if (point.id === 7)
      return { ...point, verdict: 'good' as const, note: 'a "sharp", clean\nspot' };
    return point.id === 9 ? { ...point, verdict: 'bad' as const } : point;
  });
  return {
    ...report,
    points,
    spectra: {
      ...report.spectra,
      pinned: [{ pointId: 7, spectrum: { counts: counts.map((c) => 2 * c), energy, angle } }],
      mean: {
        region: { kind: 'rectangle', x: [1.24, 1.25], y: [-3.08, -3.07] },
        spectrum: { counts, energy, angle },
        pointIds: [0, 1, 5],
        skipped: 2,
      },
    },
  };
}

test('verdicts and notes stand in the map table and the map file', async () => {
  const report = reviewedReport();
  const folder = join(directory, 'verdicts');
  await writeExports(folder, report);
  const csv = readFileSync(join(folder, 'map.csv'), 'utf8');
  expect(csv.split('\n')[0].split(',')).toEqual(expect.arrayContaining(['verdict', 'note']));
  expect(csv).toContain(',good,"a ""sharp"", clean\nspot",');
  expect(csv.match(/,bad,,/g)).toHaveLength(1);
  const file = await openHdf5(join(folder, 'map.h5'));
  const verdicts = file.texts('/entry/process/points/verdict');
  expect(verdicts.flatMap((verdict, id) => (verdict === '' ? [] : [[id, verdict]]))).toEqual([
    [7, 'good'],
    [9, 'bad'],
  ]);
  expect(file.texts('/entry/process/points/note')[7]).toBe('a "sharp", clean\nspot');
  file.close();
});

test('the mean spectrum and the pinned ones are written with their axes and where they come from', async () => {
  const report = reviewedReport();
  const folder = join(directory, 'spectra');
  await writeExports(folder, report);
  const file = await openHdf5(join(folder, 'spectra.h5'));
  expect(file.attribute('/entry', 'default')).toBe('mean_of_area');
  expect(file.shapeOf('/entry/mean_of_area/counts')).toEqual([3, 4]);
  expect(Array.from(file.numbers('/entry/mean_of_area/counts'))).toEqual(Array.from(counts));
  expect(Array.from(file.numbers('/entry/mean_of_area/point_ids'))).toEqual([0, 1, 5]);
  expect(JSON.parse(file.text('/entry/mean_of_area/area') ?? '')).toEqual(
    report.spectra.mean?.region,
  );
  expect(file.numbers('/entry/point_7/energy')[2]).toBeCloseTo(17, 9);
  expect(file.attribute('/entry/point_7/angle', 'units')).toBe('deg');
  expect(file.numbers('/entry/point_7/counts')[11]).toBe(5.5);
  expect(file.numbers('/entry/point_7/mls')[0]).toBe(report.points[7].quantities.mls);
  expect(file.text('/entry/point_7/verdict')).toBe('good');
  expect(file.text('/entry/process/model_hash')).toBe(report.model.hash);
  expect(JSON.parse(file.text('/entry/process/settings') ?? '')).toEqual(report.settings);
  file.close();
  const lines = readFileSync(join(folder, 'mean-spectrum.csv'), 'utf8').trimEnd().split('\n');
  const comments = lines.filter((line) => line.startsWith('# '));
  expect(comments).toContain('# points: 0 1 5');
  expect(comments).toContain(`# model_hash: ${report.model.hash}`);
  const [header, ...rows] = lines.slice(comments.length).map((line) => line.split(','));
  expect(header).toEqual(['Kinetic energy [eV] \\ Angle [deg]', '-1', '-0.5', '0', '0.5']);
  expect(rows).toHaveLength(3);
  expect(rows[1]).toEqual(['16.9', '1', '1.25', '1.5', '1.75']);
});

test('without an area and pins there are no files for them', async () => {
  const folder = join(directory, 'plain');
  await writeExports(folder, sampleReport({ columns: 4, rows: 3 }));
  expect(readdirSync(folder)).not.toContain('spectra.h5');
  expect(readdirSync(folder)).not.toContain('mean-spectrum.csv');
});
