import { SweetSpotError } from '#shared/errors';
import type { LinePredictor } from '#core/twin/table-twin';
import { csvText, type CsvCell } from '../csv';
import type { TwinColumns } from './twin-folder';

/** What every simulated value is marked with. */
const SIMULATED = 'simulated';
/** … and where it lies outside what was learned: the nearest learned value, held. */
const EXTRAPOLATED = 'extrapolated: nearest learned value';

/** A simulated table, and how many of its values lie outside the learned range. */
export interface SimulatedTable {
  csv: string;
  values: number;
  extrapolated: number;
  /** Places that the learned lines leave open: empty cells. */
  open: number;
}

/**
 * A table of simulated values with their standard deviations, each marked as simulated.
 *
 * @throws `invalid-request` where places lie outside the learned range and `extrapolate` is not set.
 */
export function simulatedTable(
  { table, predict }: LinePredictor,
  columns: TwinColumns,
  places: { x: Float64Array; y: Float64Array },
  extrapolate: boolean,
): SimulatedTable {
  const { lines } = table;
  const range = {
    x: bounds(lines.flatMap(({ x }) => [x[0], x[x.length - 1]])),
    y: [lines[0].at, lines[lines.length - 1].at] as const,
  };
  if (!extrapolate) {
    for (const axis of ['x', 'y'] as const) refuseOutside(axis, range[axis], places, columns);
  }
  const held = (value: number, [from, to]: readonly [number, number]) =>
    Math.min(to, Math.max(from, value));
  const rows: CsvCell[][] = [];
  let extrapolated = 0;
  let open = 0;
  const x = places.x.map((one) => held(one, range.x));
  for (const y of places.y) {
    const line = predict(held(y, range.y), x);
    places.x.forEach((place, i) => {
      const isOutside = place !== x[i] || y !== line.at;
      if (isOutside) extrapolated++;
      if (Number.isNaN(line.value[i])) open++;
      const origin = isOutside ? EXTRAPOLATED : SIMULATED;
      rows.push([place, y, line.value[i], line.deviation[i], origin]);
    });
  }
  const header = [
    ...[columns.x.name, columns.y.name, `${columns.value.name} (simulated)`],
    ...['standard deviation', 'origin'],
  ];
  return { csv: csvText(header, rows), values: rows.length, extrapolated, open };
}

function bounds(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

function refuseOutside(
  axis: 'x' | 'y',
  [from, to]: readonly [number, number],
  places: Record<'x' | 'y', Float64Array>,
  columns: TwinColumns,
): void {
  const outside = places[axis].find((one) => one < from || one > to);
  if (outside === undefined) return;
  throw new SweetSpotError(
    'invalid-request',
    `${columns[axis].name} was learned from ${from} to ${to}; ${outside} lies outside.`,
    { hint: 'With --extrapolate the nearest learned value is held there, and marked.' },
  );
}
