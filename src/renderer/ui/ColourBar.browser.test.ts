import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { createColourScale } from '../map/colour-scale';
import { mount } from '../mount.test-support';
import ColourBar from './ColourBar.vue';

it('says what the colours stand for, and where the value under the cursor lies', async () => {
  const scale = createColourScale([0, 10], 'viridis');
  const { element } = mount(ColourBar, { scale, label: 'Prediction', unit: '', value: 5 });
  await expect.element(page.getByLabelText('Colour scale of Prediction')).toBeVisible();
  const ticks = Array.from(element.querySelectorAll('.tick'), ({ textContent }) =>
    textContent?.trim(),
  );
  expect(ticks).toEqual(['0', '2', '4', '6', '8', '10']);
  const gradient = element.querySelector('.gradient')!.getBoundingClientRect();
  const mark = element.querySelector('.mark')!.getBoundingClientRect();
  expect((mark.top + mark.bottom) / 2).toBeCloseTo((gradient.top + gradient.bottom) / 2, -0.5);
});

it('shows no mark for a value that is not known', () => {
  const scale = createColourScale([0, 1], 'viridis');
  const { element } = mount(ColourBar, { scale, label: 'S', unit: '', value: NaN });
  expect(element.querySelector('.mark')).toBeNull();
});
