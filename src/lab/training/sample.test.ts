import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/simulate/random';
import { simulateSpectrum } from '#core/simulate/spectrum';
import { COUNTS_GROUP, OUTPUT_SIZE, PROFILE_GROUPS } from '#model/output-layout';
import { SCALAR_NAMES } from '#model/preprocess';
import { augment } from './augment';
import { simulateBatch } from './sample';
import { targetOf, trueScoreOf } from './sample-target';
import { drawWidenedParameters } from './widened-distribution';

const request = {
  set: 'training',
  purpose: 'training',
  seed: 11,
  first: 0,
  count: 60,
  inputSize: 24,
} as const;

describe('simulateBatch', () => {
  it('gives the same bits for the same request, whatever the batches were', () => {
    const whole = simulateBatch(request);
    const second = simulateBatch({ ...request, first: 30, count: 30 });
    expect(second.images).toEqual(whole.images.subarray(30 * 24 * 24));
    expect(second.scalars).toEqual(whole.scalars.subarray(30 * SCALAR_NAMES.length));
    expect(second.targets).toEqual(whole.targets.subarray(30 * OUTPUT_SIZE));
  });

  it('never shares spectra between purposes or seeds', () => {
    const [a, b, c] = [
      request,
      { ...request, purpose: 'validation' as const },
      { ...request, seed: 12 },
    ].map((one) => simulateBatch({ ...one, count: 3 }).images);
    expect(b).not.toEqual(a);
    expect(c).not.toEqual(a);
  });

  it('makes finite inputs, scores of all heights and about the stated share of negatives', () => {
    const { images, scalars, targets, count } = simulateBatch({ ...request, count: 300 });
    expect(images.every(Number.isFinite)).toBe(true);
    expect(scalars.every(Number.isFinite)).toBe(true);
    const scores = Array.from({ length: count }, (_, i) => trueScoreOf(targets, i, 'alignment'));
    expect(Math.min(...scores)).toBe(0);
    expect(Math.max(...scores)).toBeGreaterThan(9);
    const published = Array.from({ length: count }, (_, i) => trueScoreOf(targets, i, 'published'));
    expect(published).not.toEqual(scores);
    const withheld = SCALAR_NAMES.indexOf('eV per pixel unknown');
    const withheldCount = scores.filter(
      (_, i) => scalars[i * SCALAR_NAMES.length + withheld] === 1,
    );
    expect(withheldCount.length / count).toBeGreaterThan(0.05);
    expect(withheldCount.length / count).toBeLessThan(0.2);
  });

  it('draws rungs of one ladder side by side, so that their order can be learned', () => {
    const { scalars, count } = simulateBatch({ ...request, count: 200 });
    const scale = SCALAR_NAMES.indexOf('log10(eV per resampled pixel) + 2');
    const evPerPixel = (row: number) => scalars[row * SCALAR_NAMES.length + scale];
    const neighbours = (offset: number) =>
      Array.from({ length: count / 2 - 1 }, (_, pair) => 2 * pair + offset).filter(
        (row) => evPerPixel(row) !== 0 && evPerPixel(row) === evPerPixel(row + 1),
      ).length;
    // Published spectra share a window too, and so does now and then one that was drawn like them.
    expect(neighbours(0)).toBeGreaterThan(neighbours(1) + 10);
  });
});

describe('targetOf', () => {
  it('holds one class per group and a fine head whose mean is the score, for every profile', () => {
    for (const score of [0, 3.3, 6.6, 9.95, 10]) {
      const label = {
        sharpnessBracket: 1,
        signalToBackgroundBracket: 2,
        sharpnessBin: 7,
        signalToBackgroundBin: 12,
        countClass: 3,
        featureMissing: false,
        lowSignalAndCounts: true,
        score,
      };
      const other = { ...label, sharpnessBin: 17, lowSignalAndCounts: false, score: 10 - score };
      const target = targetOf({ published: label, alignment: other });
      for (const [profile, truth] of [
        ['published', label],
        ['alignment', other],
      ] as const) {
        const { fine, total, sharpness, lowSignalAndCounts } = PROFILE_GROUPS[profile];
        const bins = target.subarray(fine.start, fine.start + fine.length);
        const mean = bins.reduce((sum, share, i) => sum + share * i * 0.25, 0);
        expect(mean).toBeCloseTo(truth.score, 5);
        expect(target[total.start]).toBeCloseTo(truth.score / 10, 6);
        expect(target[sharpness.start + truth.sharpnessBin]).toBe(1);
        expect(target[lowSignalAndCounts.start]).toBe(truth.lowSignalAndCounts ? 1 : 0);
      }
      expect(target[COUNTS_GROUP.start + 3]).toBe(1);
    }
  });
});

describe('augment', () => {
  it('keeps the number of electrons and the frame’s shape', () => {
    let changed = 0;
    for (let i = 0; i < 40; i++) {
      const random = createRandom(i);
      const sampling = { energyCount: 24, angleCount: 20 };
      const { spectrum } = simulateSpectrum(drawWidenedParameters(random, sampling));
      const before = spectrum.counts.slice();
      augment(spectrum, random);
      const total = (counts: Float32Array) => counts.reduce((sum, value) => sum + value, 0);
      expect(total(spectrum.counts) / total(before)).toBeCloseTo(1, 4);
      expect(spectrum.counts.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
      if (spectrum.counts.some((value, k) => value !== before[k])) changed += 1;
    }
    expect(changed).toBeGreaterThan(10);
    expect(changed).toBeLessThan(40);
  });
});

describe('drawWidenedParameters', () => {
  it('draws windows, counts and components that the published ranges lack', () => {
    const drawn = Array.from({ length: 150 }, (_, i) => {
      const sampling = { energyCount: 32, angleCount: 32 };
      return simulateSpectrum(drawWidenedParameters(createRandom(i), sampling));
    });
    for (const { components, spectrum } of drawn) {
      expect(Object.values(components).every(Number.isFinite)).toBe(true);
      expect(spectrum.energy.start).toBeGreaterThan(0);
    }
    const depths = drawn.map(({ parameters }) => -parameters.sampling.energyWindowEv[0]);
    expect(Math.min(...depths)).toBeLessThan(0.4);
    expect(Math.max(...depths)).toBeGreaterThan(1.5);
    const withoutEdge = drawn.filter(({ parameters }) => parameters.sampling.energyWindowEv[1] < 0);
    expect(withoutEdge.length).toBeGreaterThan(5);
    expect(drawn.some(({ parameters }) => parameters.material.kind === 'dirac')).toBe(true);
    const full = drawn.filter(({ components }) => components.countRatio === 1);
    expect(full.length).toBeGreaterThan(20);
  });
});
