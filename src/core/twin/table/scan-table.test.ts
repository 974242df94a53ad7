import { describe, expect, test } from 'vitest';
import { scanTable } from './scan-table';

describe('lines of a table', () => {
  test('unsorted rows become lines in order, repeated places their mean', () => {
    const table = scanTable({
      x: [2, 1, 1, 3, 1, 2],
      y: [5, 5, 0, 0, 5, 0],
      value: [20, 10, 1, 3, 14, 2],
    });
    expect(table.lines.map(({ at }) => at)).toEqual([0, 5]);
    expect([...table.lines[1].x]).toEqual([1, 2]);
    expect([...table.lines[1].value]).toEqual([12, 20]);
    expect(table.losses.repeatedRows).toBe(1);
  });

  test('rows without a number and lines of one point are left out and counted', () => {
    const { lines, losses } = scanTable({
      x: [1, 2, NaN, 1, 2, 3, 1],
      y: [0, 0, 0, 1, 1, 1, 7],
      value: [1, 2, 3, 4, Infinity, 5, 9],
    });
    expect(lines.map(({ at, x }) => [at, ...x])).toEqual([
      [0, 1, 2],
      [1, 1, 3],
    ]);
    expect(losses).toEqual({ rowsWithoutNumber: 2, repeatedRows: 0, linesOfOnePoint: [7] });
  });

  test('one line is refused, and a table whose axes are swapped gets a hint', () => {
    expect(() => scanTable({ x: [1, 2, 3], y: [4, 4, 4], value: [1, 2, 3] })).toThrow(
      /at least two lines.*found 1/,
    );
    expect(() => scanTable({ x: [4, 4, 4], y: [1, 2, 3], value: [1, 2, 3] })).toThrow(
      /found 0 and 3 of a single point/,
    );
  });

  test('set values that scatter are one line within the tolerance', () => {
    const scattered = { x: [1, 2, 1, 2], y: [100, 100.02, 200, 199.99], value: [1, 2, 3, 4] };
    expect(() => scanTable(scattered)).toThrow(/at least two lines/);
    const { lines } = scanTable(scattered, 0.1);
    expect(lines.map(({ at }) => at.toFixed(4))).toEqual(['100.0100', '199.9950']);
  });
});
