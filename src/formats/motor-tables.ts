import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { merlinMotorUnits } from './readers/acquisition-note';
import { finiteNumber, nameAndUnit } from './readers/key-value-text';
import type { FrameMotor } from './scan-file';
import { unitName } from './uniform-axis';

/** Longest table read. */
const MAXIMUM_TABLE_BYTES = 64 * 1024 * 1024;
/** Tables of a folder that are searched for a file's name. */
const MOST_TABLES = 50;
/** A last line without its end counts once the table has not changed for this long, ms. */
const SETTLED_MS = 2000;

/** A table beside files of one point each, with a row a point. */
export interface MotorTable {
  /** Name of the table's file. */
  fileName: string;
  columns: { name: string; unit: string }[];
  rows: TableRow[];
}

interface TableRow {
  /** What the row is for: the number of a point, counted from 1, or the stem of a file name. */
  key: number | string;
  values: number[];
}

/** Where the motors of a file stand. */
export type MotorLookup =
  /** A row: here they are. */
  | { kind: 'found'; table: MotorTable; motors: FrameMotor[] }
  /** A table, but no row of this file yet. */
  | { kind: 'missing'; table: MotorTable; point: number | null }
  /** No table. */
  | { kind: 'none' };

/**
 * The motors noted for a data file in a table of its folder: `<scan>_motors.csv` and
 * `<scan>_Motor_Pos.txt` beside `<scan>_S001.…`, by number; any other csv in which the
 * file is named. A row that is still being written is not taken for one.
 */
export function motorsFromTable(path: string): MotorLookup {
  const folder = dirname(path);
  const numbered = numberedFile(basename(path));
  if (numbered !== null) {
    for (const [suffix, parse] of numberedTables) {
      const table = readTable(join(folder, `${numbered.scan}${suffix}`), parse);
      if (table !== null) return rowOf(table, numbered.point);
    }
  }
  const stem = stemOf(path);
  for (const name of csvNames(folder)) {
    const table = readTable(join(folder, name), parseNamedTable);
    const found = table === null ? null : rowOf(table, stem);
    if (found?.kind === 'found') return found;
  }
  return { kind: 'none' };
}

/**
 * The position of a point whose row never came, from those before it: a single motor
 * goes on in its last step. Null for more motors, and below two rows.
 */
export function continuedPosition(
  { columns, rows }: MotorTable,
  point: number,
): FrameMotor[] | null {
  const [before, last] = rows.slice(-2);
  if (columns.length !== 1 || before === undefined || last === undefined) return null;
  if (typeof last.key !== 'number' || point <= last.key) return null;
  const step = last.values[0] - before.values[0];
  const { name, unit } = columns[0];
  return [{ name, unit, value: last.values[0] + step * (point - last.key) }];
}

/** KAIST: `,X,Y`, then `1,0.0,0.5`: the number of the point comes first. */
export function parseNumberedTable(fileName: string, lines: readonly string[]): MotorTable | null {
  const [head, ...body] = cellsOf(lines);
  if (head === undefined || head.length < 2) return null;
  const rows = body.flatMap((cells): TableRow[] => {
    const key = finiteNumber(cells[0]);
    const values = head.slice(1).map((_, column) => finiteNumber(cells[column + 1]));
    return key === null || values.includes(null) ? [] : [{ key, values: values.map(Number) }];
  });
  return { fileName, columns: head.slice(1).map(columnOf), rows };
}

/**
 * MERLIN: names of motors parted by tabs, a row a point in the order of the points, its numbers
 * parted by tabs or blanks.
 */
export function parsePositionTable(fileName: string, lines: readonly string[]): MotorTable | null {
  const [head, ...body] = lines.map((line) => line.trim().split(/\s*\t\s*/));
  if (head === undefined || head[0] === '') return null;
  const rows = body.map((cells, point): TableRow => {
    const numbers = cells.length < head.length ? cells.join(' ').split(/\s+/) : cells;
    return {
      key: point + 1,
      values: head.map((_, column) => finiteNumber(numbers[column]) ?? NaN),
    };
  });
  return { fileName, columns: head.map(columnOf), rows };
}

/**
 * A csv that names files, in whatever order: one column has the names, the others that
 * hold numbers are motors. Without a row of names, the fifth and sixth column are X and
 * Y. Null where no column names files.
 */
