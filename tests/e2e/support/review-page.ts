import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, type ServedApp } from './served-app';

const cli = fileURLToPath(new URL('../../../out/main/cli.js', import.meta.url));
export const raster = { columns: 8, rows: 6 };
export const points = raster.columns * raster.rows;

/** Opens a scan that the simulated beamline wrote beforehand. */
export async function openFinishedScan(page: Page, app: ServedApp): Promise<void> {
  const folder = join(app.dataDirectory, 'finished');
  execFileSync(process.execPath, [
    ...[cli, 'beamline', folder, '--format', 'growing', '--rate', '100', '--seed', '3'],
    ...['--size', `${raster.columns}x${raster.rows}`],
  ]);
  await page.goto(app.url);
  await page.getByTestId('open-folder').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Folder').fill(folder);
  await dialog.getByRole('button', { name: 'Go' }).click();
  await expect(dialog.getByRole('listitem').nth(1)).toBeVisible();
  await dialog.getByTestId('open-this-folder').click();
  await expect(page.getByTestId('map-pane-0')).toHaveAttribute('data-points', String(points));
  await expect(page.getByTestId('scan-bar')).toHaveAttribute('data-phase', /live|finished/);
}

/** What a map shows, as a picture. */
export function mapPicture(page: Page, pane: 0 | 1): Promise<string> {
  const layers = page.getByTestId(`map-pane-${pane}`).locator('canvas');
  return layers.evaluateAll((canvases) =>
    canvases.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()).join('\n'),
  );
}

/** Exports from the window; the folder that holds the files. */
export async function exportReport(page: Page, app: ServedApp): Promise<string> {
  await page.getByTestId('export').click();
  await expect(page.getByTestId('export-result')).toBeVisible({ timeout: 120_000 });
  await page.keyboard.press('Escape');
  const exports = join(app.dataDirectory, 'exports');
  return join(exports, readdirSync(exports).sort().at(-1) ?? '');
}

/** A table without comments and quoted cells. */
export function tableOf(text: string): Record<string, string>[] {
  const [header, ...rows] = text
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}

/** Drags across an element, between two places given as parts of its size. */
export async function dragAcross(
  page: Page,
  testId: string,
  [from, to]: [[number, number], [number, number]],
): Promise<void> {
  const area = (await page.getByTestId(testId).boundingBox())!;
  const at = ([x, y]: [number, number]) =>
    [area.x + x * area.width, area.y + y * area.height] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 5 });
  await page.mouse.up();
}
