/** Draws the pictures of the window in docs/screenshots, from the window itself with the simulated beamline. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { log, prepare, projectRoot } from './lib/bootstrap.mjs';
import { prepareBrowser, systemBrowser } from './lib/browser.mjs';

const target = join(projectRoot, 'docs', 'screenshots');
const scan = { rate: '12', columns: '25', rows: '19', seed: '1' };
const points = Number(scan.columns) * Number(scan.rows);

/** Starts `sweetspot serve` and resolves with its address. */
async function serve(dataDirectory) {
  const child = spawn(process.execPath, [join(projectRoot, 'out/main/cli.js'), 'serve', '--json'], {
    env: { ...process.env, SWEETSPOT_DATA: dataDirectory },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    if (output.trimEnd().endsWith('}')) break;
  }
  return { child, url: JSON.parse(output).url };
}

async function mapReaches(page, count) {
  await page.waitForFunction(
    (wanted) =>
      Number(document.querySelector('[data-testid="map-pane-0"]')?.dataset.points ?? 0) >= wanted,
    count,
    { timeout: 180_000 },
  );
}

/** The tabs below the maps: both scores against each other, five spectra side by side, the domains. */
async function drawReview(page, draw) {
  const showReview = page.getByTestId('show-review');
  const rows = page.getByTestId('disagreement');
  await showReview.click();
  await rows.first().waitFor();
  await draw('review');
  const count = Math.min(points, await rows.count());
  for (let pin = 0; pin < 5; pin++) {
    await rows.nth(Math.floor((pin * (count - 1)) / 4)).click();
    await page.keyboard.press('p');
  }
  await page.getByTestId('show-pinned').click();
  await page.getByTestId('pinned-spectrum').nth(4).waitFor();
  await draw('pinned');
  const second = page.getByTestId('map-pane-1');
  await second.getByRole('combobox').selectOption('domain');
  await page.getByTestId('show-domains').click();
  await page.waitForTimeout(500);
  await draw('domains');
}

/** A folder in which nothing can be read. */
async function drawErrors(page, draw, folder) {
  mkdirSync(folder);
  for (let file = 1; file <= 3; file++) {
    writeFileSync(join(folder, `scan_000${file}.nxs`), 'not what its name says');
  }
  await page.getByTestId('open-menu').click();
  await page.getByRole('menuitem', { name: 'Folder' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Folder').fill(folder);
  await dialog.getByRole('button', { name: 'Go' }).click();
  await dialog.getByText('scan_0001.nxs').waitFor();
  await dialog.getByTestId('open-this-folder').click();
  await page.getByRole('tab', { name: 'Not read 3' }).click({ timeout: 60_000 });
  await draw('errors');
}

async function drawTheme(browser, { url, dataDirectory, theme }) {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: theme,
    deviceScaleFactor: 1,
  });
  const draw = (name) => page.screenshot({ path: join(target, `${name}-${theme}.png`) });
  await page.goto(url);
  await page.getByTestId('welcome').waitFor();
  // The engine takes a second to start; the picture shows what a user then looks at.
  await page.getByTestId('engine-banner').waitFor({ state: 'hidden' });
  await draw('empty');
  await page.getByTestId('start-beamline').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Points per second').fill(scan.rate);
  await dialog.getByLabel('Columns').fill(scan.columns);
  await dialog.getByLabel('Rows').fill(scan.rows);
  await dialog.getByLabel('Seed').fill(scan.seed);
  await dialog.getByTestId('beamline-start').click();
  await mapReaches(page, Math.round(points * 0.6));
  await draw('mid-scan');
  await mapReaches(page, points);
  // The region and the spectrum of the best spot follow the last point.
  await page.waitForTimeout(2000);
  await draw('finished');
  await drawReview(page, draw);
  await drawErrors(page, draw, join(dataDirectory, 'unreadable'));
  await page.close();
}

async function main() {
  prepare();
  prepareBrowser();
  mkdirSync(target, { recursive: true });
  const browser = await chromium.launch({
    executablePath: systemBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    for (const theme of ['light', 'dark']) {
      const dataDirectory = mkdtempSync(join(tmpdir(), 'sweetspot-screenshots-'));
      const { child, url } = await serve(dataDirectory);
      try {
        await drawTheme(browser, { url, dataDirectory, theme });
      } finally {
        child.kill('SIGTERM');
        await new Promise((ended) => child.once('exit', ended));
        rmSync(dataDirectory, { recursive: true, force: true });
      }
    }
  } finally {
    await browser.close();
  }
  log(`Pictures are in ${target}`);
}

try {
  await main();
} catch (error) {
  log(error.message);
  process.exitCode = 1;
}
