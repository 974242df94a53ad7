import { parse, type Info } from 'csv-parse/sync';
import { numberReader, type NumberReader } from './table-numbers';

/** A row of a table, its cells those of the heading. */
export interface TableRow {
  /** Line of the text on which it begins, counted from 1. */
  line: number;
  /** As many as the heading has, without surrounding blanks. */
  cells: string[];
}

/** A line that is no row: its cells are not the heading's. */
export interface TableFault {
  line: number;
  /** What was expected and found, for a sentence. */
  reason: string;
}

/** A table of a text: a heading, and rows with as many cells. */
export interface DelimitedTable {
  delimiter: string;
  heading: string[];
  rows: TableRow[];
  faults: TableFault[];
  /** The number in a cell, by the decimal mark that this table uses; null where there is none. */
  numberIn: NumberReader;
}

interface ParsedRow {
  line: number;
  cells: string[];
}

const delimiters = [',', ';', '\t'] as const;
/** Lines by which the delimiter is told. */
const SAMPLED_LINES = 40;

/**
 * The table in a text, its cells parted by commas, semicolons or tabs, whichever gives its lines
 * the cells of the heading (`sep=;` on the first line says so itself). Cells may stand in double
 * quotes; lines before the heading that begin with `#` are passed over. A line whose cells are not
 * the heading's is no row but a fault; empty cells too many at its end do not count. Null where no
 * line has two cells.
 */
export function delimitedTable(text: string, knownDelimiter?: string): DelimitedTable | null {
  const separator = /^sep=(.)\r?\n/i.exec(text);
  const stated = separator?.[1];
  const body = separator === null ? text : text.slice(separator[0].length);
  const delimiter = knownDelimiter ?? stated ?? likeliestDelimiter(body);
  const before = separator === null ? 0 : 1;
  const { rows: parsed, faults } = parsedRows(body, delimiter);
  const at = headingIndex(parsed);
  if (at < 0) return null;
  const heading = withoutEmptyEnd(parsed[at].cells, parsed.at(at + 1)?.cells.length ?? 0);
  const rows: TableRow[] = [];
  const wrong: TableFault[] = faults.map(({ line, reason }) => ({ line: line + before, reason }));
  for (const { line, cells } of parsed.slice(at + 1)) {
    const own = withoutEmptyEnd(cells, heading.length);
    if (own.length === heading.length) rows.push({ line: line + before, cells: own });
    else {
      const reason = `expected ${heading.length} cells as in the heading, found ${own.length}`;
      wrong.push({ line: line + before, reason });
    }
  }
  wrong.sort((a, b) => a.line - b.line);
  const numberIn = numberReader(
    rows.map(({ cells }) => cells),
    delimiter,
  );
  return { delimiter, heading, rows, faults: wrong, numberIn };
}

/** The delimiter with which most lines have the cells of the first; of several the most cells. */
function likeliestDelimiter(text: string): string {
  let sample = 0;
  for (let line = 0; line < SAMPLED_LINES && sample >= 0; line++) {
    const end = text.indexOf('\n', sample);
    if (end < 0) {
      sample = text.length;
      break;
    }
    sample = end + 1;
  }
  const scores = delimiters.map((delimiter) => {
    const { rows } = parsedRows(text.slice(0, sample), delimiter);
    const at = headingIndex(rows);
    const width = at < 0 ? 0 : rows[at].cells.length;
    const alike = rows.filter(({ cells }) => cells.length === width).length;
    return { delimiter, width, share: at < 0 ? 0 : alike / rows.length };
  });
  return scores.reduce((best, score) =>
    score.share > best.share || (score.share === best.share && score.width > best.width)
      ? score
      : best,
  ).delimiter;
}

/** The first line of two cells that is no comment: a heading may begin with `#`, as the lines after it then show. */
function headingIndex(rows: readonly ParsedRow[]): number {
  return rows.findIndex(({ cells }, index) => {
    if (cells.length < 2) return false;
    if (!cells[0].startsWith('#')) return true;
    const next = rows.slice(index + 1).find((row) => !row.cells[0].startsWith('#'));
    return next !== undefined && next.cells.length === cells.length;
  });
}

/** Cells without empty ones at their end, down to `least`. */
function withoutEmptyEnd(cells: string[], least: number): string[] {
  let count = cells.length;
  while (count > least && cells[count - 1] === '') count--;
  return count === cells.length ? cells : cells.slice(0, count);
}

function parsedRows(text: string, delimiter: string): { rows: ParsedRow[]; faults: TableFault[] } {
  try {
    return { rows: recordsOf(text, delimiter, 1), faults: [] };
  } catch {
    // A quote without its end swallows what follows: line by line it costs only its own.
    const rows: ParsedRow[] = [];
    const faults: TableFault[] = [];
    text.split(/\r\n|\n|\r/).forEach((line, index) => {
      try {
        rows.push(...recordsOf(line, delimiter, index + 1));
      } catch {
        faults.push({ line: index + 1, reason: 'expected a quote to end, found none that does' });
      }
    });
    return { rows, faults };
  }
}

function recordsOf(text: string, delimiter: string, firstLine: number): ParsedRow[] {
  const records = parse(text, {
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    trim: true,
  }) as unknown as { record: string[]; info: Info }[];
  return records
    .filter(({ record }) => record.length > 1 || record[0] !== '')
    .map(({ record, info }) => ({ line: info.lines + firstLine - 1, cells: record }));
}
