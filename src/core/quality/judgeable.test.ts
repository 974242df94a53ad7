import { describe, expect, it } from 'vitest';
import { drawSpectrumParameters } from '#core/simulate/distributions';
import { createRandom } from '#core/simulate/random';
import { simulateSpectrum } from '#core/simulate/spectrum';
import type { Spectrum } from '#shared/spectrum';
import { whyNotJudged } from './judgeable';

const axis = { name: 'x', unit: '', start: 0, step: 1 };

/** A frame of counts given pixel by pixel. */
function frame(energies: number, angles: number, value: (e: number, a: number) => number) {
  const counts = new Float32Array(energies * angles);
  for (let i = 0; i < counts.length; i++) counts[i] = value(Math.floor(i / angles), i % angles);
  const spectrum: Spectrum = {
    counts,
    energy: { ...axis, count: energies },
    angle: { ...axis, count: angles },
  };
  return spectrum;
}

/** A line across the frame on some background, as expected counts. */
const line = (e: number, a: number) => 5 + 200 * Math.exp(-(((e - 20 - 0.3 * a) / 3) ** 2));
const counted = (e: number, a: number) => Math.round(line(e, a));

describe('spectra that are judged', () => {
  it.each(['published', 'alignment'] as const)('those of the %s distribution', (distribution) => {
    const sampling = { energyCount: 64, angleCount: 64 };
    const random = createRandom(17);
    const refused: string[] = [];
    for (let i = 0; i < 150; i++) {
      const { spectrum, electrons } = simulateSpectrum(
        drawSpectrumParameters(distribution, random, sampling),
      );
      const found = whyNotJudged(spectrum);
      if (found !== null && electrons >= 1000) refused.push(`${electrons}: ${found.reason}`);
    }
    expect(refused).toEqual([]);
  });

  it('one whose counts were divided by any factor', () => {
    for (const factor of [1000, 7e5]) {
      expect(whyNotJudged(frame(60, 60, (e, a) => counted(e, a) / factor))).toBeNull();
    }
  });

  it('one in the middle of black borders, above which nothing is emitted', () => {
    const bordered = frame(100, 100, (e, a) => (a < 22 || a > 77 || e > 60 ? 0 : counted(e, a)));
    expect(whyNotJudged(bordered)).toBeNull();
  });

  it('one of a few counts a pixel, where many pixels hold the largest number', () => {
    const random = createRandom(3);
    const dim = frame(100, 100, () => random.poisson(0.5) && 1);
    expect(whyNotJudged(dim)).toBeNull();
  });

  it('one with a few hot pixels, a few missing ones and a few dead columns', () => {
    const flawed = frame(60, 60, (e, a) => {
      if (a % 20 === 3) return 0;
      if (e === 7 && a === 9) return 2 ** 32 - 1;
      return (e + a) % 50 === 0 ? NaN : counted(e, a);
    });
    expect(whyNotJudged(flawed)).toBeNull();
  });
});

describe('spectra that are not judged', () => {
  it.each([
    ['curves of few angles', frame(500, 7, counted), 'curve', /7 angles/],
    ['momentum curves of few energies', frame(2, 300, counted), 'curve', /2 energies/],
    ['frames without a number', frame(30, 30, () => NaN), 'no-numbers', /no pixel/],
    ['frames without counts', frame(30, 30, () => 0), 'no-counts', /900 pixels/],
    ['frames below a dark level', frame(30, 30, (e) => -e), 'no-counts', /no counts/],
    [
      'a handful of electrons',
      frame(99, 99, (e, a) => +(e === a)),
      'few-electrons',
      /99 electrons/,
    ],
    ['saturated frames', frame(60, 60, (e, a) => Math.min(50, counted(e, a))), 'saturated', /50/],
    ['constant frames', frame(60, 60, () => 0.25), 'saturated', /100 %/],
    [
      'frames mostly without numbers',
      frame(60, 60, (e, a) => (a < 40 ? NaN : counted(e, a))),
      'mostly-dead',
      /67 %/,
    ],
    [
      'frames of mostly dead angles',
      frame(60, 60, (e, a) => (a % 3 ? 0 : counted(e, a))),
      'mostly-dead',
      /67 %/,
    ],
  ])('%s', (_, spectrum, code, reason) => {
    expect(whyNotJudged(spectrum)).toEqual({
      code,
      reason: expect.stringMatching(reason) as string,
    });
  });
});
