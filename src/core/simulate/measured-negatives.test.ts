import { describe, expect, it } from 'vitest';
import { dispersionEvidence } from '#core/quality/dispersion-evidence';
import { LABEL_PROFILES, profileLabel } from '#core/quality/profiles';
import { drawMeasuredNegative, MEASURED_NEGATIVE_KINDS } from './measured-negatives';
import { createRandom } from './random';

const SAMPLING = { energyCount: 64, angleCount: 72 };

describe.each(MEASURED_NEGATIVE_KINDS)('a negative of the kind %s', (kind) => {
  const drawn = Array.from({ length: 40 }, (_, seed) =>
    drawMeasuredNegative(createRandom(seed), SAMPLING, kind),
  );

  it('has counts that follow energy, and the label of a frame without a feature', () => {
    for (const { spectrum, componentsByProfile, electrons } of drawn) {
      expect(spectrum.counts.every((value) => value >= 0 && Number.isFinite(value))).toBe(true);
      expect(spectrum.energy.start).toBeGreaterThan(0);
      expect(electrons).toBeGreaterThanOrEqual(10);
      const label = profileLabel(LABEL_PROFILES.alignment, componentsByProfile.alignment, 72);
      expect(label.featureMissing).toBe(true);
      expect(label.score).toBe(0);
    }
    const rowSums = drawn.map(({ spectrum }) =>
      Array.from({ length: 64 }, (_, row) =>
        spectrum.counts.subarray(row * 72, (row + 1) * 72).reduce((sum, value) => sum + value, 0),
      ),
    );
    const varied = rowSums.filter((rows) => Math.max(...rows) > 2 * (Math.min(...rows) + 1));
    expect(varied.length).toBeGreaterThan(20);
  });

  it('comes out the same for the same seed', () => {
    const again = drawMeasuredNegative(createRandom(7), SAMPLING, kind);
    expect(again).toEqual(drawn[7]);
  });

  it('shows next to no dispersion in most draws, whatever the detector', () => {
    const contrasts = drawn.map(({ spectrum }) => {
      const total = spectrum.counts.reduce((sum, value) => sum + value, 0);
      return dispersionEvidence(spectrum).evidence / Math.max(1, total);
    });
    contrasts.sort((a, b) => a - b);
    expect(contrasts[20]).toBeLessThan(0.1);
  });
});
