import { cubicAt, linearAt, pchipAt } from '../table/interpolation';
import type { TableLine } from '../table/scan-table';
import { fitLineProcess, lineProcess } from './line-process';

/** Value of a line at a place along it; NaN outside what was measured. */
export type LineSampler = (line: number, x: number) => number;

/** How values are carried from line to line. */
export type AcrossKind = 'linear' | 'pchip' | 'cubic' | 'gaussian-process';

/** The value at a place between lines from those at the lines; NaN outside them. */
type Across = (places: readonly number[], values: readonly number[], at: number) => number;

/** Samples lines by straight lines between their points. */
export function straightSampler(lines: readonly TableLine[]): LineSampler {
  return (line, x) => linearAt(lines[line].x, lines[line].value, x);
}

const interpolators: Record<Exclude<AcrossKind, 'gaussian-process'>, Across> = {
  linear: linearAt,
  pchip: pchipAt,
  cubic: cubicAt,
};

/** A way to carry values from line to line, fitted to the lines where it has something to fit. */
export function fitAcross(
  kind: AcrossKind,
  lines: readonly TableLine[],
  sample: LineSampler,
): Across {
  return kind === 'gaussian-process'
    ? lineProcess(fitLineProcess(lines, sample))
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
  return Float64Array.from(x, (place) => {
    const places: number[] = [];
    const values: number[] = [];
    for (let line = 0; line < lines.length; line++) {
      const value = sample(line, place);
      if (Number.isNaN(value)) continue;
      places.push(lines[line].at);
      values.push(value);
    }
    return places.length === 0 ? NaN : across(places, values, at);
  });
}
