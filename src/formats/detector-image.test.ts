import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Spectrum } from '#shared/spectrum';
import { countsMemory, giveBackCounts } from './counts-memory';
import { spectrumFromImage, type DetectorImage } from './detector-image';
import type { FileAxis } from './uniform-axis';

const orders = ['energy-angle', 'angle-energy'] as const;
const kinds = [Float32Array, Float64Array, Int32Array, Uint16Array, Array<number>] as const;
/** Both below and above what is turned four by four, and in more than one strip. */
const sizes = fc.record({
  rows: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 250, max: 530 })),
  columns: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 60, max: 70 })),
});

function axis(count: number, reversed: boolean): FileAxis {
  return { axis: { name: '', unit: '', start: 0, step: 1, count }, reversed, notes: [] };
}

function image(
  values: ArrayLike<number>,
  order: DetectorImage['order'],
  [rows, columns]: readonly [number, number],
  [energyReversed, angleReversed] = [false, false],
): DetectorImage {
  return {
    values,
    order,
    energy: axis(rows, energyReversed),
    angle: axis(columns, angleReversed),
  };
}

function spectrumOf(detectorImage: DetectorImage): Spectrum {
  const read = spectrumFromImage(detectorImage);
  if (read === null) throw new Error('no value was measured');
  return read.spectrum;
}

describe('a detector image', () => {
  it('becomes [energy][angle] with both axes ascending, whatever its size, order and kind', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.constantFrom(...orders),
        fc.constantFrom(...kinds),
        fc.tuple(fc.boolean(), fc.boolean()),
        ({ rows, columns }, order, Kind, reversed) => {
          const values = new Kind(rows * columns);
          for (let i = 0; i < values.length; i++) values[i] = i + 1;
          const { counts } = spectrumOf(image(values, order, [rows, columns], reversed));
          const expected = new Float32Array(rows * columns);
          for (let row = 0; row < rows; row++) {
            for (let column = 0; column < columns; column++) {
              const e = reversed[0] ? rows - 1 - row : row;
              const a = reversed[1] ? columns - 1 - column : column;
              expected[row * columns + column] =
                values[order === 'energy-angle' ? e * columns + a : a * rows + e];
            }
          }
          expect(counts).toEqual(expected);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('has every value that is no count set to 0 and noted, wherever it stands', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.constantFrom(...orders),
        fc.constantFrom(NaN, Infinity, -Infinity, 1e39, -1, -1e-40),
        fc.nat(),
        ({ rows, columns }, order, wrong, somewhere) => {
          fc.pre(rows * columns > 1);
          const values = new Float64Array(rows * columns).fill(3);
          const at = somewhere % values.length;
          values[at] = wrong;
          const read = spectrumFromImage(image(values, order, [rows, columns]));
          const row = order === 'energy-angle' ? Math.floor(at / columns) : at % rows;
          const column = order === 'energy-angle' ? at % columns : Math.floor(at / rows);
          const expected = new Float32Array(values.length).fill(3);
          expected[row * columns + column] = 0;
          expect(read?.spectrum.counts).toEqual(expected);
          const kind = wrong < 0 && wrong > -Infinity ? 'negative' : 'missing';
          expect(read?.notes).toEqual([`1 of ${values.length} values are ${kind}, taken as 0`]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is not noted for a zero with a sign', () => {
    const values = new Float32Array(64).fill(-0);
    for (const order of orders) {
      expect(spectrumFromImage(image(values, order, [8, 8]))?.notes).toEqual([]);
    }
  });

  it('was never measured when not one value is a number', () => {
    for (const order of orders) {
      for (const side of [3, 8]) {
        const values = new Float32Array(side * side).fill(NaN);
        expect(spectrumFromImage(image(values, order, [side, side]))).toBeNull();
      }
    }
  });

  it('holds its own counts: no image read later changes them', () => {
    const first = spectrumOf(image(new Float32Array(64).fill(1), 'angle-energy', [8, 8]));
    const second = spectrumOf(image(new Float32Array(64).fill(2), 'angle-energy', [8, 8]));
    spectrumOf(image(new Float32Array(6400).fill(3), 'energy-angle', [80, 80]));
    expect(first.counts).toEqual(new Float32Array(64).fill(1));
    expect(second.counts).toEqual(new Float32Array(64).fill(2));
  });
});

describe('memory of counts that was given back', () => {
  it('is empty to whoever still holds it, and right for the next image', () => {
    const first = spectrumOf(image(new Float32Array(64).fill(1), 'angle-energy', [8, 8]));
    const kept = first.counts;
    giveBackCounts(first);
    const second = spectrumOf(image([2, 3, NaN, 4], 'energy-angle', [2, 2]));
    const third = spectrumOf(image(new Float32Array(64).fill(5), 'energy-angle', [8, 8]));
    expect(kept).toHaveLength(0);
    expect(second.counts).toEqual(Float32Array.of(2, 3, 0, 4));
    expect(third.counts).toEqual(new Float32Array(64).fill(5));
  });

  it('serves one frame only, however often it was given back', () => {
    const spectrum = spectrumOf(image(new Float32Array(64).fill(1), 'angle-energy', [8, 8]));
    giveBackCounts(spectrum);
    giveBackCounts(spectrum);
    const [one, other] = [countsMemory(64), countsMemory(64)];
    expect(one.buffer).not.toBe(other.buffer);
    expect([one.length, other.length]).toEqual([64, 64]);
  });

  it('is left alone where the counts are a part of something larger', () => {
    const whole = new Float32Array(100).fill(7);
    const { energy, angle } = spectrumOf(image([1], 'energy-angle', [1, 1]));
    giveBackCounts({ counts: whole.subarray(10, 20), energy, angle });
    expect(whole).toEqual(new Float32Array(100).fill(7));
  });
});
