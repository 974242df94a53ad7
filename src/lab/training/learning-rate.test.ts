import { describe, expect, it } from 'vitest';
import { learningRateAt, plateauCourse } from './learning-rate';

describe('learningRateAt', () => {
  it('rises to the peak and falls to a small rest', () => {
    const rates = Array.from({ length: 1000 }, (_, step) => learningRateAt(step, 1000, 1));
    const highest = rates.indexOf(Math.max(...rates));
    expect(highest).toBeGreaterThan(5);
    expect(highest).toBeLessThan(50);
    expect(rates[999]).toBeLessThan(0.02);
    rates
      .slice(highest + 1)
      .forEach((rate, i) => expect(rate).toBeLessThanOrEqual(rates[highest + i]));
  });
});

describe('plateauCourse', () => {
  it('lowers the rate after five validations without progress and ends after ten', () => {
    const falling = [5, 4, 3, 2];
    expect(plateauCourse(falling)).toEqual({ factor: 1, isBest: true, isOver: false });
    const flat = (count: number) => plateauCourse([...falling, ...Array<number>(count).fill(2)]);
    expect(flat(4)).toEqual({ factor: 1, isBest: false, isOver: false });
    expect(flat(5).factor).toBeCloseTo(0.2, 12);
    expect(flat(9)).toMatchObject({ isOver: false });
    expect(flat(10).factor).toBeCloseTo(0.04, 12);
    expect(flat(10).isOver).toBe(true);
  });

  it('starts to wait anew with every progress, and takes noise below 1e-4 for none', () => {
    const losses = [5, 6, 6, 6, 6, 4, 6, 6, 6, 6, 3.99995];
    expect(plateauCourse(losses)).toMatchObject({ factor: 0.2, isBest: false });
    expect(plateauCourse([...losses, 3])).toMatchObject({ factor: 0.2, isBest: true });
    expect(plateauCourse([])).toEqual({ factor: 1, isBest: false, isOver: false });
  });
});
