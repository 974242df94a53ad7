import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/simulate/random';
import reference from '../../../tests/fixtures/lorentzian-reference.json';
import { fitLorentzian, type LorentzianFit } from './lorentzian-fit';

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

function fitted(x: readonly number[], y: readonly number[]): LorentzianFit {
  const fit = fitLorentzian(x, y);
  if (fit.kind === 'failed') throw new Error(`Expected a fit, found: ${fit.reason}`);
  return fit;
}

/** Share of values below one standard error, of pulls (estimate − truth) / error. */
function withinOneSigma(pulls: readonly number[]): number {
  return pulls.filter((pull) => Math.abs(pull) < 1).length / pulls.length;
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

  it('states errors that hold 60 to 76 % of the truths, for any width, counts and background', () => {
    const random = createRandom(3);
    const pulls = { position: [] as number[], fwhm: [] as number[] };
    const byWidth: number[] = [];
    let curves = 0;
    // From 1.5 to 50 of the 120 pixels, from 200 counts in the peak on.
    for (const fwhm of [0.15, 0.4, 1.2, 3, 5]) {
      const first = pulls.fwhm.length;
      for (const counts of [200, 2000, 1e5]) {
        for (const [level, tilt] of [
          [0, 0],
          [0.5, 0.4],
          [2, 0],
          [2, -0.4],
        ]) {
          for (let repetition = 0; repetition < 50; repetition++) {
            const position = random.uniform(-13, -10);
            const shape = curve(angles, { position, fwhm, amplitude: 1, background: [0, 0] });
            const amplitude = counts / shape.reduce((sum, value) => sum + value, 0);
            const mean = (level * counts) / angles.length;
            const slope = (mean * tilt) / 5.5;
            const background: [number, number] = [mean + 11.5 * slope, slope];
            const exact = curve(angles, { position, fwhm, amplitude, background });
            const fit = fitLorentzian(
              angles,
              exact.map((value) => random.poisson(value)),
            );
            curves++;
            if (fit.kind === 'failed') continue;
            pulls.position.push((fit.position - position) / fit.positionError);
            pulls.fwhm.push((fit.fwhm - fwhm) / fit.fwhmError);
          }
        }
      }
      byWidth.push(withinOneSigma(pulls.fwhm.slice(first)));
    }
    expect(withinOneSigma(pulls.position)).toBeGreaterThan(0.6);
    expect(withinOneSigma(pulls.position)).toBeLessThan(0.76);
    expect(withinOneSigma(pulls.fwhm)).toBeGreaterThan(0.6);
    expect(withinOneSigma(pulls.fwhm)).toBeLessThan(0.76);
    for (const share of byWidth) {
      expect(share).toBeGreaterThan(0.6);
      expect(share).toBeLessThan(0.76);
    }
    // Fails where a wide, weak peak cannot be told from its background, and nearly only there.
    expect(pulls.fwhm.length / curves).toBeGreaterThan(0.85);
  });

  it('states errors that hold for even noise too', () => {
    const random = createRandom(8);
    const truth: Truth = { position: -11, fwhm: 1.4, amplitude: 400, background: [20, 0.5] };
    const exact = curve(angles, truth);
    const fits = Array.from({ length: 400 }, () =>
      fitted(
        angles,
        exact.map((value) => value + 12 * random.normal()),
      ),
    );
    const shares = [
      withinOneSigma(fits.map((fit) => (fit.position - truth.position) / fit.positionError)),
      withinOneSigma(fits.map((fit) => (fit.fwhm - truth.fwhm) / fit.fwhmError)),
    ];
    for (const share of shares) {
      expect(share).toBeGreaterThan(0.6);
      expect(share).toBeLessThan(0.76);
    }
  });

  it.each(reference.cases.map((expected, index) => ({ index, expected })))(
    'agrees with SciPy (curve $index)',
    ({ expected }) => {
      const fit = fitLorentzian(reference.angles, expected.counts);
      const isDetermined = expected.fwhmError < 0.45 * expected.fwhm;
      if (fit.kind === 'failed') {
        expect(isDetermined).toBe(false);
        return;
      }
      expect(Math.abs(fit.position - expected.position)).toBeLessThan(0.02 * fit.positionError);
      expect(Math.abs(fit.fwhm - expected.fwhm)).toBeLessThan(0.02 * fit.fwhmError);
      expect(fit.positionError / expected.positionError).toBeCloseTo(1, 1);
      expect(fit.fwhmError / expected.fwhmError).toBeCloseTo(1, 1);
    },
  );

  it('finds the minimum that a search without derivatives finds', () => {
    const random = createRandom(21);
    const truth: Truth = { position: -11.4, fwhm: 1.1, amplitude: 90, background: [60, 1.5] };
    const counts = curve(angles, truth).map((value) => random.poisson(value));
    const fit = fitted(angles, counts);
    const modelOf = ([position, fwhm, amplitude, offset, slope]: readonly number[]) =>
      curve(angles, { position, fwhm, amplitude, background: [offset, slope] });
    const weights = modelOf([fit.position, fit.fwhm, fit.amplitude, ...fit.background]).map(
      (value) => 1 / value,
    );
    const sumOfSquares = (parameters: readonly number[]) =>
      modelOf(parameters).reduce((sum, value, i) => sum + weights[i] * (counts[i] - value) ** 2, 0);
    const found = nelderMead(sumOfSquares, [-11, 1.6, 70, 50, 0], [0.4, 0.4, 20, 20, 1]);
    expect(Math.abs(fit.position - found[0])).toBeLessThan(0.01 * fit.positionError);
    expect(Math.abs(fit.fwhm - found[1])).toBeLessThan(0.01 * fit.fwhmError);
    expect(Math.abs(fit.amplitude - found[2])).toBeLessThan(0.01 * fit.amplitudeError);
    // One standard error is where the sum, at its least over the other parameters, has grown by its scatter.
    const least = sumOfSquares(found);
    const scatter = least / (angles.length - 5);
    const shifted = nelderMead(
      ([fwhm, ...rest]) => sumOfSquares([found[0] + fit.positionError, fwhm, ...rest]),
      found.slice(1),
      [0.2, 20, 20, 1],
    );
    const grown = sumOfSquares([found[0] + fit.positionError, ...shifted]) - least;
    expect(grown / scatter).toBeCloseTo(1, 1);
  });

  it('fails, and says why, where there is no peak to measure', () => {
    const random = createRandom(3);
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
    const hotPixel = angles.map((_, i) => (i === 50 ? 900 : random.poisson(40)));
    expect(reasonFor(hotPixel)).not.toBeNull();
    const weak: Truth = { position: -11, fwhm: 5, amplitude: 4, background: [5, 0] };
    expect(reasonFor(curve(angles, weak).map((value) => random.poisson(value)))).not.toBeNull();
    let peaksInNoise = 0;
    for (let r = 0; r < 100; r++) {
      const noise = angles.map(() => 100 + 10 * random.normal());
      if (reasonFor(noise) === null) peaksInNoise++;
    }
    expect(peaksInNoise).toBeLessThan(5);
  });
});

