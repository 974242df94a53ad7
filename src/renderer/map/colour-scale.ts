import { lookupTable, type ColourMapName } from './lookup-table';

/** Maps values to colours: `minimum` takes the first entry of the table, `maximum` the last. */
export interface ColourScale {
  minimum: number;
  maximum: number;
  table: Uint32Array;
}

/** Colour word of values that are not known: fully transparent. */
const UNKNOWN = 0;

export function createColourScale(
  limits: readonly [number, number],
  colourMap: ColourMapName,
): ColourScale {
  return { minimum: limits[0], maximum: limits[1], table: lookupTable(colourMap) };
}

/** RGBA word of a value; values beyond the limits take the end colours, NaN is transparent. */
export function colourWord(scale: ColourScale, value: number): number {
  if (Number.isNaN(value)) return UNKNOWN;
  const last = scale.table.length - 1;
  const span = scale.maximum - scale.minimum;
  if (span <= 0) return scale.table[last >> 1];
  const entry = Math.round(((value - scale.minimum) / span) * last);
  return scale.table[Math.min(last, Math.max(0, entry))];
}

/**
 * Smallest and largest finite value of a column that grows: only what was added
 * since the last look is read, as long as `key` says that the rest has not changed.
 */
export class RunningLimits {
  private key = '';
  private seen = 0;
  private minimum = Infinity;
  private maximum = -Infinity;

  /** Limits of the first `length` values, or null when none is known. */
  of(
    key: string,
    valueAt: (index: number) => number,
    length: number,
  ): readonly [number, number] | null {
    if (key !== this.key || length < this.seen) {
      this.key = key;
      this.seen = 0;
      this.minimum = Infinity;
      this.maximum = -Infinity;
    }
    for (; this.seen < length; this.seen++) {
      const value = valueAt(this.seen);
      if (!Number.isFinite(value)) continue;
      if (value < this.minimum) this.minimum = value;
      if (value > this.maximum) this.maximum = value;
    }
    return this.minimum <= this.maximum ? [this.minimum, this.maximum] : null;
  }
}

/** Limits that hold `limits` and have zero in the middle. */
export function symmetricLimits(limits: readonly [number, number]): [number, number] {
  const reach = Math.max(Math.abs(limits[0]), Math.abs(limits[1])) || 1;
  return [-reach, reach];
}
