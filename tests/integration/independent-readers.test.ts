import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBeamline } from '../../src/beamline/run-beamline';
import { writeDataset } from '../../src/lab/dataset/write-dataset';
import { sampleReport } from '../../src/exports/sample-report.test-support';
import { writeExports } from '../../src/exports/write-exports';
import { openScanFile } from '../../src/formats/registry';
import type { QuantityName } from '../../src/shared/quantities';

const script = fileURLToPath(new URL('../../scripts/check-outputs.py', import.meta.url));

/** A Python that has the libraries: Debian's own, where another comes first, is tried as well. */
const python = ['python3', '/usr/bin/python3'].find(
  (candidate) => spawnSync(candidate, ['-c', 'import h5py, numpy, silx']).status === 0,
);
if (python === undefined) {
  console.warn(
    'Skipped: no python3 with h5py and silx (Debian: apt-get install python3-h5py python3-silx).',
  );
}

interface Facts {
  shape: number[];
  sum: number;
  missing: number;
}
interface Axis {
  name?: string;
  label?: string;
  first: number;
  last?: number;
  step?: number;
  units?: string;
}
/** What scripts/check-outputs.py prints of a file, whatever its kind. */
interface Seen extends Facts {
  file: string;
  datasets: Record<string, Facts | string>;
  plot: Facts & { kind: string; signal: string; others: string[]; axes: Axis[] };
  waves: Record<string, Facts & { x?: Axis; y?: Axis }>;
  header: string[];
  rows: number;
  sums: Record<string, number>;
  axes: Axis[];
  settings: Record<string, string>;
  'micro scan': Facts & { axes: Axis[] };
}

