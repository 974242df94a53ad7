import type { Axis } from '#shared/axis';
import type { BinaryFile, PlainReader } from '../binary-file';
import type { BlockDimension } from '../block';
import { BlockScanFile } from '../block-scan';
import { chosenRegion } from '../regions';
import { scanAxesOf } from '../scan-axes';
import type { FrameMotor } from '../scan-file';
import { bytesPerNumber, storedNumbers, type NumberType } from '../stored-numbers';
import { energyAxisName, unitName } from '../uniform-axis';
import {
  fitsDataBytes,
  fitsNumber,
  fitsText,
  readFitsHeader,
  type FitsHeader,
} from './fits-header';
import { finiteNumber } from './key-value-text';

const format = { id: 'als-fits', label: 'ALS FITS (HERS, MAESTRO)' };
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

interface Column {
  name: string;
  unit: string;
  type: NumberType;
  count: number;
  /** Bytes from the start of a row. */
  offset: number;
  index: number;
}

interface Table {
  header: FitsHeader;
  start: number;
  rowBytes: number;
  rows: number;
  columns: Column[];
}

/**
 * FITS as the LabVIEW programs at ALS write it: a header of settings, then a binary
 * table `data` with a row a scan point, big-endian. Spectra are columns whose `TDIM`
 * names two dimensions, the first of them the fastest; axis = TRVAL + (i + 1 − TRPIX)
 * · TDELT, with TRPIX counted from 1.
 */
export const fitsReader: PlainReader = {
  label: format.label,
  matches: ({ headText }) => /^SIMPLE {2}= +T/.test(headText),
  open(file, options) {
    const primary = readFitsHeader(file, 0);
    const table = readTable(file, primary);
    const [first, ...others] = table.columns.flatMap((column) => {
      const axes = spectrumAxes(file, table.header, column);
      return axes === null ? [] : [{ name: column.name, column, axes }];
    });
    if (first === undefined) {
      const found = table.columns.map(({ name }) => name).join(', ');
      throw file.wrong(`expected a column of spectra (TDIM with two dimensions), found ${found}`);
    }
    const { region, notes, regions } = chosenRegion(file, [first, ...others], options);
    const angle = region.axes.find(({ role }) => role === 'angle');
    if (angle?.axis.unit === 'pixel') notes.push('The file gives no angle scale: detector pixels');
    const { column } = region;
    const scan = pointColumns(table);
    const stage = stageMotors(primary);
    const measuredAt = isoTime(fitsText(primary, 'START_T'));
    const moved = scan.filter(({ name }) => scannedMotors(primary).includes(name));
    return new BlockScanFile(file, {
      format,
      path: column.name,
      dimensions: [...pointDimension(table), ...region.axes],
      fastest: 'last',
      read: (firstValue, count) => cells(file, table, column, firstValue, count),
      details: (point) => ({
        motors: merged(valuesAt(file, table, scan, point), stage),
        measuredAt: table.rows === 1 ? measuredAt : null,
        dwellSeconds: null,
      }),
      scanAxes: scanAxesOf(moved.map(({ name }) => name)),
      regions,
      notes,
    });
  },
};

function readTable(file: BinaryFile, primary: FitsHeader): Table {
  let offset = primary.end + fitsDataBytes(primary);
  for (let extension = 0; extension < MOST_EXTENSIONS; extension++) {
    const header = readFitsHeader(file, offset);
    if (fitsText(header, 'XTENSION') === 'BINTABLE') return tableOf(file, header);
    offset = header.end + fitsDataBytes(header);
  }
  throw file.wrong('expected a binary table, found none');
}

function tableOf(file: BinaryFile, header: FitsHeader): Table {
  const rowBytes = fitsNumber(header, 'NAXIS1') ?? 0;
  const declared = fitsNumber(header, 'NAXIS2') ?? 0;
  const fields = fitsNumber(header, 'TFIELDS') ?? 0;
  if (!Number.isInteger(fields) || fields < 1 || fields > MOST_COLUMNS) {
    throw file.wrong(`expected from 1 to ${MOST_COLUMNS} columns in the table, found ${fields}`);
  }
  const columns: Column[] = [];
  let offset = 0;
  for (let index = 1; index <= fields; index++) {
    const form = /^(\d*)([A-Z])/.exec(fitsText(header, `TFORM${index}`));
    if (form === null) throw file.wrong(`expected TFORM${index} of the table, found none`);
    const count = form[1] === '' ? 1 : Number(form[1]);
    const type = numberTypes[form[2]];
    const name = fitsText(header, `TTYPE${index}`);
    const unit = unitName(fitsText(header, `TUNIT${index}`));
    if (type !== undefined) columns.push({ name, unit, type, count, offset, index });
    offset += count * bytesOfForm(file, form[2]);
  }
  if (offset !== rowBytes || !Number.isSafeInteger(rowBytes) || rowBytes < 1) {
    throw file.wrong(`expected rows of ${offset} bytes as the columns say, found ${rowBytes}`);
  }
  if (!Number.isInteger(declared) || declared < 0) {
    throw file.wrong(`expected a number of rows in the table, found ${declared}`);
  }
  // A row a point is appended while the scan runs; its count may be written at the end.
  const present = Math.floor((file.size - header.end) / rowBytes);
  if (present < Math.max(1, declared)) {
    throw file.cutShort('the rows of the table', header.end + Math.max(1, declared) * rowBytes);
  }
  return { header, start: header.end, rowBytes, rows: Math.max(1, declared), columns };
}

