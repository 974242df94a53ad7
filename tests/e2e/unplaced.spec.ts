import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ramp, writeFixture, type FixtureTree } from '../../src/formats/hdf5/fixture.test-support';
import { expect, seriousViolations, test } from './support/served-app';

/** A NeXus file of one spectrum in each of two entries, without any position. */
function twoEntries(point: number): FixtureTree {
  const entry = (name: string, energies: number): FixtureTree => ({
    [`/${name}`]: { attributes: { NX_class: 'NXentry' } },
    [`/${name}/data`]: {
      attributes: { NX_class: 'NXdata', signal: 'data', axes: ['energy', 'angle'] },
    },
    [`/${name}/data/data`]: {
      data: Float32Array.from({ length: energies * 40 }, (_, i) => (i * (7 + point)) % 23),
      shape: [energies, 40],
    },
    [`/${name}/data/energy`]: { data: ramp(energies, 16, 0.02), attributes: { units: 'eV' } },
    [`/${name}/data/angle`]: { data: ramp(40, -7, 0.35), attributes: { units: 'deg' } },
  });
  return { ...entry('core', 30), ...entry('valence', 50) };
}

test('spectra without positions are scored, the maps say what they lack, and the entry is the user’s choice', async ({
  page,
  app,
}) => {
  const folder = join(app.dataDirectory, 'unplaced');
  mkdirSync(folder);
  for (let point = 1; point <= 3; point++) {
    await writeFixture(join(folder, `cut_${point}.nxs`), twoEntries(point));
  }
  await page.goto(app.url);
  await page.getByTestId('open-folder').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Folder').fill(folder);
  await dialog.getByRole('button', { name: 'Go' }).click();
  await expect(dialog.getByRole('listitem').nth(1)).toBeVisible();
  await dialog.getByTestId('open-this-folder').click();
  for (const pane of [0, 1]) {
    const map = page.getByTestId(`map-pane-${pane}`);
    await expect(map).toHaveAttribute('data-points', '3', { timeout: 120_000 });
    await expect(map.getByText('No spectrum has a stage position so far.')).toBeVisible();
  }
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await seriousViolations(page)).toEqual([]);
  }
  await page.getByTestId('app-menu').click();
  await page.getByTestId('scan-settings').click();
  const region = dialog.getByLabel('Region in the files');
  await expect(region).toHaveValue('core/data');
  await region.selectOption('valence/data');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByTestId('map-pane-0')).toHaveAttribute('data-points', '3');
  await page.getByTestId('app-menu').click();
  await page.getByTestId('scan-settings').click();
  await expect(region).toHaveValue('valence/data');
});
