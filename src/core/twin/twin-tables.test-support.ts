import { createRandom } from '#core/simulate/random';
import { scanTable, type ScanTable } from './table/scan-table';

/** A table from a function of both axes, with noise where asked for. */
export function tableOf(
  value: (x: number, at: number) => number,
  lines: readonly number[],
  x: readonly number[],
  noise = 0,
): ScanTable {
  const random = createRandom(11);
  const rows = lines.flatMap((at) => x.map((place) => ({ at, place })));
  return scanTable({
    x: rows.map(({ place }) => place),
    y: rows.map(({ at }) => at),
    value: rows.map(({ at, place }) => value(place, at) + noise * random.normal()),
  });
}

/** Places from 0 in steps. */
export function steps(count: number, step: number): number[] {
  return Array.from({ length: count }, (_, i) => i * step);
}

/** A plateau that falls steeply at a place that moves with the second axis. */
export function movingTransition(x: number, at: number): number {
  return 1 / (1 + Math.exp((x - 20 - 4 * at) / 0.6));
}
