import { describe, expect, it } from 'vitest';
import { colourWord, createColourScale, RunningLimits, symmetricLimits } from './colour-scale';

describe('colourWord', () => {
  const scale = createColourScale([0, 10], 'viridis');

  it('takes the ends of the table at and beyond the limits', () => {
    expect(colourWord(scale, 0)).toBe(scale.table[0]);
    expect(colourWord(scale, -5)).toBe(scale.table[0]);
    expect(colourWord(scale, 10)).toBe(scale.table[255]);
    expect(colourWord(scale, 11)).toBe(scale.table[255]);
  });

  it('leaves unknown values transparent, never the lowest colour', () => {
    expect(colourWord(scale, NaN)).toBe(0);
  });

  it('takes the middle when all values are the same', () => {
    const flat = createColourScale([3, 3], 'viridis');
    expect(colourWord(flat, 3)).toBe(flat.table[127]);
  });
});

describe('RunningLimits', () => {
  it('ignores values that are not finite and those beyond the length', () => {
    const values = [NaN, 4, -2, Infinity, 99];
    expect(new RunningLimits().of('a', (index) => values[index], 4)).toEqual([-2, 4]);
  });

  it('is null when nothing is known', () => {
    expect(new RunningLimits().of('a', () => NaN, 3)).toBeNull();
  });

  it('reads only what was added, until the key changes', () => {
    const limits = new RunningLimits();
    let reads = 0;
    const valueAt = (index: number) => {
      reads++;
      return index;
    };
    expect(limits.of('a', valueAt, 3)).toEqual([0, 2]);
    expect(limits.of('a', valueAt, 5)).toEqual([0, 4]);
    expect(reads).toBe(5);
    expect(limits.of('b', (index) => -index, 2)).toEqual([-1, -0]);
  });
});

describe('symmetricLimits', () => {
  it('reaches as far on both sides of zero as the data does on either', () => {
    expect(symmetricLimits([-1, 3])).toEqual([-3, 3]);
    expect(symmetricLimits([0, 0])).toEqual([-1, 1]);
  });
});
