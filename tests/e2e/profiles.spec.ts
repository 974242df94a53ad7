import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { writeTwoRegionScan } from '../support/two-region-scan';
import { expect, seriousViolations, test } from './support/served-app';

const columns = 4;
const rows = 3;

async function openFolder(page: Page, folder: string): Promise<void> {
  await page.getByTestId('open-folder').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Folder').fill(folder);
  await dialog.getByRole('button', { name: 'Go' }).click();
  await expect(dialog.getByRole('listitem').nth(1)).toBeVisible();
  await dialog.getByTestId('open-this-folder').click();
}

async function untilScored(page: Page): Promise<void> {
  const points = String(columns * rows);
  await expect(page.getByTestId('map-pane-0')).toHaveAttribute('data-points', points, {
    timeout: 120_000,
  });
  await expect(page.getByTestId('best-spots')).not.toHaveAttribute('data-spots', '0');
}

test('a profile is made, a region picked, and the copied command names its motors', async ({
  page,
  app,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const folder = join(app.dataDirectory, 'scan');
  writeTwoRegionScan(folder, columns, rows);
  await page.goto(app.url);
  await openFolder(page, folder);
  await untilScored(page);

  // The files could come from several sites: each is proposed, none is taken.
  const profileButton = page.getByTestId('profile-button');
  await expect(profileButton).toContainText('which site?');
  await expect(page.getByTestId('unit-origin')).toBeHidden();
  await profileButton.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByTestId('profile-proposal')).toContainText('Use KAIST');
  expect(await seriousViolations(page)).toEqual([]);

  // A profile begins with what is known of the scan.
  await dialog.getByTestId('profile-new').click();
  await expect(dialog.getByLabel('x: In the files')).toHaveValue('X');
  await expect(dialog.getByTestId('profile-save')).toBeDisabled();
  await dialog.getByLabel('Name').fill('Our hutch');
  await dialog.getByLabel('x: In commands').fill('nano.x');
  await dialog.getByLabel('y: In commands').fill('nano.y');
  await dialog.getByLabel('x: EPICS record').fill('BL:X');
  await dialog.getByLabel('y: EPICS record').fill('BL:Y');
  await dialog.getByLabel('Unit where files give none').selectOption('mm');
  await dialog.getByLabel('Shown in').selectOption('um');
  await dialog.getByLabel('Flip left and right').check();
  expect(await seriousViolations(page)).toEqual([]);
  await dialog.getByTestId('profile-save').click();
  await dialog.getByTestId('profile-use').click();
  await expect(dialog.getByTestId('profile-use')).toHaveText('In use');

  // It is shared as a file, which comes back as the same profile.
  const download = page.waitForEvent('download');
  await dialog.getByTestId('profile-export').click();
  const file = await (await download).path();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    kind: 'sweetspot-profile',
    profile: { name: 'Our hutch', fileUnit: 'mm', orientation: { flipX: true } },
  });
  const listed = dialog.getByRole('navigation').getByRole('listitem');
  const count = await listed.count();
  await dialog.getByTestId('profile-file').setInputFiles(file);
  await expect(listed).toHaveCount(count);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  // Units come from the profile, and the window says so.
  await expect(profileButton).toHaveText('Profile: Our hutch');
  await expect(page.getByTestId('unit-origin')).toContainText('(mm) from the profile Our hutch');
  await expect(page.getByTestId('best-spots')).toContainText('X (um)');

  // Another region is read anew.
  const energies = page.getByTestId('spectrum');
  await expect(energies).toHaveAttribute('data-loading', 'false');
  await page.getByTestId('app-menu').click();
  await page.getByTestId('scan-settings').click();
  const region = page.getByTestId('file-region');
  await expect(region).toHaveValue('core');
  await region.selectOption('valence');
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await untilScored(page);
  await page.getByTestId('app-menu').click();
  await page.getByTestId('scan-settings').click();
  await expect(region).toHaveValue('valence');
  await page.keyboard.press('Escape');

  // The command names the profile's motors, and drives them in their own unit.
  const copyAs = async (dialect: string) => {
    await page.getByTestId('copy-as').click();
    await page.getByRole('menuitem', { name: dialect, exact: true }).click();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  const move = await copyAs('bluesky');
  expect(move).toMatch(/^RE\(bps\.mv\(nano\.x, [\d.]+, nano\.y, [\d.]+\)\) {2}# mm$/);
  const [x, y] = (move.match(/[\d.]+(?=[,)])/g) ?? []).map(Number);
  expect(Math.abs(x - (columns - 1))).toBeLessThan(2);
  expect(Math.abs(y - (rows - 1))).toBeLessThan(2);
  expect(await copyAs('EPICS')).toMatch(/^caput BL:X\.VAL [\d.]+ {2}# mm\ncaput BL:Y\.VAL /);
  await page.getByTestId('copy-as').click();
  await expect(page.getByRole('menuitem', { name: 'Tango' })).toBeDisabled();
  await page.keyboard.press('Escape');

  // The choice is there after a reload, and a colleague sees it without a way to change it.
  await page.reload();
  await expect(profileButton).toHaveText('Profile: Our hutch');
  const colleague = await context.newPage();
  await colleague.goto(app.viewUrl);
  await colleague.getByTestId('profile-button').click();
  await expect(colleague.getByLabel('Name')).toHaveValue('Our hutch');
  await expect(colleague.getByLabel('Name')).toBeDisabled();
  await expect(colleague.getByTestId('profile-new')).toBeHidden();
  await colleague.close();
});
