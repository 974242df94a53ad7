import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAxisLevels } from './axis-levels';
import { findScanGrid } from './scan-grid';

function rasterPositions(columns: number, rows: number, stepX: number, stepY: number) {
  const x: number[] = [];
  const y: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      x.push(column * stepX);
      y.push(row * stepY);
    }
  }
  return { x, y };
}

/** Deterministic scatter in [-1, 1]. */
const scatter = (i: number) => (Math.sin(12.9898 * (i + 1)) * 43758.5453) % 1;

describe('findAxisLevels', () => {
  it('reads the step of a raster coordinate', () => {
    expect(findAxisLevels([3, 1, 2, 1, 2, 3, 1])).toEqual({ start: 1, step: 1, count: 3 });
  });

  it('bridges levels that are still missing', () => {
    expect(findAxisLevels([0, 0.5, 1, 2, 2.5])).toEqual({ start: 0, step: 0.5, count: 6 });
  });

  it('finds no raster in a geometric series', () => {
    expect(findAxisLevels([1, 2, 4, 8, 16, 32, 64])).toBeNull();
  });
});

describe('findScanGrid', () => {
  it('has no grid below two distinct positions', () => {
    expect(findScanGrid([], [])).toBeNull();
    expect(findScanGrid([1, 1], [2, 2])).toBeNull();
  });

  it('finds a raster whatever its size, origin, steps and stage scatter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 12 }),
        fc.integer({ min: 3, max: 12 }),
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        fc.double({ min: -1000, max: 1000, noNaN: true }),
        fc.constantFrom(0, 0.03, 0.1),
        (columns, rows, stepX, stepY, origin, amount) => {
          const { x, y } = rasterPositions(columns, rows, stepX, stepY);
          const scatteredX = x.map((v, i) => origin + v + (amount * stepX * scatter(i)) / 2);
          const scatteredY = y.map((v, i) => origin + v + (amount * stepY * scatter(i + 999)) / 2);
          const grid = findScanGrid(scatteredX, scatteredY);
          expect(grid?.kind).toBe('raster');
          if (grid?.kind !== 'raster') return;
          expect(grid.columns.count).toBe(columns);
          expect(grid.rows.count).toBe(rows);
          expect(grid.step.x / stepX).toBeCloseTo(1, 1);
          expect(grid.step.y / stepY).toBeCloseTo(1, 1);
        },
      ),
    );
  });

  it('takes the first line of a raster for one line, its scatter across notwithstanding', () => {
    const x = [0, 1, 2, 3, 4, 5];
    const y = x.map((_, i) => 7 + 0.05 * scatter(i));
    expect(findScanGrid(x, y)).toMatchObject({ kind: 'raster', step: { x: 1, y: 1 } });
  });

  it('leaves a spiral and a diagonal line scattered', () => {
    const turns = Array.from({ length: 60 }, (_, i) => 0.4 * i);
    const spiral = findScanGrid(
      turns.map((t) => t * Math.cos(t)),
      turns.map((t) => t * Math.sin(t)),
    );
    expect(spiral?.kind).toBe('scattered');
    const line = [0, 1, 2, 3, 4, 5, 6];
    const diagonal = findScanGrid(line, line);
    expect(diagonal?.kind).toBe('scattered');
    expect(diagonal?.step.x).toBeCloseTo(Math.SQRT2, 9);
  });

  it('does not depend on the order of the points', () => {
    const { x, y } = rasterPositions(6, 5, 2, 3);
    const order = x.map((_, i) => (i * 7) % x.length);
    expect(
      findScanGrid(
        order.map((i) => x[i]),
        order.map((i) => y[i]),
      ),
    ).toEqual(findScanGrid(x, y));
  });
});
