import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitLorentzian } from './lorentzian-fit';

interface Truth {
  position: number;
  fwhm: number;
  amplitude: number;
  background: [number, number];
}

function curve(x: readonly number[], truth: Truth): number[] {
  const gamma = truth.fwhm / 2;
  return x.map(
    (value) =>
      truth.background[0] +
      truth.background[1] * value +
      (truth.amplitude * gamma * gamma) / ((value - truth.position) ** 2 + gamma * gamma),
  );
}

const angles = Array.from({ length: 120 }, (_, i) => -17 + (11 * i) / 119);

/** Deterministic uniform deviates from a seed (Lehmer). */
function deviates(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

function normalDeviate(uniform: () => number): number {
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

describe('fitLorentzian', () => {
  it('recovers noise-free peaks', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -15, max: -8, noNaN: true }),
        fc.double({ min: 0.4, max: 4, noNaN: true }),
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.double({ min: -0.02, max: 0.02, noNaN: true }),
        (position, fwhm, amplitude, offset, slope) => {
          const background: [number, number] = [offset * amplitude, slope * amplitude];
          const fit = fitLorentzian(
            angles,
            curve(angles, { position, fwhm, amplitude, background }),
          );
          expect(fit.kind).toBe('fitted');
          if (fit.kind !== 'fitted') return;
          expect(fit.position).toBeCloseTo(position, 4);
          expect(fit.fwhm).toBeCloseTo(fwhm, 3);
          expect(fit.amplitude / amplitude).toBeCloseTo(1, 3);
          expect(fit.background[0] / amplitude).toBeCloseTo(offset, 2);
          expect(fit.background[1] / amplitude).toBeCloseTo(slope, 3);
        },
      ),
    );
  });

  it('states errors that match the scatter of repeated measurements', () => {
    const truth: Truth = { position: -11, fwhm: 1.4, amplitude: 400, background: [150, 2] };
    const exact = curve(angles, truth);
    const uniform = deviates(7);
    let pullsPosition = 0;
    let pullsWidth = 0;
    const repetitions = 200;
    for (let r = 0; r < repetitions; r++) {
      const noisy = exact.map((value) => value + 12 * normalDeviate(uniform));
      const fit = fitLorentzian(angles, noisy);
      expect(fit.kind).toBe('fitted');
      if (fit.kind !== 'fitted') continue;
      pullsPosition += ((fit.position - truth.position) / fit.positionError) ** 2;
      pullsWidth += ((fit.fwhm - truth.fwhm) / fit.fwhmError) ** 2;
    }
    // A variance ratio over 200 repetitions scatters by 10 %.
    expect(pullsPosition / repetitions).toBeGreaterThan(0.65);
    expect(pullsPosition / repetitions).toBeLessThan(1.4);
    expect(pullsWidth / repetitions).toBeGreaterThan(0.65);
    expect(pullsWidth / repetitions).toBeLessThan(1.4);
  });

  it('fails, and says why, where there is no peak to measure', () => {
    const uniform = deviates(3);
    const reasonFor = (values: readonly number[]) => {
      const fit = fitLorentzian(angles.slice(0, values.length), values);
      return fit.kind === 'failed' ? fit.reason : null;
    };
    expect(reasonFor([1, 2, 3])).toMatch(/3 samples/);
    expect(reasonFor(angles.map(() => 0))).toBe('the curve is empty');
    expect(reasonFor(angles.map((_, i) => (i === 4 ? NaN : 1)))).toMatch(/not finite/);
    expect(reasonFor(angles.map((angle) => 300 + 10 * angle))).not.toBeNull();
    const outside: Truth = { position: -2, fwhm: 3, amplitude: 50, background: [5, 0] };
    expect(reasonFor(curve(angles, outside))).not.toBeNull();
    let peaksInNoise = 0;
    for (let r = 0; r < 100; r++) {
      const noise = angles.map(() => 100 + 10 * normalDeviate(uniform));
      if (reasonFor(noise) === null) peaksInNoise++;
    }
    expect(peaksInNoise).toBeLessThan(25);
  });

  it('fits at least 500 curves a second', () => {
    const long = Array.from({ length: 400 }, (_, i) => -17 + (11 * i) / 399);
    const uniform = deviates(11);
    const exact = curve(long, { position: -11, fwhm: 1.4, amplitude: 400, background: [150, 2] });
    const curves = Array.from({ length: 50 }, () =>
      exact.map((value) => value + 12 * normalDeviate(uniform)),
    );
    // The best of several rounds: what else the machine does is not the fit's doing.
    const rounds = Array.from({ length: 6 }, () => {
      const start = performance.now();
      for (const values of curves) fitLorentzian(long, values);
      return (performance.now() - start) / curves.length;
    });
    expect(Math.min(...rounds)).toBeLessThan(2);
  });
});
