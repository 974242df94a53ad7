import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blurImage, sigmaPixelsOf } from './blur';

/** Gaussian blur of one line by plain summation, edges renormalised. */
function referenceBlur(line: number[], sigma: number): number[] {
  return line.map((_, position) => {
    let sum = 0;
    let weights = 0;
    line.forEach((value, other) => {
      const weight = Math.exp((-0.5 * (other - position) ** 2) / sigma ** 2);
      sum += weight * value;
      weights += weight;
    });
    return sum / weights;
  });
}

function blurLine(line: number[], direction: 'row' | 'column', sigma: number): number[] {
  const source = Float32Array.from(line);
  const target = new Float32Array(line.length);
  const [rows, columns] = direction === 'row' ? [1, line.length] : [line.length, 1];
  blurImage(source, target, rows, columns, direction, sigma);
  return Array.from(target);
}

describe('blurImage', () => {
  it.each(['row', 'column'] as const)('leaves a flat field flat along the %s', (direction) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 60 }),
        fc.integer({ min: 3, max: 60 }),
        fc.double({ min: 0, max: 40, noNaN: true }),
        (rows, columns, sigma) => {
          const source = new Float32Array(rows * columns).fill(3);
          const target = new Float32Array(rows * columns);
          blurImage(source, target, rows, columns, direction, sigma);
          for (const value of target) expect(Math.abs(value - 3)).toBeLessThan(1e-5);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([0.3, 0.8, 1.01, 2.5, 9, 30])(
    'agrees with plain summation to a thousandth of the peak at σ = %d pixels',
    (sigma) => {
      const line = Array.from({ length: 160 }, (_, i) => (i === 40 ? 8 : i > 120 ? 1 : 0));
      const reference = referenceBlur(line, sigma);
      const peak = Math.max(...reference);
      for (const direction of ['row', 'column'] as const) {
        blurLine(line, direction, sigma).forEach((value, index) => {
          expect(Math.abs(value - reference[index]) / peak).toBeLessThan(1.5e-3);
        });
      }
    },
  );

  it('treats rows and columns alike', () => {
    const rows = 24;
    const columns = 24;
    const image = Float32Array.from({ length: rows * columns }, (_, i) => (i * 7919) % 13);
    const transposed = image.map((_, i) => image[(i % rows) * columns + Math.floor(i / rows)]);
    for (const sigma of [0.7, 3]) {
      const down = new Float32Array(rows * columns);
      const along = new Float32Array(rows * columns);
      blurImage(image, down, rows, columns, 'column', sigma);
      blurImage(transposed, along, columns, rows, 'row', sigma);
      down.forEach((value, i) => {
        expect(along[(i % columns) * rows + Math.floor(i / columns)]).toBeCloseTo(value, 4);
      });
    }
  });

  it('converts a FWHM to pixels', () => {
    expect(sigmaPixelsOf(2 * Math.sqrt(2 * Math.log(2)) * 0.3, 0.1)).toBeCloseTo(3, 9);
  });
});
