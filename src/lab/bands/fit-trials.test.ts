import { describe, expect, it } from 'vitest';
import { contourDistance, runTrial } from './fit-trials';

describe('fits of spectra made by another implementation', () => {
  it('finds hoppings, orientation and Fermi surface of a square lattice behind a matrix element', () => {
    const trial = runTrial(
      {
        family: 'square',
        matrix: 'four-to-one',
        peakCounts: 100,
        request: { starts: 2, share: 'quadrant' },
      },
      31,
    );
    const { t } = trial.truth.truth;
    for (const name of ['t', 'tPrime', 'tDoublePrime']) {
      expect(Math.abs(trial.errors[name])).toBeLessThan(0.03 * t);
    }
    for (const pull of trial.pulls) expect(Math.abs(pull)).toBeLessThan(4.5);
    const { answer, truth } = trial;
    expect(Math.abs(answer.azimuthDeg - truth.orientation.azimuthDeg)).toBeLessThan(0.2);
    expect(Math.abs(answer.polarOffsetDeg - truth.orientation.polarDeg)).toBeLessThan(0.05);
    expect(answer.misfit.isWrongModel).toBe(false);
    expect(contourDistance(trial)).toBeLessThan(0.01);
  });

  it('says that a Fermi surface alone leaves the energy scale open', () => {
    const { answer, truth } = runTrial(
      {
        family: 'square',
        matrix: 'flat',
        peakCounts: 100,
        request: { starts: 3 },
        isFermiSurfaceOnly: true,
      },
      32,
    );
    expect(answer.parameters.every(({ determined, value }) => !determined && value === null)).toBe(
      true,
    );
    expect(answer.notes.join(' ')).toMatch(/t will not be determined/);
    const ratio = answer.ratios.find(({ name }) => name === 'tPrime/t');
    expect(ratio?.value).toBeCloseTo(truth.truth.tPrime / truth.truth.t, 1);
  });
});
