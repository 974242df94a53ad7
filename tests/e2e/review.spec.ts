import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { openHdf5 } from '../../src/formats/hdf5/hdf5-file';
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
  const layers = page.getByTestId(`map-pane-${pane}`).locator('canvas');
  return layers.evaluateAll((canvases) =>
    canvases.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()).join('\n'),
  );
}

/** Exports from the window; the folder that holds the files. */
async function exportReport(page: Page, app: ServedApp): Promise<string> {
  await page.getByTestId('export').click();
  await expect(page.getByTestId('export-result')).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  const exports = join(app.dataDirectory, 'exports');
  return join(exports, readdirSync(exports).sort().at(-1) ?? '');
}

/** A table without comments and quoted cells. */
function tableOf(text: string): Record<string, string>[] {
  const [header, ...rows] = text
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}

/** Drags across an element, between two places given as parts of its size. */
async function dragAcross(
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

test('review: the MDC window, the scatter, five pins, and a report that holds it all', async ({
  page,
  app,
}) => {
  await openFinishedScan(page, app);
  await expect(page.getByTestId('map-pane-1')).toHaveAttribute('data-quantity', 'bms');
  const fit = page.getByTestId('mdc-fit');
  await expect(fit).toContainText('±', { timeout: 30_000 });
  const proposed = await page.getByTestId('mdc-window').getAttribute('aria-label');
  const fitBefore = await fit.textContent();

  // The window is dragged by its middle; every point is fitted anew in it.
  const mapBefore = await mapPicture(page, 1);
  const window = (await page.getByTestId('mdc-window').boundingBox())!;
  const [x, y] = [window.x + window.width / 2, window.y + window.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + window.width / 4, y + 30, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByTestId('propose-window')).toBeVisible();
  const dragged = await page.getByTestId('mdc-window').getAttribute('aria-label');
  expect(dragged).not.toBe(proposed);
  await expect(fit).not.toHaveText(fitBefore ?? '', { timeout: 30_000 });
  await expect.poll(() => mapPicture(page, 1), { timeout: 30_000 }).not.toBe(mapBefore);
  expect(await seriousViolations(page)).toEqual([]);

  // The keyboard moves it too, and the proposal is one click away.
  await page.getByTestId('mdc-window').focus();
  for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowUp');
  expect(await page.getByTestId('mdc-window').getAttribute('aria-label')).not.toBe(dragged);
  await page.getByTestId('propose-window').click();
  await expect(page.getByTestId('propose-window')).toBeHidden();
  await expect(page.getByTestId('mdc-window')).not.toHaveAttribute('aria-label', dragged ?? '');
  await expect(fit).toContainText('±', { timeout: 30_000 });

  // The list is sorted by disagreement, and selects.
  await page.getByTestId('show-review').click();
  const review = page.getByTestId('review');
  const rows = page.getByTestId('disagreement');
  await expect(rows).toHaveCount(points, { timeout: 30_000 });
  const gaps = await review
    .locator('tbody td.difference')
    .evaluateAll((all) => all.map((cell) => Math.abs(Number(cell.textContent?.replace('−', '-')))));
  expect(gaps).toHaveLength(points);
  expect(gaps).toEqual([...gaps].sort((a, b) => b - a));
  const chosen = Number(await rows.first().textContent()) - 1;
  await rows.first().click();
  const spectrum = page.getByTestId('spectrum');
  await expect(spectrum).toHaveAttribute('data-point-id', String(chosen), { timeout: 15_000 });

  // A rectangle over all of the scatter marks every point on both maps.
  const before = [await mapPicture(page, 0), await mapPicture(page, 1)];
  await dragAcross(page, 'score-scatter', [
    [0.005, 0.01],
    [0.995, 0.99],
  ]);
  await expect(review).toHaveAttribute('data-brushed', String(points));
  await expect.poll(() => mapPicture(page, 0)).not.toBe(before[0]);
  await expect.poll(() => mapPicture(page, 1)).not.toBe(before[1]);
  expect(await seriousViolations(page)).toEqual([]);
  await review.getByRole('button', { name: 'Clear' }).click();
  await expect(review).toHaveAttribute('data-brushed', '0');

  // The keyboard marks a range of scores: all but the highest.
  const highest = page.getByRole('slider', { name: 'Highest MLS marked' });
  await highest.focus();
  for (let press = 0; press < 4; press++) await page.keyboard.press('PageDown');
  const limit = Number(await highest.getAttribute('aria-valuenow'));
  const scores = await review
    .locator('tbody tr')
    .evaluateAll((all) => all.map((row) => Number(row.children[1].textContent)));
  const within = scores.filter((score) => score <= limit).length;
  await expect
    .poll(async () => Math.abs(Number(await review.getAttribute('data-brushed')) - within))
    .toBeLessThanOrEqual(scores.filter((score) => Math.abs(score - limit) < 0.1).length);
  await review.getByRole('button', { name: 'Clear' }).click();

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
  await expect(spectrum).toHaveAttribute('data-point-id', first ?? '', { timeout: 15_000 });
  const ids = await pinned.evaluateAll((all) =>
    all.map((pin) => pin.getAttribute('data-point-id')),
  );

  // The report: the table of the map, the five spectra in full, and what they were made with.
  const folder = await exportReport(page, app);
  const table = tableOf(readFileSync(join(folder, 'map.csv'), 'utf8'));
  expect(table).toHaveLength(points);
  const file = await openHdf5(join(folder, 'spectra.h5'));
  for (const id of ids) {
    const group = `/entry/point_${id}`;
    const counts = Array.from(file.numbers(`${group}/counts`), Number);
    const total = counts.reduce((sum, value) => sum + value, 0);
    expect(total).toBeCloseTo(Number(table[Number(id)]['total_counts [counts]']), -1);
    expect(Number(file.numbers(`${group}/bms`)[0])).toBeCloseTo(Number(table[Number(id)].bms), 4);
  }
  const settings = JSON.parse(file.text('/entry/process/settings') ?? '') as { mdcWindow: unknown };
  expect(settings.mdcWindow).toBeNull();
  const derived = JSON.parse(file.text('/entry/process/derived') ?? '') as {
    mdcWindow: unknown;
    benchmark: { backgroundThreshold: number };
  };
  expect(derived.mdcWindow).not.toBeNull();
  expect(derived.benchmark.backgroundThreshold).toBeGreaterThan(0);
  file.close();

  await page.getByTestId('show-pinned').click();
  await pinned.first().getByRole('button', { name: /Unpin/ }).click();
  await expect(pinned).toHaveCount(4);
});

test('review: domains are listed, and the best region can stay within one', async ({
  page,
  app,
}) => {
  await openFinishedScan(page, app);
  const domains = page.getByTestId('domains');
  await page.getByTestId('show-domains').click();
  await expect(domains).not.toHaveAttribute('data-domains', '0', { timeout: 30_000 });
  const table = domains.getByRole('row');
  await expect(table).toHaveCount(1 + Number(await domains.getAttribute('data-domains')));
  await expect(table.nth(1)).toContainText('±');

  await page.getByTestId('app-menu').click();
  await page.getByTestId('scan-settings').click();
  await page.getByTestId('keep-within-domain').selectOption('within one domain');
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const folder = await exportReport(page, app);
  const journal = readFileSync(join(folder, 'session.jsonl'), 'utf8');
  expect(journal).toContain('"keepWithinDomain":true');
});

test('review: verdicts, marked areas, windows and thresholds are kept with the scan', async ({
  page,
  app,
}) => {
  await openFinishedScan(page, app);
  await page.getByTestId('show-review').click();
  const rows = page.getByTestId('disagreement');
  await expect(rows).toHaveCount(points, { timeout: 30_000 });

  // Both scores are explained in the same terms.
  const parts = page.getByTestId('components');
  await expect(page.getByTestId('fit-explained')).toContainText(/FWHM|No fit/, { timeout: 30_000 });
  await expect(parts.getByRole('meter', { name: 'Sharpness, BMS' })).toHaveAttribute(
    'aria-valuetext',
    /costs \d/,
  );

  // A verdict with a note from the keyboard; one that was a slip is taken back.
  const good = page.getByTestId('verdict-good');
  const chosen = Number(await rows.first().textContent()) - 1;
  await rows.first().click();
  const mapBefore = await mapPicture(page, 0);
  await page.keyboard.press('g');
  await expect(good).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => mapPicture(page, 0)).not.toBe(mapBefore);
  await page.keyboard.press('m');
  await page.getByLabel(`Note on point ${chosen + 1}`).fill('sharp; no charging');
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Keep the note' }).click();
  await expect(page.getByTestId('review').locator('td.good')).toContainText('good');
  await rows.nth(1).click();
  await page.keyboard.press('b');
  await expect(page.getByTestId('verdict-bad')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('u');
  await expect(page.getByTestId('verdict-bad')).toHaveAttribute('aria-pressed', 'false');

  // The threshold of the benchmark score is proposed, set, and put back.
  await page.getByTestId('benchmark-settings').click();
  const threshold = page.getByTestId('backgroundThreshold');
  const proposal = Number(await threshold.inputValue());
  expect(proposal).toBeGreaterThan(0);
  const bmsBefore = await mapPicture(page, 1);
  await threshold.fill(String(20 * proposal));
  await threshold.press('Enter');
  await expect(page.getByTestId('propose-backgroundThreshold')).toBeVisible();
  await expect.poll(() => mapPicture(page, 1), { timeout: 30_000 }).not.toBe(bmsBefore);
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByTestId('propose-backgroundThreshold').click();
  await expect(page.getByTestId('propose-backgroundThreshold')).toBeHidden();
  await page.keyboard.press('Escape');

  // The keyboard marks two neighbouring points of the map; their values are read out.
  const map = page.getByTestId('map-pane-0').getByRole('application');
  await page.getByTestId('map-tool-rectangle').first().click();
  await map.focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press(' ');
  await page.keyboard.press('ArrowUp');
  const spoken = page.getByTestId('map-pane-0').locator('[aria-live]');
  await expect(spoken).toContainText(/point \d+: .*MLS \d+\.\d plus or minus/);
  await page.keyboard.press(' ');
  const spectrum = page.getByTestId('spectrum');
  await expect(spectrum).toHaveAttribute('data-shown', 'mean');
  await expect(page.getByTestId('mean-progress')).toContainText(/Mean of (1 of 1|2 of 2) points/, {
    timeout: 15_000,
  });

  // A lasso around everything; its mean is pinned.
  await page.getByTestId('map-tool-lasso').first().click();
  const area = (await map.boundingBox())!;
  await page.mouse.move(area.x + 2, area.y + 2);
  await page.mouse.down();
  for (const [right, down] of [
    [1, 0],
    [1, 1],
    [0, 1],
  ]) {
    const place = [area.x + 2 + right * (area.width - 4), area.y + 2 + down * (area.height - 4)];
    await page.mouse.move(place[0], place[1], { steps: 8 });
  }
  await page.mouse.up();
  await expect(page.getByTestId('mean-progress')).toContainText(
    `Mean of ${points} of ${points} points`,
    { timeout: 30_000 },
  );
  await expect(page.getByTestId('mdc-fit')).toBeVisible();
  expect(await seriousViolations(page)).toEqual([]);
  await page.keyboard.press('p');
  await expect(page.getByTestId('pinned-spectrum')).toContainText(`Mean of ${points}`);

  // A rectangle on the spectrum becomes a map of its counts.
  await page.getByTestId('intensity-tool').click();
  await dragAcross(page, 'spectrum-surface', [
    [0.1, 0.1],
    [0.9, 0.3],
  ]);
  await expect(page.getByTestId('map-pane-1')).toHaveAttribute('data-quantity', 'roiIntensity');
  await expect(page.getByTestId('intensity-window')).toHaveAttribute('aria-label', /Intensity/);
  await expect(page.getByTestId('task')).toHaveCount(0, { timeout: 30_000 });
  expect(await seriousViolations(page)).toEqual([]);

  // All of it is in the report, and there again after a reload.
  const folder = await exportReport(page, app);
  const table = tableOf(readFileSync(join(folder, 'map.csv'), 'utf8'));
  expect(table[chosen]).toMatchObject({ verdict: 'good', note: 'sharp; no charging' });
  expect(table.filter(({ verdict }) => verdict !== '')).toHaveLength(1);
  for (const row of table) expect(Number(row['roi_intensity [counts]'])).toBeGreaterThan(0);
  expect(readFileSync(join(folder, 'session.jsonl'), 'utf8')).toContain('"t":"verdict"');
  const comments = readFileSync(join(folder, 'mean-spectrum.csv'), 'utf8').split('\n');
  expect(comments.find((line) => line.startsWith('# points: '))?.split(' ')).toHaveLength(
    points + 2,
  );
  await page.reload();
  await expect(page.getByTestId('map-area').first()).toBeAttached({ timeout: 15_000 });
  await page.getByTestId('show-review').click();
  await expect(page.getByTestId('review').locator('td.good')).toContainText('good');
  await page.getByTestId('clear-area').first().click();
  await expect(page.getByTestId('map-area')).toHaveCount(0);
});
