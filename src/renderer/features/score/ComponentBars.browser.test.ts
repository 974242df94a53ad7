import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { defaultSessionSettings } from '#shared/scan';
import { createFakeClient } from '../../client/fake-client.test-support';
import { mount } from '../../mount.test-support';
import { scanSnapshot, spectrumOf } from '../../scan.test-support';
import ComponentBars from './ComponentBars.vue';

const numberOf = (text: string | null | undefined) => Number((text ?? '').trim().replace('−', '-'));

/** Shows the score of one point whose parts do not round to it. */
function bars(labelProfile: 'alignment' | 'published') {
  const { assessment } = spectrumOf(0);
  const client = createFakeClient({
    getSnapshot: () =>
      scanSnapshot([7.249], { settings: { ...defaultSessionSettings, labelProfile } }),
    getSpectrum: () =>
      spectrumOf(0, {
        assessment: {
          ...assessment,
          expectation: 7.251,
          expectedPenalty: {
            sharpness: 0.951,
            signalToBackground: 1.049,
            counts: 0.849,
            feature: 0.01,
            combined: 0.0,
          },
          expectedBonus: 0.15,
        },
      }),
  });
  mount(ComponentBars, {}, { client });
}

it('adds up to the score that is shown, from 10 on', async () => {
  bars('published');
  await expect.element(page.getByTestId('selected-score')).toHaveTextContent('7.2 ± 0.5');
  await expect.element(page.getByTestId('score-title')).toHaveTextContent('Score of point 1');
  const rows = [...document.querySelectorAll('[data-testid="components"] tbody tr')];
  const parts = rows.map((row) => {
    const cells = row.querySelectorAll('td');
    return numberOf(cells[row.classList.contains('extra') ? 0 : 2].textContent);
  });
  expect(parts[0]).toBe(10);
  expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(7.2, 6);
});

it('colours a cost by what is shown of it', async () => {
  bars('published');
  await expect.element(page.getByTestId('component-sharpness')).toBeVisible();
  const isCostly = (key: string) =>
    document
      .querySelector(`[data-testid="component-${key}"] .penalty`)
      ?.classList.contains('costly');
  expect(isCostly('sharpness')).toBe(true);
  expect(isCostly('signalToBackground')).toBe(true);
  expect(isCostly('counts')).toBe(false);
});

it('tells of F only where it means something', async () => {
  bars('alignment');
  await expect.element(page.getByTestId('component-sharpness')).toBeVisible();
  expect(document.querySelector('[data-testid="component-feature"]')).toBeNull();
});
