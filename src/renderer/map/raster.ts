import type { StageExtent } from './planned-extent';

const NO_POINT = -1;

/** Columns and rows of a raster whose outermost positions and step are known. */
export function rasterShape(
  extent: StageExtent,
  step: { x: number; y: number },
): { columns: number; rows: number } {
  return {
    columns: Math.round((extent.maximumX - extent.minimumX) / step.x) + 1,
    rows: Math.round((extent.maximumY - extent.minimumY) / step.y) + 1,
  };
}

/**
 * Points on a regular raster: which point lies in which cell. Cells are centred
 * on the positions; a cell keeps its latest point and a link to the one before.
 */
export class Raster {
  readonly columns: number;
  readonly rows: number;
  readonly stepX: number;
  readonly stepY: number;
  private readonly latest: Int32Array;
  private readonly earlier = new Map<number, number>();

  /** `extent` spans the outermost cell centres; `step` is refined so that cells fill it exactly. */
  constructor(
    readonly extent: StageExtent,
    step: { x: number; y: number },
  ) {
    const spanX = extent.maximumX - extent.minimumX;
    const spanY = extent.maximumY - extent.minimumY;
    ({ columns: this.columns, rows: this.rows } = rasterShape(extent, step));
    this.stepX = this.columns > 1 ? spanX / (this.columns - 1) : step.x;
    this.stepY = this.rows > 1 ? spanY / (this.rows - 1) : step.y;
    this.latest = new Int32Array(this.columns * this.rows).fill(NO_POINT);
  }

  /** Cell index, row by row from the smallest y; null beyond the raster or for unknown positions. */
  cellAt(x: number, y: number): number | null {
    const column = Math.round((x - this.extent.minimumX) / this.stepX);
    const row = Math.round((y - this.extent.minimumY) / this.stepY);
    const inside = column >= 0 && column < this.columns && row >= 0 && row < this.rows;
    return inside ? row * this.columns + column : null;
  }

  /** Puts a point into its cell; null when it lies beyond the raster. */
  add(id: number, x: number, y: number): number | null {
    const cell = this.cellAt(x, y);
    if (cell === null) return null;
    const before = this.latest[cell];
    if (before !== NO_POINT && before !== id) this.earlier.set(id, before);
    this.latest[cell] = id;
    return cell;
  }

  /** The latest point of a cell, or null. */
  pointAt(cell: number): number | null {
    const id = this.latest[cell];
    return id === NO_POINT ? null : id;
  }

  /** Value of a cell: that of its latest point, or the mean of all its known values. NaN if unmeasured. */
  cellValue(cell: number, valueAt: (id: number) => number, repeated: 'latest' | 'mean'): number {
    const latest = this.latest[cell];
    if (latest === NO_POINT) return NaN;
    if (repeated === 'latest' || !this.earlier.has(latest)) return valueAt(latest);
    let sum = 0;
    let count = 0;
    for (let id: number | undefined = latest; id !== undefined; id = this.earlier.get(id)) {
      const value = valueAt(id);
      if (!Number.isFinite(value)) continue;
      sum += value;
      count++;
    }
    return count ? sum / count : NaN;
  }
}
