import { describe, expect, it } from 'vitest';
import { isSamePrint, printOf } from './spectrum-print';

const axis = (count: number) => ({ name: 'a', unit: 'deg', start: 0, step: 0.1, count });
const spectrumOf = (counts: number[]) => ({
  counts: Float32Array.from(counts),
  energy: axis(2),
  angle: axis(counts.length / 2),
});

describe('the print of a spectrum', () => {
  it('tells images of one sum apart, and scaled ones, and other axes', () => {
    const spectrum = spectrumOf([1, 2, 3, 4, 0, 0]);
    const print = printOf(spectrum);
    expect(print.total).toBe(10);
    expect(isSamePrint(printOf(spectrumOf([1, 2, 3, 4, 0, 0])), print)).toBe(true);
    expect(isSamePrint(printOf(spectrumOf([2, 1, 3, 4, 0, 0])), print)).toBe(false);
    expect(isSamePrint(printOf(spectrumOf([0, 0, 1, 2, 3, 4])), print)).toBe(false);
    expect(isSamePrint(printOf(spectrumOf([2, 4, 6, 8, 0, 0])), print)).toBe(false);
    const moved = { ...spectrum, angle: { ...spectrum.angle, start: 0.1 } };
    expect(isSamePrint(printOf(moved), print)).toBe(false);
  });

  it('falls back on the total where an earlier version kept no more', () => {
    const before = { total: 10, print: null };
    expect(isSamePrint(printOf(spectrumOf([4, 3, 2, 1, 0, 0])), before)).toBe(true);
    expect(isSamePrint(printOf(spectrumOf([4, 3, 2, 2, 0, 0])), before)).toBe(false);
  });

  it('hardly ever is that of another spectrum', () => {
    const prints = new Set<number>();
    for (let k = 0; k < 20_000; k++) {
      prints.add(
        printOf(spectrumOf([k % 20, Math.floor(k / 20) % 20, Math.floor(k / 400), 7])).print,
      );
    }
    expect(prints.size).toBeGreaterThan(19_990);
  });
});
