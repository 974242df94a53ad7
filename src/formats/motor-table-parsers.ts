import { extname } from 'node:path';
import { delimitedTable, type DelimitedTable } from './delimited-table';
import { preferredReadings } from './readbacks';
import { merlinMotorUnits } from './readers/acquisition-note';
import { nameAndUnit } from './readers/key-value-text';
import { unitName } from './uniform-axis';

/** A table beside files of one point each, with a row a point. */
export interface MotorTable {
  /** Name of the table's file. */
  fileName: string;
  columns: { name: string; unit: string }[];
  rows: MotorRow[];
  /** Lines that are no rows: where, what was expected and what was found. */
  faults: string[];
}

interface MotorRow {
  /** What the row is for: the number of a point, counted from 1, or the stem of a file name. */
  key: number | string;
  /** NaN where the cell holds no number. */
  values: number[];
  /** What was found in place of a number: line, column and cell. */
  unread: string[];
}

export type TableParser = (fileName: string, text: string) => MotorTable | null;

/** A column of motors, and where it stands. */
interface MotorColumn {
  name: string;
  unit: string;
  column: number;
}

/** KAIST: `,X,Y`, then `1,0.0,0.5`: the number of the point comes first. */
export function parseNumberedTable(fileName: string, text: string): MotorTable | null {
  const table = delimitedTable(text);
  if (table === null) return null;
  const columns = columnsOf(table.heading.slice(1), 1);
  const rows = table.rows.flatMap(({ line, cells }): MotorRow[] => {
    const key = table.numberIn(cells[0]);
    return key === null ? [] : [{ key, ...readings(table, columns, line, cells) }];
  });
  return motorTable(fileName, table, columns, rows);
}

/**
 * MERLIN: names of motors parted by tabs, a row a point in the order of the points, its numbers
 * parted by tabs or blanks. A line that is no row counts as the point it was meant for.
 */
export function parsePositionTable(fileName: string, text: string): MotorTable | null {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim());
  const width = lines.at(0)?.split(/\s*\t\s*/).length ?? 0;
  if (lines.at(0) === '' || width === 0) return null;
  // A table has two columns at least: of a single motor the first stays empty.
  const first = width === 1 ? 1 : 0;
  const tabbed = lines.map((line) => {
    const words = line.split(/\s+/);
    const isParted = first === 1 || line.split('\t').length === width || words.length !== width;
    return line === '' ? '' : `${'\t'.repeat(first)}${isParted ? line : words.join('\t')}`;
  });
  const table = delimitedTable(tabbed.join('\n'), '\t');
  if (table === null) return null;
  const columns = columnsOf(table.heading.slice(first), first);
  const points = [...table.rows.map(({ line }) => line), ...table.faults.map(({ line }) => line)];
  points.sort((a, b) => a - b);
  const rows = table.rows.map(({ line, cells }): MotorRow => {
    return { key: points.indexOf(line) + 1, ...readings(table, columns, line, cells) };
  });
  return motorTable(fileName, table, columns, rows);
}

/**
 * A csv that names files, in whatever order: one column has the names, the others that
 * hold numbers are motors. Without a row of names, the fifth and sixth column are X and
 * Y. Null where no column names files.
 */
export function parseNamedTable(fileName: string, text: string): MotorTable | null {
  const table = delimitedTable(text);
  if (table === null) return null;
  const { heading, rows: body } = table;
  const isData = (cell: string) =>
    /\.(pxt|pxp|ibw|zip|h5|hdf5|nxs|txt|itx|krx|fits|xy|sp2)$/i.test(cell);
  const hasHead = !heading.some(isData);
  const all = hasHead ? body : [{ line: 1, cells: heading }, ...body];
  const names = heading.findIndex((_, column) => all.some(({ cells }) => isData(cells[column])));
  if (names < 0) return null;
  const heads = heading.map((head, column) =>
    hasHead ? head : ({ 4: 'X', 5: 'Y' }[column] ?? ''),
  );
  const columns = columnsOf(heads, 0).filter(
    ({ name, column }) =>
      column !== names &&
      !/^(#|index|point|scan|time|frame|no\b|seq|num)/i.test(name) &&
      all.some(({ cells }) => table.numberIn(cells[column]) !== null),
  );
  const rows = all.map(({ line, cells }): MotorRow => {
    return { key: stemOf(cells[names]), ...readings(table, columns, line, cells) };
  });
  return motorTable(fileName, table, columns, rows);
}

/** Name of a file without folder and extension, in small letters. */
export function stemOf(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name.slice(0, name.length - extname(name).length).toLowerCase();
}

function motorTable(
  fileName: string,
  { faults }: DelimitedTable,
  columns: readonly MotorColumn[],
  rows: MotorRow[],
): MotorTable {
  return {
    fileName,
    columns: columns.map(({ name, unit }) => ({ name, unit })),
    rows,
    faults: faults.map(({ line, reason }) => `line ${line}: ${reason}`),
  };
}

/** Columns with a name, from `first` on; of a motor that is there twice the one read back. */
function columnsOf(heads: readonly string[], first: number): MotorColumn[] {
  const named = heads
    .map((head, index) => ({ ...columnOf(head), column: index + first }))
    .filter(({ name }) => name !== '');
  return preferredReadings(named);
}

/** `X (mm)` or `X [mm]` as name and unit; MERLIN's own motors have known units. */
function columnOf(head: string): { name: string; unit: string } {
  if (Object.hasOwn(merlinMotorUnits, head)) return { name: head, unit: merlinMotorUnits[head] };
  const { name, unit } = nameAndUnit(head);
  return { name, unit: unitName(unit) };
}

function readings(
  { numberIn }: DelimitedTable,
  columns: readonly MotorColumn[],
  line: number,
  cells: readonly string[],
): Pick<MotorRow, 'values' | 'unread'> {
  const values = columns.map(({ column }) => numberIn(cells[column]) ?? NaN);
  const unread = columns.flatMap(({ name, column }, index) =>
    Number.isNaN(values[index])
      ? [`line ${line}: expected a number for ${name}, found "${cells[column].slice(0, 40)}"`]
      : [],
  );
  return { values, unread };
}
