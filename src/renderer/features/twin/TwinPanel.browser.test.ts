import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { createFakeClient } from '../../client/fake-client.test-support';
import { mount } from '../../mount.test-support';
import TwinPanel from './TwinPanel.vue';

it('asks what the next places are for before anything is predicted', async () => {
  const client = createFakeClient();
  mount(TwinPanel, {}, { client });
  const choice = page.getByRole('button', { name: 'Map evenly' });
  await expect.element(choice).toHaveAttribute('aria-pressed', 'false');
  expect(client.asked.some(({ name }) => name === 'predictMap')).toBe(false);
});