describe.skipIf(python === undefined)('what is written opens elsewhere', () => {
  const raster = sampleReport({ columns: 12, rows: 10, measured: 115 });
  const scattered = sampleReport({ columns: 5, rows: 4, kind: 'random' });
  let folder: string;
  let seen: Map<string, Seen>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sweetspot-independent-'));
    await writeExports(join(folder, 'raster'), raster);
    await writeExports(join(folder, 'scattered'), scattered);
    for (const format of [
      'growing',
      'file-per-point',
      'ibw-and-table',
      'zip-and-table',
      'block',
    ] as const) {
      await runBeamline({
        folder: join(folder, format),
        ...{ scene: 'flakes', format, pointsPerSecond: 100, columns: 3, rows: 2, seed: 2 },
        sampling: { energyCount: 24, angleCount: 20 },
      });
    }
    await writeDataset({
      path: join(folder, 'set.h5'),
      ...{ rowCount: 3, seed: 1, distribution: 'published', bands: null },
      sampling: { energyCount: 32, angleCount: 24 },
      threadCount: Math.min(2, availableParallelism()),
      onProgress: () => undefined,
    });
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(h5|nxs|csv|itx|ibw|zip)$|_Motor_Pos\.txt$/.test(name),
    );
    const checked = spawnSync(python!, [script, '--json', ...files], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    expect(checked.stderr).toBe('');
    expect(checked.status).toBe(0);
    const lines = checked.stdout.trim().split('\n');
    seen = new Map(
      lines.map((line) => JSON.parse(line) as Seen).map((facts) => [facts.file, facts]),
    );
    expect(seen.size).toBe(files.length);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const at = (file: string): Seen => {
    const facts = seen.get(file);
    if (facts === undefined) throw new Error(`${file} was not checked.`);
    return facts;
  };
  const sumOf = (report: typeof raster, name: QuantityName) =>
    report.points.reduce((sum, { quantities }) => sum + quantities[name], 0);

  it('a raster map is an image of the scores with its other maps, to silx', () => {
    const { plot, datasets } = at('raster/map.h5');
    expect(plot).toMatchObject({
      ...{ kind: 'image', signal: 'MLS', others: ['BMS', 'Total counts [counts]'] },
      ...{ shape: [10, 12], missing: 5 },
      axes: [
        { name: 'y', units: 'mm' },
        { name: 'x', units: 'mm' },
      ],
    });
    expect(plot.sum).toBeCloseTo(sumOf(raster, 'mls'), 2);
    expect(plot.axes[1].first).toBeCloseTo(1.24, 6);
    expect(plot.axes[1].last).toBeCloseTo(1.35, 6);
    expect(plot.axes[0].first).toBeCloseTo(-3.08, 6);
    expect(datasets['entry/process/data/measured']).toMatchObject({ sum: 115, shape: [10, 12] });
  });

  it('scattered points are a scatter plot', () => {
    const { plot } = at('scattered/map.h5');
    expect(plot).toMatchObject({ kind: 'scatter', signal: 'MLS', shape: [20], missing: 0 });
    expect(plot.axes.map(({ name }) => name)).toEqual(['x', 'y']);
    expect(plot.sum).toBeCloseTo(sumOf(scattered, 'mls'), 3);
  });

  it('Igor text holds the same maps', () => {
    const { waves } = at('raster/map.itx');
    expect(Object.keys(waves)).toEqual(['mls', 'bms', 'intensity']);
    expect(waves.intensity).toMatchObject({ shape: [12, 10], missing: 5, x: { units: 'mm' } });
    expect(waves.intensity.sum).toBeCloseTo(sumOf(raster, 'totalCounts'), 0);
    expect(waves.mls.sum).toBeCloseTo(sumOf(raster, 'mls'), 2);
    expect(waves.mls.x?.first).toBeCloseTo(1.24, 9);
    expect(waves.mls.y?.step).toBeCloseTo(0.01, 9);
    expect(at('scattered/map.itx').waves.map_x.shape).toEqual([20]);
  });

  it('tables have their rows and sums', () => {
    const map = at('raster/map.csv');
    expect(map.rows).toBe(115);
    expect(map.sums.mls).toBeCloseTo(sumOf(raster, 'mls'), 2);
    const spots = raster.derived.bestSpots;
    const x = spots.reduce((sum, spot) => sum + spot.x, 0);
    expect(at('raster/best-spots.csv')).toMatchObject({ rows: spots.length });
    expect(at('raster/best-spots.csv').sums.x).toBeCloseTo(x, 9);
    for (const name of ['best-spots_motors.csv', 'best-spots_Motor_Pos.txt']) {
      expect(at(`raster/${name}`).rows).toBe(spots.length);
      expect(at(`raster/${name}`).sums.sax).toBeCloseTo(x, 4);
    }
  });

  /** Counts of all frames of our own reading, by the file they are in. */
  const ownSum = async (path: string) => {
    const file = await openScanFile(join(folder, path));
    let sum = 0;
    for (let index = 0; index < file.frameCount; index++) {
      sum += file.readFrame(index).spectrum.counts.reduce((total, count) => total + count, 0);
    }
    file.close();
    return sum;
  };

  it.each([
    { path: 'growing/scan_0001.nxs', shape: [6, 24, 20] },
    { path: 'file-per-point/scan_0001_00004.nxs', shape: [1, 24, 20] },
    { path: 'block/scan_0001.nxs', shape: [2, 3, 24, 20] },
  ])('$path is a stack of spectra with its axes', async ({ path, shape }) => {
    const { plot } = at(path);
    expect(plot).toMatchObject({ signal: 'data', shape, missing: 0 });
    expect(plot.axes.slice(-2)).toMatchObject([
      { name: 'energy', units: 'eV' },
      { name: 'angle', units: 'deg' },
    ]);
    expect(plot.sum).toBe(await ownSum(path));
  });

  it('a wave and an archive hold what we read from them', async () => {
    const wave = at('ibw-and-table/scan_0001_S00003.ibw');
    expect(wave.shape).toEqual([24, 20]);
    expect(wave.sum).toBe(await ownSum('ibw-and-table/scan_0001_S00003.ibw'));
    expect(wave.axes.map(({ label }) => label)).toEqual(['Kinetic Energy [eV]', 'Y-Scale [deg]']);
    expect(wave.settings['Region Name']).toBe('micro scan');
    const archive = at('zip-and-table/scan_0001_S00003.zip')['micro scan'];
    expect(archive.shape).toEqual([1, 20, 24]);
    expect(archive.sum).toBe(await ownSum('zip-and-table/scan_0001_S00003.zip'));
    expect(archive.axes[1].first).toBe(wave.axes[0].first);
    expect(at('zip-and-table/scan_0001_motors.csv')).toMatchObject({
      header: ['', 'X', 'Y'],
      rows: 6,
    });
  });

  it('a data set of simulated spectra is plain HDF5', () => {
    const { datasets } = at('set.h5');
    expect(datasets.counts).toMatchObject({ shape: [3, 32, 24], missing: 0 });
    expect(datasets['labels/published/score']).toMatchObject({ shape: [3] });
  });
});