function bytesOfForm(file: BinaryFile, letter: string): number {
  const type = numberTypes[letter];
  if (type !== undefined) return bytesPerNumber[type];
  if (letter === 'A' || letter === 'L') return 1;
  if (letter === 'C') return 8;
  if (letter === 'M') return 16;
  throw file.wrong(`expected a known type of column, found TFORM with ${letter}`);
}

/** The two axes of a column of spectra in C order; null for any other column. */
function spectrumAxes(
  file: BinaryFile,
  header: FitsHeader,
  column: Column,
): BlockDimension[] | null {
  const { index, count } = column;
  const list = (keyword: string) =>
    fitsText(header, `${keyword}${index}`)
      .replace(/^\(|\)$/g, '')
      .split(',')
      .map((item) => item.trim());
  const lengths = list('TDIM').map(Number);
  if (lengths.length !== 2) return null;
  if (
    lengths.some((length) => !Number.isInteger(length) || length < 1) ||
    lengths[0] * lengths[1] !== count
  ) {
    throw file.wrong(`expected ${count} values in ${column.name}, found ${lengths.join(' × ')}`);
  }
  const names = list('TDESC');
  const numbers = (keyword: string) =>
    list(keyword).map((text) => {
      const value = finiteNumber(text);
      if (value === null) throw file.wrong(`expected numbers in ${keyword}${index}, found ${text}`);
      return value;
    });
  const [pixel, value, step] = ['TRPIX', 'TRVAL', 'TDELT'].map(numbers);
  const axes = lengths.map((length, d): BlockDimension => {
    const isEnergy = /ev|energy/i.test(names[d] ?? '');
    const start = value[d] + (1 - pixel[d]) * step[d];
    const axis: Axis = { name: names[d] ?? '', unit: '', start, step: step[d], count: length };
    const last = start + (length - 1) * step[d];
    if (isEnergy) {
      return {
        axis: { ...axis, name: energyAxisName(null, start, last), unit: 'eV' },
        role: 'energy',
      };
    }
    const unit = /deg/i.test(names[d] ?? '') ? 'deg' : 'pixel';
    return {
      axis: { ...axis, name: unit === 'pixel' ? 'Detector pixel' : 'Angle', unit },
      role: 'angle',
    };
  });
  return axes.reverse();
}

/** Values of a column, a row after the other: `first` and `count` are multiples of a row's or within one. */
function cells(file: BinaryFile, table: Table, column: Column, first: number, count: number) {
  const size = bytesPerNumber[column.type];
  const values = new Float64Array(count);
  for (let done = 0; done < count;) {
    const row = Math.floor((first + done) / column.count);
    const within = (first + done) % column.count;
    const length = Math.min(column.count - within, count - done);
    const offset = table.start + row * table.rowBytes + column.offset + within * size;
    const bytes = file.bytes(offset, length * size, `row ${row} of the table`);
    const numbers = storedNumbers(bytes, column.type, 'big-endian');
    if (length === count) return numbers;
    values.set(numbers, done);
    done += length;
  }
  return values;
}

function pointDimension({ rows }: Table): BlockDimension[] {
  if (rows === 1) return [];
  return [{ axis: { name: '', unit: '', start: 0, step: 1, count: rows }, role: 'scan' }];
}

/** Columns of one number a point: scanned motors and readings. */
function pointColumns({ columns }: Table): Column[] {
  return columns.filter(
    ({ name, count }) => count === 1 && name !== '' && name !== 'null' && !/^time$/i.test(name),
  );
}

function valuesAt(
  file: BinaryFile,
  table: Table,
  columns: readonly Column[],
  row: number,
): FrameMotor[] {
  return columns.flatMap((column) => {
    const value = cells(file, table, column, row, 1)[0];
    return Number.isFinite(value) ? [{ name: column.name, unit: column.unit, value }] : [];
  });
}

/** Motors the scan plan moves: `NM_loop_device`. */
function scannedMotors({ cards }: FitsHeader): string[] {
  return [...cards].flatMap(([keyword, { value }]) =>
    /^NM_\d+_\d+$/.test(keyword) && value !== 'null' && value !== '' ? [value] : [],
  );
}

/** Stage positions `LMOTORn`, else `PMOTORn`, named by their comments. The header states no units. */
function stageMotors({ cards }: FitsHeader): FrameMotor[] {
  const named = (keyword: RegExp) =>
    [...cards].flatMap(([key, { value, comment }]) => {
      const position = finiteNumber(value);
      return keyword.test(key) && position !== null && comment !== ''
        ? [{ name: comment, unit: '', value: position }]
        : [];
    });
  return merged(named(/^LMOTOR\d+$/), named(/^PMOTOR\d+$/));
}

function merged(preferred: FrameMotor[], others: FrameMotor[]): FrameMotor[] {
  return [
    ...preferred,
    ...others.filter(({ name }) => !preferred.some((motor) => motor.name === name)),
  ];
}

/** `12/11/2021 5:16:03 PM`, month first, as ISO 8601; the file states no zone. */
function isoTime(text: string): string | null {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2}):(\d{2}) ([AP])M$/.exec(text);
  if (match === null) return null;
  const [, month, day, year, hour, minute, second, half] = match;
  const padded = (value: string | number) => String(value).padStart(2, '0');
  const hours = (Number(hour) % 12) + (half === 'P' ? 12 : 0);
  return `${year}-${padded(month)}-${padded(day)}T${padded(hours)}:${minute}:${second}`;
}
