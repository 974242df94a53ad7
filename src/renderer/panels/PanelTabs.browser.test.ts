import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { defaultPreferences } from '#shared/preferences';
import { createFakeClient } from '../client/fake-client.test-support';
import { mount } from '../mount.test-support';
import PanelTabs from './PanelTabs.vue';

it('shows the first panel of a place where the remembered one is not there', async () => {
  const client = createFakeClient({
    getPreferences: () => ({ ...defaultPreferences, panels: { side: 'of-another-version' } }),
  });
  mount(PanelTabs, { place: 'side', label: 'Results' }, { client });
  await expect.element(page.getByTestId('show-spots')).toHaveAttribute('aria-selected', 'true');
  await expect.element(page.getByTestId('best-spots')).toBeVisible();
});

it('remembers the panel that is shown', async () => {
  const client = createFakeClient();
  mount(PanelTabs, { place: 'side', label: 'Results' }, { client });
  await page.getByTestId('show-failures').click();
  await expect.element(page.getByTestId('show-failures')).toHaveAttribute('aria-selected', 'true');
  await expect
    .poll(() => client.asked.filter(({ name }) => name === 'setPreferences').at(-1)?.request)
    .toEqual({ panels: { side: 'failures' } });
});
