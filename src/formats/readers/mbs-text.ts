import type { BinaryFile, PlainReader } from '../binary-file';
import type { BlockDimension } from '../block';
import { BlockScanFile } from '../block-scan';
import { lineAt, numbersInText } from '../numeric-text';
import { finiteNumber } from './key-value-text';
import {
  mbsAxis,
  mbsDetails,
  mbsEnergyAxis,
  mbsHeader,
  mbsSlitAxis,
  type MbsHeader,
} from './mbs-header';

const format = { id: 'mbs-text', label: 'MB Scientific text (.txt)' };

/**
 * Text of MB Scientific's A1Soft: a header of keys and tabs, `DATA:`, and a line an
 * energy with a column a slice, the energy before them or not. With as many lines as
 * there are slices it is a map at constant energy, [slit angle][deflector angle],
 * which has no energy axis.
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
    const text = file.text();
    file.expectLineEnd(text);
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
  const slices = finiteNumber(header.get('NoS'));
  if (slices === rows && slices !== columns && slices !== columns - 1) {
    const deflector = mbsAxis(
      header,
      [
        ['YScaleMin', 'YScaleMax'],
        ['MapStartX', 'MapEndX'],
      ],
      'Deflector angle',
      columns,
    );
    notes.push('A map at constant energy: there is no energy axis');
    return {
      dimensions: [
        { axis: mbsSlitAxis(header, rows, notes), role: 'angle' },
        {
          axis: deflector ?? {
            name: 'Deflector step',
            unit: '',
            start: 0,
            step: 1,
            count: columns,
          },
          role: 'scan',
        },
      ],
      skipped: 0,
    };
  }
  if (slices !== null && slices !== columns && slices !== columns - 1) {
    throw file.wrong(`expected ${slices} slices (NoS) in each line, found ${columns} numbers`);
  }
  const skipped = slices === columns - 1 ? 1 : 0;
  const named = mbsEnergyAxis(file, header, rows);
  // An energy column says where the channels are.
  const energy =
    skipped === 1 && rows > 1
      ? {
          ...named,
          start: values[0],
          step: (values[(rows - 1) * columns] - values[0]) / (rows - 1),
        }
      : named;
  const slit = mbsSlitAxis(header, columns - skipped, notes);
  return {
    dimensions: [
      { axis: energy, role: 'energy' },
      { axis: slit, role: 'angle' },
    ],
    skipped,
  };
}
