import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { decodedText } from './decoded-text';
import { unchangedForMs } from './file-access';
import {
  parseNamedTable,
  parseNumberedTable,
  parsePositionTable,
  stemOf,
  type MotorTable,
  type TableParser,
} from './motor-table-parsers';
import type { FrameMotor } from './scan-file';

/** Longest table read. */
const MAXIMUM_TABLE_BYTES = 64 * 1024 * 1024;
/** Tables of a folder that are searched for a file's name. */
const MOST_TABLES = 50;
/** A last line without its end counts once the table has not changed for this long, ms. */
const SETTLED_MS = 2000;

/** Where the motors of a file stand. */
export type MotorLookup =
  /** A row: here they are, and what stands in place of those that are not. */
  | { kind: 'found'; table: MotorTable; motors: FrameMotor[]; unread: string[] }
  /** A table, but no row of this file yet. */
  | { kind: 'missing'; table: MotorTable }
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
  if (row === undefined) return { kind: 'missing', table };
  const motors = table.columns.flatMap(({ name, unit }, column) =>
    Number.isFinite(row.values[column]) ? [{ name, unit, value: row.values[column] }] : [],
  );
  return { kind: 'found', table, motors, unread: row.unread };
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
    const isSettled = unchangedForMs(path, stats) > SETTLED_MS;
    const known = cache.get(path);
    if (known?.size === size && known.modifiedAt === modifiedAt && known.isSettled === isSettled) {
      return known.table;
    }
    const table = parse(basename(path), completeLines(decodedText(readFileSync(path)), isSettled));
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
      .filter((name) => /\.(csv|tsv)$/i.test(name) && !/_(motors|flux)\.csv$/i.test(name))
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

/** The lines that are whole; the last one without its end counts only when the file is settled. */
export function completeLines(text: string, isSettled: boolean): string {
  if (isSettled) return text;
  const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
  return text.slice(0, end + 1);
}
