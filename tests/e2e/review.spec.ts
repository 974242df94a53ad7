import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHdf5 } from '../../src/formats/hdf5/hdf5-file';
import { expect, seriousViolations, test } from './support/served-app';
import {
  dragAcross,
  exportReport,
  mapPicture,
  openFinishedScan,
  points,
  tableOf,
} from './support/review-page';

test('review: the MDC window, the scatter, five pins, and a report that holds it all', async ({
  page,
  app,
}) => {
  await openFinishedScan(page, app);
  await expect(page.getByTestId('map-pane-1')).toHaveAttribute('data-quantity', 'bms');
  const fit = page.getByTestId('mdc-fit');
  await expect(fit).toContainText('±', { timeout: 120_000 });
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
  await expect(fit).not.toHaveText(fitBefore ?? '', { timeout: 120_000 });
  await expect.poll(() => mapPicture(page, 1), { timeout: 120_000 }).not.toBe(mapBefore);
  expect(await seriousViolations(page)).toEqual([]);

  // The keyboard moves it too, and the proposal is one click away.
  await page.getByTestId('mdc-window').focus();
  for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowUp');
  expect(await page.getByTestId('mdc-window').getAttribute('aria-label')).not.toBe(dragged);
  await page.getByTestId('propose-window').click();
  await expect(page.getByTestId('propose-window')).toBeHidden();
  await expect(page.getByTestId('mdc-window')).not.toHaveAttribute('aria-label', dragged ?? '');
  await expect(fit).toContainText('±', { timeout: 120_000 });

  // The list is sorted by disagreement, and selects.
  await page.getByTestId('show-review').click();
  const review = page.getByTestId('review');
  const rows = page.getByTestId('disagreement');
  await expect(rows).toHaveCount(points, { timeout: 120_000 });
  const gaps = await review
    .locator('tbody td.difference')
    .evaluateAll((all) => all.map((cell) => Math.abs(Number(cell.textContent?.replace('−', '-')))));
  expect(gaps).toHaveLength(points);
  expect(gaps).toEqual([...gaps].sort((a, b) => b - a));
  const chosen = Number(await rows.first().textContent()) - 1;
  await rows.first().click();
  const spectrum = page.getByTestId('spectrum');
  await expect(spectrum).toHaveAttribute('data-point-id', String(chosen), { timeout: 120_000 });

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

  // Five spectra, pinned without leaving the list; a sixth is refused with the reason.
  const pinned = page.getByTestId('pinned-spectrum');
  for (let count = 1; count <= 6; count++) {
    await rows.nth(count).click();
    await page.keyboard.press('p');
    await expect(page.getByTestId('show-pinned')).toContainText(String(Math.min(count, 5)));
    await expect(rows.first()).toBeVisible();
  }
  await expect(page.getByTestId('toast').first()).toContainText('5 spectra are pinned');
  const oldest = Number(await rows.nth(1).textContent()) - 1;
  await page.getByTestId('show-pinned').click();
  await expect(pinned).toHaveCount(5);
  await expect(pinned.first()).toHaveAttribute('data-point-id', String(oldest));
  await expect(pinned.first()).toContainText(/MLS \d+\.\d\s*BMS \d+\.\d/);
  expect(await seriousViolations(page)).toEqual([]);
  const first = await pinned.first().getAttribute('data-point-id');
  await pinned
    .first()
    .getByRole('button', { name: /Select/ })
    .click();
  await expect(spectrum).toHaveAttribute('data-point-id', first ?? '', { timeout: 120_000 });
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
