import type { Axis } from '#shared/axis';
import type { BinaryFile, PlainReader } from '../binary-file';
import type { BlockDimension } from '../block';
import { BlockScanFile } from '../block-scan';
import { lineAt, numbersInText } from '../numeric-text';
import { finiteNumber } from './key-value-text';
import {
  areStepsOf,
  mbsDeflectorAxis,
  mbsDetails,
  mbsEnergyAxis,
  mbsHeader,
  mbsSlitAxis,
  mbsSteps,
  type MbsHeader,
} from './mbs-header';

const format = { id: 'mbs-text', label: 'MB Scientific text (.txt)' };

/**
 * Text of MB Scientific's A1Soft: a header of keys and tabs, `DATA:`, and a line an
 * energy with a column a slice, the energy before them or not. Two columns are energies and
 * counts over all slices. With as many lines as there are slices it is a spectrum on its side,
 * [slit angle][energy], where there are as many columns as energies, else a map at constant
 * energy, [slit angle][deflector angle], which has no energy axis.
 */
export const mbsTextReader: PlainReader = {
  label: format.label,
  matches: ({ headText }) => {
    // A header of one key and tab a line, with a key that is A1Soft's own.
    return (
      /^[^\r\n\t]+\t[^\r\n]*\r?\n/.test(headText) &&
      /^(Frames Per Step|Pass Energy|Lens Mode|Start K\.E\.|NoS)\t/m.test(headText)
    );
  },
  open(file) {
    const stored = file.text();
    file.expectLineEnd(stored);
    const text = withDecimalPoints(stored);
    const start = /^DATA:[^\r\n]*(\r\n|\r|\n)/m.exec(text);
    if (start === null) throw file.cutShort('the line DATA:', file.size + 1);
    const header = mbsHeader(text.slice(0, start.index));
    const { rows, columns, values } = matrix(file, text, start.index + start[0].length);
    const notes: string[] = [];
    const { dimensions, skipped } = matrixDimensions(file, header, rows, columns, values, notes);
    const width = columns - skipped;
    return new BlockScanFile(file, {
      format,
      path: 'DATA',
      dimensions,
      fastest: 'last',
      read: (first, count) => {
        if (skipped === 0) return values.subarray(first, first + count);
        return Float64Array.from({ length: count }, (_, i) => {
          const at = first + i;
          return values[Math.floor(at / width) * columns + skipped + (at % width)];
        });
      },
      details: () => mbsDetails(header),
      notes,
    });
  },
};

/** A computer set to decimal commas writes them throughout. */
function withDecimalPoints(text: string): string {
  return /^Start K\.E\.\t-?\d+,\d/m.test(text) ? text.replaceAll(',', '.') : text;
}

/** Lines of equally many numbers. A last line without its end is still being written. */
function matrix(file: BinaryFile, text: string, start: number) {
  const first = lineAt(text, start).line;
  const columns = numbersInText(first, 0, first.length).values.length;
  const { values, end } = numbersInText(text, start, text.length);
  if (/\S/.test(text.slice(end, end + 64).replaceAll('\0', ' '))) {
    throw file.wrong(`expected numbers after DATA:, found "${text.slice(end, end + 20)}"`);
  }
  if (columns === 0 || values.length % columns !== 0) {
    throw file.cutShort(`lines of ${columns} numbers`, file.size + 1);
  }
  return { rows: values.length / columns, columns, values };
}

function matrixDimensions(
  file: BinaryFile,
  header: MbsHeader,
  rows: number,
  columns: number,
  values: Float64Array,
  notes: string[],
): { dimensions: BlockDimension[]; skipped: number } {
  const slices = finiteNumber(header.get('NoS')) ?? columns;
  const isIntegrated = columns === 2 && slices > 2;
  if (slices !== columns && slices !== columns - 1 && !isIntegrated) {
    if (slices !== rows) {
      throw file.wrong(`expected ${slices} slices (NoS) in each line, found ${columns} numbers`);
    }
    return { dimensions: slicesByLine(file, header, rows, columns, notes), skipped: 0 };
  }
  const skipped = slices === columns ? 0 : 1;
  if (rows < mbsSteps(file, header) && !areSteps(file, header, rows)) {
    throw file.cutShort(`${mbsSteps(file, header)} energies, not ${rows},`, file.size + 1);
  }
  const named = mbsEnergyAxis(file, header, rows, notes);
  const energy = skipped === 1 && rows > 1 ? energyColumn(named, values, rows, columns) : named;
  if (isIntegrated) return { dimensions: [{ axis: energy, role: 'energy' }], skipped };
  const slit = mbsSlitAxis(header, columns - skipped, notes);
  return {
    dimensions: [
      { axis: energy, role: 'energy' },
      { axis: slit, role: 'angle' },
    ],
    skipped,
  };
}

/** Whether so many lines or columns are energies: as the header counts them, or as its limits say. */
function areSteps(file: BinaryFile, header: MbsHeader, count: number): boolean {
  return (
    finiteNumber(header.get('No. Steps')) === count || areStepsOf(mbsSteps(file, header), count)
  );
}

/** A line a slice: over energies, or over the deflector at one energy. */
function slicesByLine(
  file: BinaryFile,
  header: MbsHeader,
  rows: number,
  columns: number,
  notes: string[],
): BlockDimension[] {
  const slit: BlockDimension = { axis: mbsSlitAxis(header, rows, notes), role: 'angle' };
  if (finiteNumber(header.get('No. Steps')) === columns) {
    return [slit, { axis: mbsEnergyAxis(file, header, columns, notes), role: 'energy' }];
  }
  notes.push('A map at constant energy: there is no energy axis');
  const steps = { name: 'Deflector step', unit: '', start: 0, step: 1, count: columns };
  return [slit, { axis: mbsDeflectorAxis(header, columns) ?? steps, role: 'scan' }];
}

/** The energies of the first column; where they are the beginnings of the steps, the centres. */
function energyColumn(centres: Axis, values: Float64Array, rows: number, columns: number): Axis {
  const [first, last] = [values[0], values[(rows - 1) * columns]];
  const isBeginning = [first, last].every((value, end) => {
    const centre = centres.start + (end === 0 ? 0 : (rows - 1) * centres.step);
    return Math.abs(centre - value - centres.step / 2) < Math.abs(centres.step) / 4;
  });
  return isBeginning ? centres : { ...centres, start: first, step: (last - first) / (rows - 1) };
}
