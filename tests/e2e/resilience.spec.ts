import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, seriousViolations, test } from './support/served-app';

const raster = { columns: 10, rows: 9 };
const points = raster.columns * raster.rows;

async function startGrowingScan(page: Page): Promise<void> {
  await page.getByTestId('start-beamline').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Files').selectOption('growing');
  await dialog.getByLabel('Points per second').fill('4');
  await dialog.getByLabel('Columns').fill(String(raster.columns));
  await dialog.getByLabel('Rows').fill(String(raster.rows));
  await dialog.getByTestId('beamline-start').click();
}

const shownPoints = async (page: Page) =>
  Number(await page.getByTestId('map-pane-0').getAttribute('data-points'));

/** Command line of a process; empty once it is gone. */
function commandLine(id: number): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** Process ids of the app's engine, as Linux lists them. */
function engineIds(appId: number): number[] {
  const children = readFileSync(`/proc/${appId}/task/${appId}/children`, 'utf8');
  return children
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .filter((id) => commandLine(id).includes('engine.js'));
}

test('a growing scan survives the death of the engine, and a colleague watches it read-only', async ({
  page,
  app,
  context,
}) => {
  const isLinux = process.platform === 'linux';
  if (!isLinux) process.stdout.write('Skipped: the engine is found through /proc.\n');
  test.skip(!isLinux, 'the engine is found through /proc');
  await page.goto(app.url);
  const colleague = await context.newPage();
  await colleague.goto(app.viewUrl);
  await startGrowingScan(page);
  await expect.poll(() => shownPoints(page)).toBeGreaterThan(4);
  await expect.poll(() => shownPoints(colleague)).toBeGreaterThan(4);
  await expect(colleague.getByTestId('export')).toHaveCount(0);
  await expect(colleague.getByTestId('stop-beamline')).toHaveCount(0);

  const [engine] = engineIds(app.process.pid!);
  expect(engine, 'the engine runs in a process of its own').toBeGreaterThan(0);
  expect(await shownPoints(page), 'the scan is still running').toBeLessThan(points);
  process.kill(engine, 'SIGKILL');

  // A new engine takes over, the journal brings the points back, and the scan goes on.
  await expect.poll(() => engineIds(app.process.pid!).filter((id) => id !== engine).length).toBe(1);
  await expect.poll(() => shownPoints(page)).toBe(points);
  await expect.poll(() => shownPoints(colleague)).toBe(points);
  await expect(page.getByTestId('best-spots')).not.toHaveAttribute('data-spots', '0');
  expect(await seriousViolations(colleague)).toEqual([]);
});
