import { describe, expect, it } from 'vitest';
import { LABEL_PROFILES, profileLabel } from '#core/quality/profiles';
import { createRandom } from '#core/simulate/random';
import { expectedComponents } from '#core/simulate/spectrum';
import type { Spectrum } from '#shared/spectrum';
import { degraded, drawLadderBase, LADDER_STEPS, TRAINED_DEGRADATIONS } from './ladder-spectrum';
import { degradedReal } from './real-ladder-set';

const sampling = { energyCount: 64, angleCount: 64 };
const { alignment } = LABEL_PROFILES;

describe('degraded', () => {
  const bases = Array.from({ length: 4 }, (_, i) =>
    drawLadderBase(createRandom(2).fork(i), sampling),
  );
  const scoreOf = (parameters: (typeof bases)[number]) =>
    profileLabel(alignment, expectedComponents(parameters, alignment), sampling.angleCount).score;

  it('starts from spectra with something to lose', () => {
    for (const base of bases) expect(scoreOf(base)).toBeGreaterThanOrEqual(5);
  });

  it.each(TRAINED_DEGRADATIONS)('never gains by more of it: %s', (degradation) => {
    for (const base of bases) {
      const steps = Array.from({ length: LADDER_STEPS }, (_, step) =>
        degraded(base, degradation, step),
      );
      expect(new Set(steps.map((step) => JSON.stringify(step))).size).toBe(LADDER_STEPS);
      const scores = steps.map(scoreOf);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    }
  });

  it('costs points where the steps are steep', () => {
    for (const degradation of ['energy resolution', 'counts', 'background'] as const) {
      const drops = bases.map(
        (base) => scoreOf(degraded(base, degradation, 0)) - scoreOf(degraded(base, degradation, 4)),
      );
      expect(Math.max(...drops)).toBeGreaterThan(2);
    }
  });
});

describe('degradedReal', () => {
  const axis = { name: '', unit: '', start: 0, step: 1, count: 40 };
  // One bright column on a dark frame, with a missing and a negative pixel as files have them.
  const counts = Float32Array.from({ length: 1600 }, (_, i) => (i % 40 === 20 ? 5.5 : 0));
  counts[0] = NaN;
  counts[1] = -3;
  const spectrum: Spectrum = { counts, energy: axis, angle: axis };
  const totalOf = (of: Spectrum) => of.counts.reduce((sum, value) => sum + value, 0);
  const inColumn = (of: Spectrum) =>
    of.counts.reduce((sum, value, i) => (i % 40 === 20 ? sum + value : sum), 0);
  const at = (degradation: 'counts' | 'blur' | 'background', step: number) =>
    degradedReal(spectrum, degradation, step, createRandom(3).fork(step));

  it('keeps the share of the electrons that thinning leaves', () => {
    expect(totalOf(at('counts', 0))).toBe(120_000);
    // 120,000 · 0.05, within five standard deviations of the binomial.
    expect(Math.abs(totalOf(at('counts', 4)) - 6000)).toBeLessThan(5 * Math.sqrt(5700));
    expect(inColumn(at('counts', 4))).toBe(totalOf(at('counts', 4)));
  });

  it('spreads and buries the band without changing the number of electrons', () => {
    for (const degradation of ['blur', 'background'] as const) {
      const kept = [0, 2, 4].map((step) => inColumn(at(degradation, step)));
      expect(kept[0]).toBe(120_000);
      expect(kept[1]).toBeLessThan(kept[0]);
      expect(kept[2]).toBeLessThan(kept[1]);
      expect(totalOf(at(degradation, 4))).toBe(120_000);
    }
    // A background of 80 % leaves a fifth in the column, and a fortieth of itself.
    const expected = 120_000 * (0.2 + 0.8 / 40);
    expect(Math.abs(inColumn(at('background', 4)) / expected - 1)).toBeLessThan(0.02);
  });
});
