import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { createFakeClient } from '../../client/fake-client.test-support';
import { mount } from '../../mount.test-support';
import { scanSnapshot } from '../../scan.test-support';
import FailureList from './FailureList.vue';

it('claims that every spectrum was read only once every one was', async () => {
  const early = createFakeClient({
    getSnapshot: () => scanSnapshot([7, 6], { status: { expected: 30_000 } }),
  });
  mount(FailureList, {}, { client: early });
  await expect
    .element(page.getByTestId('failures'))
    .toHaveTextContent('Nothing failed so far. 2 of 30 000 spectra were read.');
});

it('says so when it is true', async () => {
  const whole = createFakeClient({
    getSnapshot: () => scanSnapshot([7, 6], { status: { expected: 2, phase: 'finished' } }),
  });
  mount(FailureList, {}, { client: whole });
  await expect
    .element(page.getByTestId('failures'))
    .toHaveTextContent('Every spectrum was read: 2.');
});
