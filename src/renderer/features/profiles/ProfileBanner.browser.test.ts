import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { ProfileEntry } from '#shared/profile';
import { shippedProfiles } from '#shared/shipped-profiles';
import { createFakeClient } from '../../client/fake-client.test-support';
import { mount } from '../../mount.test-support';
import { scanSnapshot } from '../../scan.test-support';
import ProfileBanner from './ProfileBanner.vue';

const sited = shippedProfiles.filter(({ profile }) => profile.formats.length > 0);
const active = sited[0];
const other = sited.find(
  ({ profile }) => !profile.formats.some((id) => active.profile.formats.includes(id)),
) as ProfileEntry;

function banner(formatId: string) {
  const state = { entries: [active, other], active: active.id, problem: null };
  const client = createFakeClient({
    getSnapshot: () => scanSnapshot([7], { status: { formatId } }),
    listProfiles: () => state,
    chooseProfile: ({ id }) => ({ ...state, active: id }),
  });
  mount(ProfileBanner, {}, { client });
  return client;
}

it('warns while the profile in use is of another site than the files', async () => {
  const client = banner(other.profile.formats[0]);
  const warning = page.getByTestId('foreign-profile');
  await expect.element(warning).toHaveTextContent(`The profile in use is ${active.profile.name}`);
  await page.getByText(`Use ${other.profile.name}`).click();
  await expect.element(warning).not.toBeInTheDocument();
  expect(client.asked.at(-1)).toEqual({ name: 'chooseProfile', request: { id: other.id } });
});

it('says nothing where the profile is of these files', async () => {
  const client = banner(active.profile.formats[0]);
  await expect.poll(() => client.asked.map(({ name }) => name)).toContain('getSnapshot');
  await expect.element(page.getByTestId('foreign-profile')).not.toBeInTheDocument();
});