export function parseNamedTable(fileName: string, lines: readonly string[]): MotorTable | null {
  const cells = cellsOf(lines);
  const [head, sample] = [cells.at(0), cells.at(1) ?? cells.at(0)];
  if (head === undefined || sample === undefined) return null;
  const names = sample.findIndex((cell) =>
    /\.(pxt|pxp|ibw|zip|h5|nxs|txt|itx|krx|fits)$/i.test(cell),
  );
  if (names < 0) return null;
  const hasHead = !head.some((cell) => finiteNumber(cell) !== null);
  const columns = sample.flatMap((cell, column) => {
    if (column === names || finiteNumber(cell) === null) return [];
    const { name, unit } = columnOf(
      hasHead ? (head[column] ?? '') : ({ 4: 'X', 5: 'Y' }[column] ?? ''),
    );
    return name === '' || /^(#|index|point|scan|time|frame|no\b|seq|num)/i.test(name)
      ? []
      : [{ name, unit, column }];
  });
  const rows = (hasHead ? cells.slice(1) : cells).map((row): TableRow => {
    return {
      key: stemOf(row[names] ?? ''),
      values: columns.map(({ column }) => finiteNumber(row[column]) ?? NaN),
    };
  });
  return { fileName, columns: columns.map(({ name, unit }) => ({ name, unit })), rows };
}

/** Cells parted by commas, or by semicolons where the computer writes decimal commas. */
function cellsOf(lines: readonly string[]): string[][] {
  const isSemicolon = lines.at(0)?.includes(';') === true && !lines[0].includes(',');
  return lines.map((line) =>
    line.split(isSemicolon ? ';' : ',').map((cell) => cell.trim().replace(/^"|"$/g, '')),
  );
}

type TableParser = (fileName: string, lines: readonly string[]) => MotorTable | null;

const numberedTables: readonly (readonly [string, TableParser])[] = [
  ['_motors.csv', parseNumberedTable],
  ['_Motor_Pos.txt', parsePositionTable],
];

/** `f_001_S002.pxt`, `f_001_R0_S002.pxt` and `_tmp_f_001_S002.pxt` are point 2 of the scan `f_001`. */
function numberedFile(name: string): { scan: string; point: number } | null {
  const match = /^(?:_tmp_)?(.+?)(?:_R\d+)?_S(\d+)\.[^.]+$/i.exec(name);
  return match === null ? null : { scan: match[1], point: Number(match[2]) };
}

function rowOf(table: MotorTable, key: number | string): MotorLookup {
  // A point that was measured again has its latest row.
  const row = table.rows.findLast((candidate) => candidate.key === key);
  if (row === undefined)
    return { kind: 'missing', table, point: typeof key === 'number' ? key : null };
  const motors = table.columns.flatMap(({ name, unit }, column) =>
    Number.isFinite(row.values[column]) ? [{ name, unit, value: row.values[column] }] : [],
  );
  return { kind: 'found', table, motors };
}

interface Cached {
  size: number;
  modifiedAt: number;
  isSettled: boolean;
  table: MotorTable | null;
}
const cache = new Map<string, Cached>();
const listings = new Map<string, { modifiedAt: number; names: string[] }>();
const MOST_CACHED = 200;

/** A table as it stands now; null where there is none, or none that can be read. */
function readTable(path: string, parse: TableParser): MotorTable | null {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined || stats.size > MAXIMUM_TABLE_BYTES) return null;
    const { size, mtimeMs: modifiedAt } = stats;
    const isSettled = Date.now() - modifiedAt > SETTLED_MS;
    const known = cache.get(path);
    if (known?.size === size && known.modifiedAt === modifiedAt && known.isSettled === isSettled) {
      return known.table;
    }
    const table = parse(basename(path), completeLines(readFileSync(path, 'utf8'), isSettled));
    remember(cache, path, { size, modifiedAt, isSettled, table });
    return table;
  } catch {
    // Not there, or not readable at the moment: the same as no table yet.
    return null;
  }
}

/** Other csv files of a folder, listed anew when the folder changed. */
function csvNames(folder: string): string[] {
  try {
    const { mtimeMs: modifiedAt } = statSync(folder);
    const known = listings.get(folder);
    if (known?.modifiedAt === modifiedAt) return known.names;
    const names = readdirSync(folder)
      .filter((name) => /\.csv$/i.test(name) && !/_(motors|flux)\.csv$/i.test(name))
      .slice(0, MOST_TABLES);
    remember(listings, folder, { modifiedAt, names });
    return names;
  } catch {
    return [];
  }
}

function remember<Value>(memory: Map<string, Value>, key: string, value: Value): void {
  if (memory.size >= MOST_CACHED) memory.clear();
  memory.set(key, value);
}

/** Lines that are whole; of the last one without its end that is known only when the file is settled. */
export function completeLines(text: string, isSettled: boolean): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const last = lines.pop();
  if (isSettled && last !== undefined) lines.push(last);
  return lines.filter((line) => line.trim() !== '');
}

/** `X (mm)` or `X [mm]` as name and unit; MERLIN's own motors have known units. */
function columnOf(head: string): { name: string; unit: string } {
  if (Object.hasOwn(merlinMotorUnits, head)) return { name: head, unit: merlinMotorUnits[head] };
  const { name, unit } = nameAndUnit(head);
  return { name, unit: unitName(unit) };
}

function stemOf(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name.slice(0, name.length - extname(name).length).toLowerCase();
}
