import { createRandom } from './random';

export type RasterKind = 'line' | 'serpentine' | 'spiral' | 'random';

/** A scan over the surface: what is visited, and in which order. */
export interface RasterOptions {
  kind: RasterKind;
  columns: number;
  rows: number;
  stepUm: number;
  /** Position of the first column and row. */
  origin: { xUm: number; yUm: number };
  /** Decides the positions of a random scan; the others ignore it. */
  seed: number;
}

export interface StagePosition {
  xUm: number;
  yUm: number;
}

/**
 * Stage positions in the order of measurement. `line` always runs the columns
 * upwards, `serpentine` turns round on every other row, `spiral` winds outwards
 * from the middle, and `random` spreads as many points freely over the same area.
 */
export function rasterPositions(options: RasterOptions): StagePosition[] {
  const { kind, columns, rows, stepUm, origin, seed } = options;
  if (kind === 'random') return randomPositions(options, seed);
  return cellsOf(kind, columns, rows).map(([column, row]) => ({
    xUm: origin.xUm + column * stepUm,
    yUm: origin.yUm + row * stepUm,
  }));
}

function randomPositions(options: RasterOptions, seed: number): StagePosition[] {
  const { columns, rows, stepUm, origin } = options;
  const random = createRandom(seed);
  return Array.from({ length: columns * rows }, () => ({
    xUm: origin.xUm + random.uniform(0, (columns - 1) * stepUm),
    yUm: origin.yUm + random.uniform(0, (rows - 1) * stepUm),
  }));
}

function cellsOf(
  kind: Exclude<RasterKind, 'random'>,
  columns: number,
  rows: number,
): [number, number][] {
  if (kind === 'spiral') return spiralCells(columns, rows);
  return Array.from({ length: columns * rows }, (_, index) => {
    const row = Math.floor(index / columns);
    const along = index % columns;
    const isBackward = kind === 'serpentine' && row % 2 === 1;
    return [isBackward ? columns - 1 - along : along, row];
  });
}

/** Walks a growing square spiral from the middle and keeps the cells inside the raster. */
function spiralCells(columns: number, rows: number): [number, number][] {
  const cells: [number, number][] = [];
  let column = Math.floor((columns - 1) / 2);
  let row = Math.floor((rows - 1) / 2);
  let directionX = 1;
  let directionY = 0;
  const keep = (): void => {
    if (column >= 0 && column < columns && row >= 0 && row < rows) cells.push([column, row]);
  };
  keep();
  for (let side = 1; cells.length < columns * rows; side++) {
    for (let half = 0; half < 2; half++) {
      for (let step = 0; step < side; step++) {
        column += directionX;
        row += directionY;
        keep();
      }
      [directionX, directionY] = [-directionY, directionX];
    }
  }
  return cells;
}
