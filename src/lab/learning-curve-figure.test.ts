import { expect, it } from 'vitest';
import type { LearningPoint } from '#model/model-card';
import { learningCurvePng, learningCurveSvg } from './learning-curve-figure';

/** As a run writes it that went on with a newer version: the first point lacks a column. */
const curve: LearningPoint[] = [1, 2, 3].map((step) => ({
  samples: 12_800 * step,
  loss: 8 / step,
  publishedError: 1.6 / step,
  alignmentError: 2.5 / step,
  laddersOrdered: 0.8,
  negativesMaxScore: 1,
  ...(step > 1 && { validationLoss: 9 / step }),
}));

it('draws losses and errors over the spectra seen', async () => {
  const svg = learningCurveSvg(curve);
  const names = ['training loss', 'validation loss', 'published', 'alignment'];
  for (const text of [...names, 'spectra seen (thousands)', 'mean absolute error (points)']) {
    expect(svg).toContain(text);
  }
  expect(svg).not.toContain('NaN');
  // A longer curve is another picture, not a cached one.
  expect(learningCurveSvg(curve.slice(0, 2))).not.toBe(svg);
  const png = Buffer.from(await learningCurvePng(curve));
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(2000);
});
