import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, seriousViolations, test, type ServedApp } from './support/served-app';

const cli = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));
const raster = { columns: 8, rows: 6 };
const points = raster.columns * raster.rows;

/** Opens a scan that the simulated beamline wrote beforehand. */
async function openFinishedScan(page: Page, app: ServedApp): Promise<void> {
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
  await expect(dialog.getByText('Open file').first()).toBeAttached();
  await dialog.getByTestId('open-this-folder').click();
  await expect(page.getByTestId('map-pane-0')).toHaveAttribute('data-points', String(points));
  await expect(page.getByTestId('scan-bar')).toHaveAttribute('data-phase', /live|finished/);
}

/** What a map shows, as a picture. */
function mapPicture(page: Page, pane: 0 | 1): Promise<string> {
  const canvas = page.getByTestId(`map-pane-${pane}`).locator('canvas').first();
  return canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL());
}

test('review: both maps, the MDC window dragged and put back', async ({ page, app }) => {
  await openFinishedScan(page, app);
  await expect(page.getByTestId('map-pane-1')).toHaveAttribute('data-quantity', 'bms');
  const fit = page.getByTestId('mdc-fit');
  await expect(fit).toContainText('±');
  const proposed = await page.getByTestId('mdc-window').getAttribute('aria-label');
  const fitBefore = await fit.textContent();

  // The window is dragged by its middle; every point is fitted anew in it.
  const mapBefore = await mapPicture(page, 1);
  const area = (await page.getByTestId('mdc-window').boundingBox())!;
  const [x, y] = [area.x + area.width / 2, area.y + area.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + area.width / 4, y + 30, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByTestId('propose-window')).toBeVisible();
  expect(await page.getByTestId('mdc-window').getAttribute('aria-label')).not.toBe(proposed);
  await expect(fit).not.toHaveText(fitBefore ?? '');
  await expect.poll(() => mapPicture(page, 1)).not.toBe(mapBefore);
  expect(await seriousViolations(page)).toEqual([]);

  // The keyboard moves it too.
  const dragged = await page.getByTestId('mdc-window').getAttribute('aria-label');
  await page.getByTestId('mdc-window').focus();
  for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowUp');
  expect(await page.getByTestId('mdc-window').getAttribute('aria-label')).not.toBe(dragged);

  // The proposal is one click away.
  await page.getByTestId('propose-window').click();
  await expect(page.getByTestId('propose-window')).toBeHidden();
  await expect(page.getByTestId('mdc-window')).not.toHaveAttribute('aria-label', dragged ?? '');
  await expect(fit).toContainText('±');
});

test('review: the scatter marks points on the maps, spectra are pinned to compare', async ({
  page,
  app,
}) => {
  await openFinishedScan(page, app);
  await page.getByTestId('show-review').click();
  const review = page.getByTestId('review');
  const rows = page.getByTestId('disagreement');
  await expect(rows).toHaveCount(points);

  // The list is sorted by disagreement, and selects.
  const gaps = await review
    .locator('tbody tr')
    .evaluateAll((all) =>
      all.map((row) => Math.abs(Number(row.lastElementChild?.textContent?.replace('−', '-')))),
    );
  expect(gaps).toEqual([...gaps].sort((a, b) => b - a));
  const chosen = Number(await rows.first().textContent()) - 1;
  await rows.first().click();
  const spectrum = page.getByTestId('spectrum');
  await expect(spectrum).toHaveAttribute('data-point-id', String(chosen));

  // A rectangle over all of the scatter marks every point on both maps.
  const before = [await mapPicture(page, 0), await mapPicture(page, 1)];
  const area = (await page.getByTestId('score-scatter').boundingBox())!;
  await page.mouse.move(area.x + 1, area.y + 1);
  await page.mouse.down();
  await page.mouse.move(area.x + area.width - 1, area.y + area.height - 1, { steps: 4 });
  await page.mouse.up();
  await expect(review).toHaveAttribute('data-brushed', String(points));
  await expect.poll(() => mapPicture(page, 0)).not.toBe(before[0]);
  await expect.poll(() => mapPicture(page, 1)).not.toBe(before[1]);
  expect(await seriousViolations(page)).toEqual([]);
  await review.getByRole('button', { name: 'Clear' }).click();
  await expect(review).toHaveAttribute('data-brushed', '0');

  // Five spectra side by side; a sixth takes the place of the first.
  const pinned = page.getByTestId('pinned-spectrum');
  for (let count = 1; count <= 6; count++) {
    await page.getByTestId('show-review').click();
    await rows.nth(count).click();
    await page.keyboard.press('p');
    await expect(pinned).toHaveCount(Math.min(count, 5));
  }
  await expect(pinned.first()).toContainText(/MLS \d+\.\d\s*BMS \d+\.\d/);
  expect(await seriousViolations(page)).toEqual([]);
  const first = await pinned.first().getAttribute('data-point-id');
  await pinned
    .first()
    .getByRole('button', { name: /Select/ })
    .click();
  await expect(spectrum).toHaveAttribute('data-point-id', first ?? '');
  await pinned.first().getByRole('button', { name: /Unpin/ }).click();
  await expect(pinned).toHaveCount(4);
});
