import { describe, expect, test } from 'vitest';
import type { MapQuestion } from '#shared/features/twin';
import { mapPredictor } from './predict-map';

const grid = { x: 0, y: 0, stepX: 10, stepY: 10, columns: 12, rows: 9 };
const score = (x: number, y: number) => 9 * Math.exp(-((x - 70) ** 2 + (y - 30) ** 2) / 900);

/** Every cell whose column and row are multiples of `stride`, and a few more cells. */
function question(stride: number, more: readonly number[] = []): MapQuestion {
  const cells = Array.from({ length: grid.columns * grid.rows }, (_, cell) => cell);
  const isCoarse = (cell: number) =>
    (cell % grid.columns) % stride === 0 && Math.floor(cell / grid.columns) % stride === 0;
  const measured = [...cells.filter(isCoarse), ...more];
  const x = Float64Array.from(measured, (cell) => 10 * (cell % grid.columns));
  const y = Float64Array.from(measured, (cell) => 10 * Math.floor(cell / grid.columns));
  const value = x.map((one, i) => score(one, y[i]));
  const deviation = new Float64Array(measured.length).fill(0.1);
  return {
    points: { x, y, value, deviation },
    grid,
    aim: 'find the best spot',
    count: 5,
    gain: 0.5,
    travelCost: 0,
    secondsPerPoint: 6,
  };
}

describe('predicted map of a scan', () => {
  test('every cell is predicted, proposals are open cells, the advice counts what is left', () => {
    const answer = mapPredictor()(question(3));
    expect(answer.value).toHaveLength(108);
    const top = answer.value[3 * 12 + 7];
    expect(Math.abs(top - score(70, 30))).toBeLessThan(2);
    expect(answer.next).toHaveLength(5);
    for (const { x, y } of answer.next) expect(x % 30 === 0 && y % 30 === 0).toBe(false);
    expect(answer.stop.sentence).toContain('96 places left');
    expect(answer.stop.sentence).toContain('10 min');
  });

  test('what was learned before gives the same as learning it anew', () => {
    const predict = mapPredictor();
    predict(question(3));
    const grown = predict(question(3, [44]));
    expect(grown.value[44]).toBeCloseTo(score(80, 30), 0);
    expect(grown.next.some(({ x, y }) => x === 80 && y === 30)).toBe(false);
  });

  test('another scan on the same grid is learned anew', () => {
    const predict = mapPredictor();
    predict(question(3));
    const other = question(2);
    other.points.value.fill(2);
    expect(Math.max(...predict(other).value)).toBeCloseTo(2, 6);
  });

  test('too few points are refused', () => {
    expect(() => mapPredictor()(question(6))).toThrow(/needs 10 placed points; found 4/);
  });
});
