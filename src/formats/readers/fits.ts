import type { Axis } from '#shared/axis';
import type { BinaryFile, PlainReader } from '../binary-file';
import type { BlockDimension } from '../block';
import { BlockScanFile } from '../block-scan';
import { chosenRegion } from '../regions';
import { scanAxesOf } from '../scan-axes';
import type { FrameMotor } from '../scan-file';
import { energyAxisName } from '../uniform-axis';
import { fitsText, readFitsHeader, type FitsHeader } from './fits-header';
import { fitsCells, readFitsTable, type FitsColumn, type FitsTable } from './fits-table';
import { finiteNumber } from './key-value-text';

const format = { id: 'als-fits', label: 'ALS FITS (HERS, MAESTRO)' };
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
    const table = readFitsTable(file, primary);
    const found = table.columns.flatMap((column) => {
      const axes = spectrumAxes(file, table.header, column);
      return axes === null ? [] : [{ name: column.name, column, axes }];
    });
    // Images before curves that were summed over the detector.
    const [first, ...others] = found.sort((a, b) => b.axes.length - a.axes.length);
    if (first === undefined) {
      const names = table.columns.map(({ name }) => name).join(', ');
      throw file.wrong(`expected a column of spectra (TDIM with two dimensions), found ${names}`);
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
      read: (firstValue, count) => fitsCells(file, table, column, firstValue, count),
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

/**
 * The axes of a column of spectra in C order: energies and pixels, or energies alone. Null for
 * any other column.
 */
function spectrumAxes(
  file: BinaryFile,
  header: FitsHeader,
  column: FitsColumn,
): BlockDimension[] | null {
  const { index, count } = column;
  const list = (keyword: string) => {
    const text = fitsText(header, `${keyword}${index}`).replace(/^\(|\)$/g, '');
    return text === '' ? [] : text.split(',').map((item) => item.trim());
  };
  const names = list('TDESC');
  const declared = list('TDIM').map(Number);
  const isCurve = declared.length < 2 && count > 1 && isEnergy(names[0] ?? column.name);
  const lengths = isCurve ? [count] : declared;
  if (!isCurve && lengths.filter((length) => length > 1).length !== 2) return null;
  if (
    lengths.some((length) => !Number.isInteger(length) || length < 1) ||
    lengths.reduce((product, length) => product * length, 1) !== count
  ) {
    throw file.wrong(`expected ${count} values in ${column.name}, found ${lengths.join(' × ')}`);
  }
  const scale = (keyword: string, dimension: number, otherwise: number) => {
    const text = list(keyword).at(dimension);
    const value = text === undefined ? otherwise : finiteNumber(text);
    if (value === null) throw file.wrong(`expected numbers in ${keyword}${index}, found ${text}`);
    return value;
  };
  // Dimensions of one pixel pad a spectrum.
  const axes = lengths.flatMap((length, d): BlockDimension[] => {
    if (length === 1 && !isCurve) return [];
    const name = names.length === 0 && isCurve ? column.name : (names[d] ?? '');
    const step = scale('TDELT', d, 1);
    const start = scale('TRVAL', d, 0) + (1 - scale('TRPIX', d, 1)) * step;
    const axis: Axis = { name, unit: '', start, step, count: length };
    return [isEnergy(name) ? energyDimension(axis) : detectorDimension(axis)];
  });
  return axes.reverse();
}

function isEnergy(name: string): boolean {
  return /\bev\b|energy/i.test(name);
}

function energyDimension(axis: Axis): BlockDimension {
  const last = axis.start + (axis.count - 1) * axis.step;
  return {
    axis: { ...axis, name: energyAxisName(null, axis.start, last), unit: 'eV' },
    role: 'energy',
  };
}

function detectorDimension(axis: Axis): BlockDimension {
  const unit = /deg/i.test(axis.name) ? 'deg' : 'pixel';
  return {
    axis: { ...axis, name: unit === 'pixel' ? 'Detector pixel' : 'Angle', unit },
    role: 'angle',
  };
}

function pointDimension({ rows }: FitsTable): BlockDimension[] {
  if (rows === 1) return [];
  return [{ axis: { name: '', unit: '', start: 0, step: 1, count: rows }, role: 'scan' }];
}

/** Columns of one number a point: scanned motors and readings. */
function pointColumns({ columns }: FitsTable): FitsColumn[] {
  return columns.filter(
    ({ name, count }) => count === 1 && name !== '' && name !== 'null' && !/^time$/i.test(name),
  );
}

function valuesAt(
  file: BinaryFile,
  table: FitsTable,
  columns: readonly FitsColumn[],
  row: number,
): FrameMotor[] {
  return columns.flatMap((column) => {
    const value = fitsCells(file, table, column, row, 1)[0];
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
