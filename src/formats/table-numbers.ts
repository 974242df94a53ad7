/** The number in a cell; null where the cell holds none, or one that can be read in two ways. */
export type NumberReader = (cell: string) => number | null;

type Mark = '.' | ',';

/** Thousands parted by blanks or apostrophes. */
const groupedByBlanks = /^[+-]?[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?:[.,]\d*)?$/;
const sign = '[+-]?';
const exponent = '(?:[eE][+-]?\\d+)?';
const plain = new RegExp(`^${sign}(?:\\d+\\.?\\d*|\\.\\d+)${exponent}$`);
const withComma = new RegExp(`^${sign}(?:\\d+,\\d*|\\d*,\\d+)${exponent}$`);
const groupedByComma = new RegExp(`^${sign}[1-9]\\d{0,2}(?:,\\d{3})+(?:\\.\\d*)?${exponent}$`);
const groupedByPoint = new RegExp(`^${sign}[1-9]\\d{0,2}(?:\\.\\d{3})+(?:,\\d*)?${exponent}$`);

/**
 * Reads the numbers of a table by the one decimal mark that its columns of numbers allow: one
 * program wrote them all. `0,10` shows a decimal comma, `1,100.5` commas between thousands; cells
 * parted by semicolons have decimal commas unless they show otherwise. Where nothing tells what
 * `1,100` is, it is no number: a place is never guessed.
 */
export function numberReader(
  rows: readonly (readonly string[])[],
  delimiter: string,
): NumberReader {
  const shown = marksShown(rows);
  const marks = shown.size === 0 && delimiter === ';' ? new Set<Mark>([',']) : shown;
  const decimal = marks.size === 1 ? [...marks][0] : null;
  const pointsGroup = decimal === ',' && rows.some((cells) => cells.some(showsPointsAsGroups));
  return (cell) => {
    const value = numberOf(compact(cell), decimal, pointsGroup);
    return value !== null && Number.isFinite(value) ? value : null;
  };
}

/** Marks shown in columns that hold nothing but numbers. */
function marksShown(rows: readonly (readonly string[])[]): Set<Mark> {
  const marks = new Set<Mark>();
  const width = rows.at(0)?.length ?? 0;
  for (let column = 0; column < width; column++) {
    const cells = rows.map((row) => compact(row[column])).filter((cell) => cell !== '');
    if (!cells.every(isNumberLike)) continue;
    for (const cell of cells) {
      const mark = markShownBy(cell);
      if (mark !== null) marks.add(mark);
    }
  }
  return marks;
}

function isNumberLike(cell: string): boolean {
  return (
    [plain, withComma, groupedByComma, groupedByPoint].some((pattern) => pattern.test(cell)) ||
    /^[+-]?(nan|inf(inity)?)$/i.test(cell)
  );
}

function showsPointsAsGroups(cell: string): boolean {
  const text = compact(cell);
  return (
    groupedByPoint.test(text) && (text.includes(',') || text.indexOf('.') !== text.lastIndexOf('.'))
  );
}

/** The decimal mark that a cell can have only; null where it tells nothing. */
function markShownBy(cell: string): Mark | null {
  const commas = cell.split(',').length - 1;
  const points = cell.split('.').length - 1;
  if (commas === 0 && points === 0) return null;
  if (commas === 0) {
    // A point before anything but three digits is no thousands: the usual case.
    if (points > 1) return groupedByPoint.test(cell) ? ',' : null;
    return plain.test(cell) && !groupedByPoint.test(cell) ? '.' : null;
  }
  if (groupedByComma.test(cell)) return commas > 1 || points > 0 ? '.' : null;
  if (groupedByPoint.test(cell) || withComma.test(cell)) return ',';
  return null;
}

function numberOf(cell: string, decimal: Mark | null, pointsGroup: boolean): number | null {
  if (cell === '') return null;
  if (decimal === ',') {
    const isGrouped = groupedByPoint.test(cell);
    if (isGrouped && (pointsGroup || !plain.test(cell))) {
      return Number(cell.replaceAll('.', '').replace(',', '.'));
    }
    if (withComma.test(cell)) return Number(cell.replace(',', '.'));
    // `1.100` among decimal commas may be either; `0.5` is a number in any case.
    return plain.test(cell) && !isGrouped ? Number(cell) : null;
  }
  if (plain.test(cell)) return Number(cell);
  const isGrouped = groupedByComma.test(cell);
  if (isGrouped && (decimal === '.' || cell.includes('.'))) return Number(cell.replaceAll(',', ''));
  // In a table that shows both marks, what can be read in one way only is read so.
  return withComma.test(cell) && !isGrouped ? Number(cell.replace(',', '.')) : null;
}

/** A cell without what says nothing: blanks around it, and those between thousands. */
function compact(cell: string): string {
  const text = cell.trim().replace('\u2212', '-');
  return groupedByBlanks.test(text) ? text.replace(/[ \u00a0\u2009\u202f'’]/g, '') : text;
}