/** Least value of a function of several variables (Nelder and Mead 1965), restarted until it stands. */
function nelderMead(
  valueOf: (at: readonly number[]) => number,
  start: readonly number[],
  reach: readonly number[],
): number[] {
  let best = [...start];
  for (let restart = 0; restart < 8; restart++) {
    const corners = [
      best,
      ...best.map((_, i) => best.map((v, j) => v + (i === j ? reach[i] : 0))),
    ].map((at) => ({ at, value: valueOf(at) }));
    for (let step = 0; step < 600; step++) {
      corners.sort((a, b) => a.value - b.value);
      const worst = corners[corners.length - 1];
      const centre = best.map(
        (_, i) => corners.slice(0, -1).reduce((sum, { at }) => sum + at[i], 0) / best.length,
      );
      const along = (factor: number) => {
        const at = centre.map((value, i) => value + factor * (worst.at[i] - value));
        return { at, value: valueOf(at) };
      };
      const mirrored = along(-1);
      let next = mirrored;
      if (mirrored.value < corners[0].value) {
        const further = along(-2);
        if (further.value < mirrored.value) next = further;
      } else if (mirrored.value >= corners[corners.length - 2].value) {
        next = along(mirrored.value < worst.value ? -0.5 : 0.5);
      }
      if (next.value < worst.value) corners[corners.length - 1] = next;
      else {
        for (const corner of corners.slice(1)) {
          corner.at = corner.at.map((value, i) => (value + corners[0].at[i]) / 2);
          corner.value = valueOf(corner.at);
        }
      }
    }
    best = corners.sort((a, b) => a.value - b.value)[0].at;
  }
  return best;
}
