import { SweetSpotError } from '#shared/errors';
import { delimitedTable, type DelimitedTable } from './delimited-table';

/** A column of numbers: its name as the file spells it, and the unit in it, if any. */
export interface ValueColumn {
  name: string;
  /** What stands in brackets at the name's end: `T (K)` → `K`; null where nothing does. */
  unit: string | null;
  /** NaN where a cell is empty or holds no number. */
  values: Float64Array;
}

/** Two axes and a value, read from a text. */
export interface ValueTable {
  x: ValueColumn;
  y: ValueColumn;
  value: ValueColumn;
  /** Lines of the text that were left out, and why: the first few, in words. */
  remarks: string[];
}

/** Names of the columns; those left out are the first three that hold numbers, in their order. */
export interface ColumnChoice {
  x?: string;
  y?: string;
  value?: string;
}

/** Remarks on single lines that are worth reading; the rest is counted. */
const MOST_REMARKS = 5;
/** A table of which more than this share holds no number is read wrongly, rather than damaged. */
const LARGEST_LOSS = 0.5;

/**
 * Three columns of a table of text with a heading, parted by commas, semicolons or tabs.
 *
 * @throws `invalid-format` where this is no table or mostly not of numbers; `invalid-request`
 * where a named column is not there.
 */
export function valueTable(text: string, choice: ColumnChoice = {}): ValueTable {
  const table = delimitedTable(text);
  if (table === null || table.rows.length === 0) {
    throw new SweetSpotError(
      'invalid-format',
      'Expected a table with a heading and rows of numbers, parted by commas, semicolons or tabs.',
    );
  }
  const [x, y, value] = chosenColumns(table, choice);
  const columns = [x, y, value].map((index) => columnOf(table, index));
  const remarks = table.faults.map(({ line, reason }) => `line ${line}: ${reason}`);
  let lost = table.faults.length;
  table.rows.forEach(({ line, cells }, row) => {
    const wrong = [x, y, value].find((_, i) => Number.isNaN(columns[i].values[row]));
    if (wrong === undefined) return;
    lost++;
    const cell = cells[wrong];
    const found = cell === '' ? 'nothing' : `"${cell.slice(0, 40)}"`;
    remarks.push(`line ${line}: expected a number in "${table.heading[wrong]}", found ${found}`);
  });
  const total = table.rows.length + table.faults.length;
  if (lost > LARGEST_LOSS * total) {
    throw new SweetSpotError(
      'invalid-format',
      `Expected numbers; ${lost} of ${total} rows hold none (${remarks[0]}).`,
    );
  }
  const more = remarks.length - MOST_REMARKS;
  return {
    x: columns[0],
    y: columns[1],
    value: columns[2],
    remarks: more > 0 ? [...remarks.slice(0, MOST_REMARKS), `… and ${more} more lines`] : remarks,
  };
}

function chosenColumns(table: DelimitedTable, choice: ColumnChoice): [number, number, number] {
  const { heading, rows } = table;
  const named = [choice.x, choice.y, choice.value].map((name) => {
    if (name === undefined) return null;
    const index = heading.indexOf(name);
    if (index >= 0) return index;
    throw new SweetSpotError(
      'invalid-request',
      `There is no column "${name}"; there are: ${heading.map((one) => `"${one}"`).join(', ')}.`,
    );
  });
  const free = heading
    .map((_, index) => index)
    .filter((index) => !named.includes(index))
    .filter((index) => rows.some(({ cells }) => table.numberIn(cells[index]) !== null));
  const [x, y, value] = named.map((index) => index ?? free.shift() ?? -1);
  if (Math.min(x, y, value) < 0) {
    throw new SweetSpotError(
      'invalid-format',
      `Expected two axes and a value: three columns of numbers; the heading is ${heading.join(', ')}.`,
    );
  }
  if (new Set([x, y, value]).size < 3) {
    throw new SweetSpotError('invalid-request', 'The axes and the value need a column each.');
  }
  return [x, y, value];
}

function columnOf(table: DelimitedTable, index: number): ValueColumn {
  const name = table.heading[index];
  return {
    name,
    unit: /[([]([^()[\]]+)[)\]]\s*$/.exec(name)?.[1].trim() ?? null,
    values: Float64Array.from(table.rows, ({ cells }) => table.numberIn(cells[index]) ?? NaN),
  };
}
