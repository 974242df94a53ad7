import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { pointCounts, recordPointCounts } from './support/point-counts';
import { expect, seriousViolations, test } from './support/served-app';
import { sceneTruth } from '../support/scene-truth';

const raster = { columns: 9, rows: 7 };
const points = raster.columns * raster.rows;
const seed = 3;

async function startBeamline(page: Page): Promise<void> {
  await page.getByTestId('start-beamline').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Points per second').fill('5');
  await dialog.getByLabel('Columns').fill(String(raster.columns));
  await dialog.getByLabel('Rows').fill(String(raster.rows));
  await dialog.getByLabel('Seed').fill(String(seed));
  await dialog.getByTestId('beamline-start').click();
}

test('the main job: watch a scan, see the region, copy and export the best spot', async ({
  page,
  app,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await recordPointCounts(page);
  await page.goto(app.url);
  await expect(page.getByTestId('welcome')).toBeVisible();
  expect(new URL(page.url()).hash, 'the token must leave the address bar').toBe('');
  expect(await seriousViolations(page)).toEqual([]);

  await startBeamline(page);

  const map = page.getByTestId('map-pane-0');
  const shown = async () => Number(await map.getAttribute('data-points'));
  await expect.poll(shown).toBeGreaterThan(3);
  expect(await seriousViolations(page)).toEqual([]);

  // The map fills while the scan runs.
  await expect.poll(shown).toBe(points);
  const counts = await pointCounts(page);
  expect(counts.filter((count) => count > 0 && count < points).length).toBeGreaterThan(3);
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
  await expect.poll(async () => Number(await map.getAttribute('data-regions'))).toBeGreaterThan(0);

  // The best spot lies where the sample really is best.
  const spots = page.getByTestId('best-spots');
  await expect(spots).not.toHaveAttribute('data-spots', '0');
  await page.getByTestId('copy-best-spot').click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const [x, y] = (copied.match(/-?\d+\.\d+/g) ?? []).map(Number);
  const truth = sceneTruth({ scene: 'bi2se3', seed, ...raster });
  expect(truth.scoreAt(x, y)).toBeGreaterThanOrEqual(truth.bestScore - 1);

  // Clicking a point shows its spectrum.
  const canvas = map.locator('canvas').first();
  const box = (await canvas.boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const spectrum = page.getByTestId('spectrum');
  await expect(spectrum).toHaveAttribute('data-point-id', /\d+/);
  await expect(spectrum).toHaveAttribute('data-loading', 'false');
  await expect(page.getByTestId('components')).toContainText('S');

  // The exports are the files a user expects, and they say the same as the window.
  await page.getByTestId('export').click();
  await expect(page.getByTestId('export-result')).toBeVisible();
  expect(await seriousViolations(page)).toEqual([]);
  const [exportFolder] = readdirSync(join(app.dataDirectory, 'exports'));
  const directory = join(app.dataDirectory, 'exports', exportFolder);
  expect(readdirSync(directory).sort()).toEqual(
    expect.arrayContaining([
      'best-spots.csv',
      'best-spots.json',
      'map.csv',
      'map.h5',
      'map.png',
      'session.jsonl',
    ]),
  );
  const exported = JSON.parse(readFileSync(join(directory, 'best-spots.json'), 'utf8')) as {
    model: { name: string; hash: string };
    scan: { points: number; expected: number };
    spots: { x: number; y: number }[];
  };
  expect(exported.scan).toMatchObject({ points, expected: points });
  expect(exported.model.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(exported.spots[0].x).toBeCloseTo(x, 3);
  expect(exported.spots[0].y).toBeCloseTo(y, 3);
  const rows = readFileSync(join(directory, 'map.csv'), 'utf8').trim().split('\n');
  expect(rows.filter((row) => !row.startsWith('#'))).toHaveLength(points + 1);
});
