import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sceneTruth } from '../support/scene-truth';

const cli = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));
const run = promisify(execFile);
const scan = { columns: 13, rows: 11, seed: 1 };
const points = scan.columns * scan.rows;

interface BestSpots {
  model: { name: string; hash: string };
  scan: { points: number; expected: number };
  normalisation: { minimum: number; maximum: number };
  spots: Record<string, number | string>[];
}

describe('sweetspot demo --once', () => {
  let folder: string;
  let bestSpots: BestSpots;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sweetspot-demo-test-'));
    const { columns, rows, seed } = scan;
    await run(process.execPath, [
      ...[cli, 'demo', '--once', '--out', folder],
      ...['--size', `${columns}x${rows}`, '--seed', String(seed)],
    ]);
    bestSpots = JSON.parse(await readFile(join(folder, 'best-spots.json'), 'utf8')) as BestSpots;
  }, 180_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('leaves every export', async () => {
    expect(await readdir(folder)).toEqual(
      expect.arrayContaining([
        'best-spots.csv',
        'best-spots.json',
        'map.csv',
        'map.h5',
        'map.png',
        'map.svg',
        'session.jsonl',
      ]),
    );
  });

  it('has scored every point and says with what', () => {
    expect(bestSpots.scan).toMatchObject({ points, expected: points });
    expect(bestSpots.model.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(bestSpots.normalisation.maximum).toBeGreaterThan(bestSpots.normalisation.minimum);
    for (const key of ['rank', 'x', 'y', 'unit', 'mls', 'uncertainty', 'area', 'points', 'file']) {
      expect(bestSpots.spots[0]).toHaveProperty(key);
    }
  });

  it('finds the best region of the sample', () => {
    const truth = sceneTruth({ scene: 'bi2se3', ...scan });
    const { x, y } = bestSpots.spots[0];
    expect(truth.scoreAt(Number(x), Number(y))).toBeGreaterThanOrEqual(truth.bestScore - 1);
  });

  it('journals each point once', async () => {
    const lines = (await readFile(join(folder, 'session.jsonl'), 'utf8')).trim().split('\n');
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const keys = events
      .filter((event) => event.t === 'point')
      .map(({ file, frame }) => `${String(file)}#${String(frame)}`);
    expect(new Set(keys).size).toBe(points);
    expect(keys).toHaveLength(points);
  });
});
