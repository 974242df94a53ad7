import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { FolderListing } from '#shared/features/sources';
import { createFakeClient, FakeFailure } from '../../client/fake-client.test-support';
import { mount } from '../../mount.test-support';
import FolderBrowser from './FolderBrowser.vue';

type Entry = FolderListing['entries'][number];
const folder = (name: string, modifiedAt: number): Entry => ({
  name,
  path: `/data/${name}`,
  kind: 'folder',
  modifiedAt,
  bytes: null,
});
const listing: FolderListing = {
  path: '/data',
  parent: '/',
  entries: [folder('scanA', 1000), folder('scanB', 2000)],
  truncated: false,
};

function browser() {
  const client = createFakeClient({
    browseFolder: ({ path }) => {
      if (path === null || path === '/data') return listing;
      if (path === '/data/scanA') return { ...listing, path, entries: [] };
      throw new FakeFailure('not-found', `Nothing can be read at ${path}.`);
    },
    openPath: ({ path }) => {
      if (path !== '/data/scanB')
        throw new FakeFailure('not-found', `Nothing can be read at ${path}.`);
      return { opened: true };
    },
  });
  mount(FolderBrowser, { open: true }, { client });
  const opened = () =>
    client.asked.filter(({ name }) => name === 'openPath').map(({ request }) => request);
  return { opened };
}

it('opens the path in the field, whatever is listed', async () => {
  const { opened } = browser();
  await page.getByText('scanA').click();
  await expect.element(page.getByLabelText('Folder', { exact: true })).toHaveValue('/data/scanA');
  await userEvent.fill(page.getByLabelText('Folder', { exact: true }), '/data/scanB');
  await page.getByTestId('open-this-folder').click();
  await expect.poll(opened).toEqual([{ path: '/data/scanB' }]);
});

it('tells of a wrong path under the field, and keeps what was typed', async () => {
  browser();
  const field = page.getByLabelText('Folder', { exact: true });
  await expect.element(field).toHaveValue('/data');
  await userEvent.fill(field, '/data/nowhere');
  await page.getByTestId('open-this-folder').click();
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent('Nothing can be read at /data/nowhere.');
  await expect.element(field).toHaveValue('/data/nowhere');
  await expect.element(field).toHaveAttribute('aria-invalid', 'true');
});

it('lists the newest first, and by name where asked to', async () => {
  browser();
  const names = () =>
    page
      .getByTestId('entry-folder')
      .elements()
      .map((entry) => entry.querySelector('.truncate')?.textContent);
  await expect.poll(names).toEqual(['scanB', 'scanA']);
  await page.getByText('Name', { exact: true }).click();
  await expect.poll(names).toEqual(['scanA', 'scanB']);
  await userEvent.fill(page.getByLabelText('Show names that contain'), 'nb');
  await expect.poll(names).toEqual(['scanB']);
});
