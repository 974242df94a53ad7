import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, seriousViolations, test } from './support/served-app';
import {
  dragAcross,
  exportReport,
  mapPicture,
  openFinishedScan,
  points,
  tableOf,
} from './support/review-page';

test('review: domains are listed, and the best region can stay within one', async ({
  page,
  app,
}) => {
  await openFinishedScan(page, app);
  const domains = page.getByTestId('domains');
  await page.getByTestId('show-domains').click();
  await expect(domains).not.toHaveAttribute('data-domains', '0', { timeout: 120_000 });
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
  await expect(rows).toHaveCount(points, { timeout: 120_000 });

  // Both scores are explained in the same terms.
  const parts = page.getByTestId('components');
  await expect(page.getByTestId('fit-explained')).toContainText(/FWHM|No fit/, {
    timeout: 120_000,
  });
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
  await expect.poll(() => mapPicture(page, 1), { timeout: 120_000 }).not.toBe(bmsBefore);
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
    timeout: 120_000,
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
    { timeout: 120_000 },
  );
  await expect(page.getByTestId('mdc-fit')).toBeVisible();
  expect(await seriousViolations(page)).toEqual([]);
  await page.keyboard.press('p');
  await page.getByTestId('show-pinned').click();
  await expect(page.getByTestId('pinned-spectrum')).toContainText(`Mean of ${points}`);

  // A rectangle on the spectrum becomes a map of its counts.
  await page.getByTestId('intensity-tool').click();
  await dragAcross(page, 'spectrum-surface', [
    [0.1, 0.1],
    [0.9, 0.3],
  ]);
  await expect(page.getByTestId('map-pane-1')).toHaveAttribute('data-quantity', 'roiIntensity');
  await expect(page.getByTestId('intensity-window')).toHaveAttribute('aria-label', /Intensity/);
  await expect(page.getByTestId('task')).toHaveCount(0, { timeout: 120_000 });
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
  await expect(page.getByTestId('map-area').first()).toBeAttached({ timeout: 120_000 });
  await page.getByTestId('show-review').click();
  await expect(page.getByTestId('review').locator('td.good')).toContainText('good');
  await page.getByTestId('clear-area').first().click();
  await expect(page.getByTestId('map-area')).toHaveCount(0);
});
