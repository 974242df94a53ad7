import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { nextTick } from 'vue';
import type { SpectrumView } from '#shared/spectrum-view';
import { createFakeClient, FakeFailure } from '../../client/fake-client.test-support';
import { mount } from '../../mount.test-support';
import { scanSnapshot, spectrumOf } from '../../scan.test-support';
import { useViewStore } from '../../stores/view';
import SpectrumPane from './SpectrumPane.vue';

/** A pane whose host answers for point 1 when the test lets it. */
async function paneWithSlowPoint() {
  let answer: (spectrum: SpectrumView) => void = () => undefined;
  const client = createFakeClient({
    getSnapshot: () => scanSnapshot([7, 6, 5]),
    getSpectrum: ({ pointId }) => {
      if (pointId === 2) throw new FakeFailure('unreadable', 'The file is gone.');
      if (pointId === 0) return spectrumOf(0);
      return new Promise((resolve) => (answer = resolve));
    },
  });
  const { pinia } = mount(SpectrumPane, {}, { client });
  const pane = page.getByTestId('spectrum');
  await expect.element(pane).toHaveAttribute('data-point-id', '0');
  return { view: useViewStore(pinia), pane, answer: () => answer(spectrumOf(1)) };
}

it('never mixes two points while the next spectrum is read', async () => {
  const { view, pane, answer } = await paneWithSlowPoint();
  await expect.element(pane).toHaveTextContent(/Point 1/);
  view.select(1);
  await expect.element(page.getByTestId('reading')).toHaveTextContent('Reading point 2 …');
  // Everything but that label is still of point 1, and looks it.
  await expect.element(pane).toHaveTextContent(/frame 0/);
  await expect.element(pane).toHaveTextContent(/Point 1\s*sax\s*0/);
  await expect.element(pane).toHaveClass('outdated');
  answer();
  await expect.element(pane).toHaveTextContent(/Point 2\s*sax\s*1/);
  await expect.element(page.getByTestId('reading')).not.toBeInTheDocument();
});

it('shows no spectrum in place of one that cannot be read', async () => {
  const { view, pane } = await paneWithSlowPoint();
  view.select(2);
  await nextTick();
  await expect.element(page.getByRole('alert')).toHaveTextContent('The file is gone.');
  await expect.element(pane).toHaveAttribute('data-point-id', '');
});
