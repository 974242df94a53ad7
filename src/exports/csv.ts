export type CsvCell = string | number | null;

/** RFC 4180 with line feeds; null and values that are no number are empty cells. */
export function csvText(header: readonly CsvCell[], rows: readonly (readonly CsvCell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(cellText).join(',')}\n`).join('');
}

/** What a spreadsheet reads as the beginning of a formula, in either width. */
const formula = /^\s*[=+\-@＝＋－＠]/u;
/** Control and format characters but the line feed, which notes may hold. */
const control = /(?!\n)[\p{C}\p{Zl}\p{Zp}]+/gu;

/**
 * Text of files and users as a table may hold it: an apostrophe before what a spreadsheet would
 * take for a formula, no control characters. Numbers are cells of their own and stay as they are.
 */
export function harmlessText(text: string): string {
  const clean = text.replaceAll('\r\n', '\n').replace(control, ' ');
  return formula.test(clean) ? `'${clean}` : clean;
}

function cellText(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const text = harmlessText(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
