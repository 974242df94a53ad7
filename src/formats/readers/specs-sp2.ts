import type { Axis } from '#shared/axis';
import type { BinaryFile, PlainReader } from '../binary-file';
import { BlockScanFile } from '../block-scan';
import { lineAt, numbersInText } from '../numeric-text';
import { unitName } from '../uniform-axis';
import { slitAxis } from './axis-roles';
import { energyDimension } from './binding-energy';
import { finiteNumber } from './key-value-text';

const format = { id: 'specs-sp2', label: 'SPECS image (.sp2)' };
const LONGEST_HEADER_LINES = 2000;

interface Header {
  values: Map<string, string>;
  columns: number;
  rows: number;
  /** Where the values begin. */
  start: number;
}

/**
 * An image of SPECS Prodigy, a text that begins with `P2`: lines `# key = value`, among them the
 * ranges and labels of both axes, then a line `columns rows maximum` and the values, a row after
 * the other. The ranges are those of the centres of the first and the last column and row.
 */
export const specsSp2Reader: PlainReader = {
  label: format.label,
  matches: ({ headText }) => /^P2\s*\r?\n#[^\r\n]*SPECS/.test(headText),
  open(file) {
    const text = file.text();
    file.expectLineEnd(text);
    const header = headerOf(file, text);
    const { values: settings, columns, rows } = header;
    const { values } = numbersInText(text, header.start, columns * rows);
    if (values.length < columns * rows) {
      throw file.cutShort(`${columns} × ${rows} values, not ${values.length},`, file.size + 1);
    }
    const across = axisOf(file, settings, 'X', columns);
    const down = axisOf(file, settings, 'Y', rows);
    const isEnergy = ({ name, unit }: Axis) => unit === 'eV' || /energy/i.test(name);
    if (isEnergy(across) === isEnergy(down)) {
      throw file.wrong(
        `expected one axis of energies, found ${across.name} (${across.unit}) and ${down.name} (${down.unit})`,
      );
    }
    const dimension = (axis: Axis) =>
      isEnergy(axis)
        ? energyDimension(axis)
        : { axis: { ...axis, ...slitAxis(axis.unit) }, role: 'angle' as const };
    return new BlockScanFile(file, {
      format,
      path: settings.get('Images') ?? 'image',
      dimensions: [dimension(down), dimension(across)],
      fastest: 'last',
      read: (first, count) => values.subarray(first, first + count),
      details: () => ({
        motors: [],
        measuredAt: isoTime(settings.get('Creation Date')),
        dwellSeconds: finiteNumber(settings.get('total_integration_time')),
      }),
      notes: [],
    });
  },
};

function headerOf(file: BinaryFile, text: string): Header {
  const values = new Map<string, string>();
  let at = lineAt(text, 0).next;
  for (let lines = 0; lines < LONGEST_HEADER_LINES && at < text.length; lines++) {
    const { line, next } = lineAt(text, at);
    at = next;
    if (!line.startsWith('#')) {
      const size = /^\s*(\d+)\s+(\d+)\s+\d+\s*$/.exec(line);
      if (line.trim() === '') continue;
      if (size === null)
        throw file.wrong(`expected columns, rows and maximum, found "${line.slice(0, 40)}"`);
      const [columns, rows] = [Number(size[1]), Number(size[2])];
      if (columns < 1 || rows < 1 || columns * rows > text.length) {
        throw file.cutShort(`${columns} × ${rows} values`, file.size + 1);
      }
      return { values, columns, rows, start: at };
    }
    const entry = /^#\s*([^=]+?)\s*=\s*"?([^"#]*?)"?\s*(?:#.*)?$/.exec(line);
    if (entry !== null) values.set(entry[1], entry[2]);
  }
  throw file.cutShort('the size of the image', file.size + 1);
}

/** `[4.9 .. 5.7] eV` as an axis. */
function axisOf(
  file: BinaryFile,
  settings: Map<string, string>,
  name: 'X' | 'Y',
  count: number,
): Axis {
  const text = settings.get(`${name} Range`) ?? '';
  const match = /^\[\s*(\S+)\s*\.\.\s*(\S+)\s*\]\s*(\S*)/.exec(text);
  const [first, last] = [finiteNumber(match?.[1]), finiteNumber(match?.[2])];
  if (match === null || first === null || last === null) {
    throw file.wrong(`expected the range of ${name} as [first .. last] unit, found "${text}"`);
  }
  return {
    name: settings.get(`${name} Label`) ?? '',
    unit: unitName(match[3]),
    start: first,
    step: count > 1 ? (last - first) / (count - 1) : 1,
    count,
  };
}

/** `2023-04-10 06:51:28 UTC` as ISO 8601. */
function isoTime(text: string | undefined): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})\s*(UTC|Z)?$/.exec(text ?? '');
  return match === null ? null : `${match[1]}T${match[2]}${match[3] === undefined ? '' : 'Z'}`;
}
