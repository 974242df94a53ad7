import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/simulate/random';
import type { Spectrum } from '#shared/spectrum';
import { dispersionEvidence } from './dispersion-evidence';

const SIZE = 96;
type Curve = (energy: number, angle: number) => number;

const bandAt =
  (height: number): Curve =>
  (energy, angle) =>
    height * Math.exp(-0.5 * ((energy - 0.3 - 1.4 * (angle - 0.5) ** 2) / 0.02) ** 2);

/** Counts of a frame whose expectation is the sum of some curves over energy and angle, 0 … 1. */
function frame(seed: number, electrons: number, ...curves: Curve[]): Float64Array {
  const image = Float64Array.from({ length: SIZE * SIZE }, (_, index) => {
    const [energy, angle] = [Math.floor(index / SIZE) / SIZE, (index % SIZE) / SIZE];
    return curves.reduce((sum, curve) => sum + curve(energy, angle), 0);
  });
  const scale = electrons / image.reduce((sum, value) => sum + value, 0);
  const random = createRandom(seed);
  return image.map((value) => random.poisson(value * scale));
}

const BACKGROUNDS: Record<string, Curve> = {
  flat: () => 1,
  'Shirley-like': (energy) => 1 / (1 + Math.exp((energy - 0.4) / 0.05)),
  'secondary tail': (energy) => 4 * Math.exp(-energy / 0.15),
  'Fermi edge': (energy) => (energy < 0.7 ? 1 : 0.02),
  structured: (energy) => 0.6 + 0.5 * Math.sin(9 * energy),
};
const vignette: Curve = (_, angle) => 1 - 0.8 * (2 * angle - 1) ** 2;
const axis = { name: '', unit: '', start: 0, step: 1, count: SIZE };
const spectrumOf = (image: Float64Array): Spectrum => ({
  counts: Float32Array.from(image),
  energy: axis,
  angle: axis,
});
const evidenceOf = (image: Float64Array) => dispersionEvidence(spectrumOf(image)).evidence;

describe('dispersionEvidence', () => {
  it.each(Object.keys(BACKGROUNDS))(
    'finds no bands in a %s background, vignetted or not',
    (name) => {
      for (const shape of [() => 1, vignette]) {
        const background: Curve = (energy, angle) =>
          BACKGROUNDS[name](energy, angle) * shape(energy, angle);
        const values = Array.from({ length: 8 }, (_, seed) =>
          evidenceOf(frame(seed, 1e5, background)),
        );
        expect(Math.max(...values)).toBeLessThan(500);
        expect(evidenceOf(frame(1, 1e5, background, bandAt(8)))).toBeGreaterThan(2e3);
      }
    },
  );

  it.each(Object.keys(BACKGROUNDS))(
    'falls as a %s background grows, the counts kept or added',
    (name) => {
      const background =
        (height: number): Curve =>
        (energy, angle) =>
          height * BACKGROUNDS[name](energy, angle);
      const heights = [0.05, 0.1, 0.2, 0.4, 0.8];
      const kept = heights.map((height) =>
        evidenceOf(frame(3, 1e5, bandAt(1), background(height))),
      );
      expect(kept).toEqual(kept.toSorted((a, b) => b - a));
      const added = heights.map((height) => {
        const total = meanOf(bandAt(1)) + meanOf(background(height));
        return evidenceOf(
          frame(3, (1e5 * total) / meanOf(bandAt(1)), bandAt(1), background(height)),
        );
      });
      expect(added).toEqual(added.toSorted((a, b) => b - a));
    },
  );

  it('grows as the counts do, and is the same for rates but for their unit', () => {
    const image = frame(5, 2e5, bandAt(1), BACKGROUNDS.flat);
    const half = evidenceOf(frame(6, 1e5, bandAt(1), BACKGROUNDS.flat));
    expect(evidenceOf(image) / half).toBeCloseTo(2, 0);
    expect((1000 * evidenceOf(image.map((value) => value / 1000))) / evidenceOf(image)).toBeCloseTo(
      1,
      4,
    );
  });

  it.each([1.5e4, 1e5, 1e6])('says how far noise moves it, at %d electrons', (electrons) => {
    const found = Array.from({ length: 60 }, (_, seed) =>
      dispersionEvidence(spectrumOf(frame(seed, electrons, bandAt(1), BACKGROUNDS.flat))),
    );
    const mean = found.reduce((sum, { evidence }) => sum + evidence, 0) / found.length;
    const spread = Math.sqrt(
      found.reduce((sum, { evidence }) => sum + (evidence - mean) ** 2, 0) / found.length,
    );
    const stated = found.reduce((sum, { deviation }) => sum + deviation, 0) / found.length;
    expect(stated / spread).toBeGreaterThan(0.75);
    expect(stated / spread).toBeLessThan(1.5);
  });

  it('is 0 for a dark frame, and takes a fine frame as it takes the same one in bins', () => {
    expect(evidenceOf(new Float64Array(SIZE * SIZE))).toBe(0);
    const image = frame(5, 2e5, bandAt(1), BACKGROUNDS.flat);
    const fine = Float32Array.from({ length: 4 * SIZE * SIZE }, (_, index) => {
      const [row, column] = [Math.floor(index / (2 * SIZE)), index % (2 * SIZE)];
      return image[(row >> 1) * SIZE + (column >> 1)] / 4;
    });
    const wide = { ...axis, count: 2 * SIZE };
    expect(dispersionEvidence({ counts: fine, energy: wide, angle: wide }).evidence).toBeCloseTo(
      evidenceOf(image),
      0,
    );
  });
});

function meanOf(curve: Curve): number {
  let sum = 0;
  for (let i = 0; i < SIZE * SIZE; i++)
    sum += curve(Math.floor(i / SIZE) / SIZE, (i % SIZE) / SIZE);
  return sum / (SIZE * SIZE);
}
