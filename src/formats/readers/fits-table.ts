import type { BinaryFile } from '../binary-file';
import { bytesPerNumber, storedNumbers, type NumberType } from '../stored-numbers';
import { unitName } from '../uniform-axis';
import {
  fitsDataBytes,
  fitsNumber,
  fitsText,
  readFitsHeader,
  type FitsHeader,
} from './fits-header';

const MOST_COLUMNS = 999;
const MOST_EXTENSIONS = 64;

const numberTypes: Readonly<Record<string, NumberType>> = {
  B: 'uint8',
  I: 'int16',
  J: 'int32',
  K: 'int64',
  E: 'float32',
  D: 'float64',
};

/** A column of numbers; those of text and of arrays kept elsewhere are passed over. */
export interface FitsColumn {
  name: string;
  unit: string;
  type: NumberType;
  count: number;
  /** Bytes from the start of a row. */
  offset: number;
  index: number;
  /** Stored whole numbers stand for `value · scale + zero`, as unsigned ones do. */
  scale: number;
  zero: number;
}

/** A binary table with a row a point. */
export interface FitsTable {
  header: FitsHeader;
  start: number;
  rowBytes: number;
  rows: number;
  columns: FitsColumn[];
}

/** The first binary table of a file. Throws `incomplete` when it is cut short. */
export function readFitsTable(file: BinaryFile, primary: FitsHeader): FitsTable {
  let offset = primary.end + fitsDataBytes(primary);
  if (fitsDataBytes(primary) > 0 && offset >= file.size) {
    throw file.wrong('expected a binary table of spectra, found an image alone');
  }
  for (let extension = 0; extension < MOST_EXTENSIONS; extension++) {
    const header = readFitsHeader(file, offset);
    if (fitsText(header, 'XTENSION') === 'BINTABLE') return tableOf(file, header);
    offset = header.end + fitsDataBytes(header);
  }
  throw file.wrong('expected a binary table, found none');
}

function tableOf(file: BinaryFile, header: FitsHeader): FitsTable {
  const rowBytes = fitsNumber(header, 'NAXIS1') ?? 0;
  const declared = fitsNumber(header, 'NAXIS2') ?? 0;
  const fields = fitsNumber(header, 'TFIELDS') ?? 0;
  if (!Number.isInteger(fields) || fields < 1 || fields > MOST_COLUMNS) {
    throw file.wrong(`expected from 1 to ${MOST_COLUMNS} columns in the table, found ${fields}`);
  }
  const columns: FitsColumn[] = [];
  let offset = 0;
  for (let index = 1; index <= fields; index++) {
    const form = /^(\d*)([A-Z])/.exec(fitsText(header, `TFORM${index}`));
    if (form === null) throw file.wrong(`expected TFORM${index} of the table, found none`);
    const count = form[1] === '' ? 1 : Number(form[1]);
    const type = numberTypes[form[2]];
    const name = fitsText(header, `TTYPE${index}`);
    const unit = unitName(fitsText(header, `TUNIT${index}`));
    const scale = fitsNumber(header, `TSCAL${index}`) ?? 1;
    const zero = fitsNumber(header, `TZERO${index}`) ?? 0;
    if (type !== undefined) columns.push({ name, unit, type, count, offset, index, scale, zero });
    offset += form[2] === 'X' ? Math.ceil(count / 8) : count * bytesOfForm(file, form[2]);
  }
  if (offset !== rowBytes || !Number.isSafeInteger(rowBytes) || rowBytes < 1) {
    throw file.wrong(`expected rows of ${offset} bytes as the columns say, found ${rowBytes}`);
  }
  if (!Number.isInteger(declared) || declared < 0) {
    throw file.wrong(`expected a number of rows in the table, found ${declared}`);
  }
  // A row a point is appended while the scan runs; its count may be written at the end.
  const present = Math.floor((file.size - header.end) / rowBytes);
  const rows = declared > 0 ? declared : Math.max(1, present);
  if (present < rows) {
    throw file.cutShort('the rows of the table', header.end + rows * rowBytes);
  }
  return { header, start: header.end, rowBytes, rows, columns };
}

function bytesOfForm(file: BinaryFile, letter: string): number {
  const type = numberTypes[letter];
  if (type !== undefined) return bytesPerNumber[type];
  if (letter === 'A' || letter === 'L') return 1;
  // Complex numbers, and where arrays of differing length are kept behind the table.
  if (letter === 'C' || letter === 'P') return 8;
  if (letter === 'M' || letter === 'Q') return 16;
  throw file.wrong(`expected a known type of column, found TFORM with ${letter}`);
}

/** Values of a column, a row after the other: `first` and `count` are multiples of a row's or within one. */
export function fitsCells(
  file: BinaryFile,
  table: FitsTable,
  column: FitsColumn,
  first: number,
  count: number,
) {
  const size = bytesPerNumber[column.type];
  const values = new Float64Array(count);
  for (let done = 0; done < count;) {
    const row = Math.floor((first + done) / column.count);
    const within = (first + done) % column.count;
    const length = Math.min(column.count - within, count - done);
    const offset = table.start + row * table.rowBytes + column.offset + within * size;
    const bytes = file.bytes(offset, length * size, `row ${row} of the table`);
    const stored = storedNumbers(bytes, column.type, 'big-endian');
    const isScaled = column.scale !== 1 || column.zero !== 0;
    const numbers = isScaled
      ? Float64Array.from(stored, (value) => value * column.scale + column.zero)
      : stored;
    if (length === count) return numbers;
    values.set(numbers, done);
    done += length;
  }
  return values;
}
