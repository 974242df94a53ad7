import { cubicAt, linearAt, pchipAt } from '../table/interpolation';
import type { TableLine } from '../table/scan-table';
import { fitLineProcess, lineProcess, type LineSampler } from './line-process';

/** How values are carried from line to line. */
export type AcrossKind = 'linear' | 'pchip' | 'cubic' | 'gaussian-process';

/** The value at a place between lines from those at the lines; NaN outside them. */
interface Across {
  valueAt(places: readonly number[], values: readonly number[], at: number): number;
  /** Covering lines on either side that decide the value; others need not be asked. */
  reach: number;
}

/** Samples lines by straight lines between their points. */
export function straightSampler(lines: readonly TableLine[]): LineSampler {
  return (line, x) => linearAt(lines[line].x, lines[line].value, x);
}

const interpolators: Record<Exclude<AcrossKind, 'gaussian-process'>, Across> = {
  linear: { valueAt: linearAt, reach: 1 },
  // The slope at each end of an interval takes one more line.
  pchip: { valueAt: pchipAt, reach: 2 },
  cubic: { valueAt: cubicAt, reach: Infinity },
};

/** A way to carry values from line to line, fitted to the lines where it has something to fit. */
export function fitAcross(
  kind: AcrossKind,
  lines: readonly TableLine[],
  sample: LineSampler,
): Across {
  return kind === 'gaussian-process'
    ? { valueAt: lineProcess(fitLineProcess(lines, sample)), reach: Infinity }
    : interpolators[kind];
}

/**
 * Values at `x` of the line at `at`: at each place the lines that cover it, carried from line to
 * line. NaN where no covering line lies on one of the sides.
 */
export function valuesAcross(
  lines: readonly TableLine[],
  sample: LineSampler,
  across: Across,
  at: number,
  x: ArrayLike<number>,
): Float64Array {
  const first = lines.findIndex((line) => line.at > at);
  const above = first < 0 ? lines.length : first;
  return Float64Array.from(x, (place) => {
    const places: number[] = [];
    const values: number[] = [];
    const collect = (from: number, step: 1 | -1) => {
      let found = 0;
      for (let i = from; i >= 0 && i < lines.length && found < across.reach; i += step) {
        const value = sample(i, place);
        if (Number.isNaN(value)) continue;
        places.push(lines[i].at);
        values.push(value);
        found++;
      }
    };
    collect(above - 1, -1);
    places.reverse();
    values.reverse();
    collect(above, 1);
    return places.length === 0 ? NaN : across.valueAt(places, values, at);
  });
}
