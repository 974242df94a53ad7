import type { Axis } from '#shared/axis';
import type { BinaryFile, PlainReader } from '../binary-file';
import type { BlockDimension } from '../block';
import { BlockScanFile } from '../block-scan';
import { lineAt, numbersInText } from '../numeric-text';
import { chosenRegion } from '../regions';
import type { FrameMotor } from '../scan-file';
import { angleAxisName, energyAxisName, unitName } from '../uniform-axis';
import { isEnergyAxis } from './axis-roles';
import { finiteNumber, nameAndUnit } from './key-value-text';

const format = { id: 'igor-text', label: 'Igor text (.itx)' };
const MOST_WAVES = 1000;

interface TextWave {
  name: string;
  /** Rows, columns and layers, as many as there are. */
  counts: number[];
  /** In the order of the text: layer by layer, row by row. */
  values: Float64Array;
  scales: Map<string, Axis>;
  dataUnit: string;
  note: string;
}

/**
 * Igor text as SPECS Prodigy writes it: `WAVES/S/N=(rows,columns)`, a line a row
 * between `BEGIN` and `END`, scales by `X SetScale` behind it. Rows are x, columns y,
 * layers z.
 */
export const igorTextReader: PlainReader = {
  label: format.label,
  matches: ({ headText }) => /^IGOR\s*[\r\n]/.test(headText),
  open(file, options) {
    const text = file.text();
    const comments = new Map<string, string>();
    const [first, ...others] = textWaves(file, text, comments).filter(
      ({ counts }) => counts.length >= 2,
    );
    if (first === undefined) {
      throw file.wrong('expected a wave of two dimensions in the Igor text, found none');
    }
    const { region: wave, notes, regions } = chosenRegion(file, [first, ...others], options);
    if (/cps|counts\/s/i.test(wave.dataUnit))
      notes.push('Values are rates in counts per second, not counts');
    if (wave.scales.size < 2) {
      throw file.wrong(
        `expected X SetScale for x and y of ${wave.name}, found ${wave.scales.size} scales`,
      );
    }
    const dimensions = waveDimensions(wave, notes);
    // Layers stand outermost in the text, though they are the last dimension.
    const ordered =
      dimensions.length === 3 ? [dimensions[2], dimensions[0], dimensions[1]] : dimensions;
    const motors = motorsOfNote(wave.note);
    return new BlockScanFile(file, {
      format,
      path: wave.name,
      dimensions: ordered,
      fastest: 'last',
      read: (firstValue, count) => wave.values.subarray(firstValue, firstValue + count),
      details: () => ({
        motors,
        measuredAt: isoTime(comments.get('created date (utc)')),
        dwellSeconds: finiteNumber(comments.get('dwell time')),
      }),
      regions,
      notes,
    });
  },
};

function textWaves(file: BinaryFile, text: string, comments: Map<string, string>): TextWave[] {
  const waves: TextWave[] = [];
  for (let at = 0; at < text.length;) {
    const { line, next } = lineAt(text, at);
    at = next;
    const declared =
      /^\s*WAVES(?:\/[A-Z]+)*\/N=\(([\d,\s]+)\)(?:\/[A-Z]+)*\s+'?([^'\r\n]+?)'?\s*$/i.exec(line);
    if (declared !== null) {
      if (waves.length >= MOST_WAVES)
        throw file.wrong(`expected at most ${MOST_WAVES} waves, found more`);
      const counts = declared[1].split(',').map(Number);
      const { values, end } = waveValues(file, text, at, counts, declared[2]);
      waves.push({ name: declared[2], counts, values, scales: new Map(), dataUnit: '', note: '' });
      at = end;
      continue;
    }
    noteLine(line, waves, comments);
  }
  return waves;
}

/** The values between `BEGIN` and `END`; exactly as many as the wave declares. */
function waveValues(file: BinaryFile, text: string, start: number, counts: number[], name: string) {
  const begin = lineAt(text, start);
  if (begin.line.trim().toUpperCase() !== 'BEGIN') {
    throw file.wrong(
      `expected BEGIN before the values of ${name}, found "${begin.line.slice(0, 40)}"`,
    );
  }
  const expected = counts.reduce((product, count) => product * count, 1);
  if (counts.some((count) => !Number.isInteger(count) || count < 1) || expected > text.length) {
    throw file.wrong(`expected a wave that fits the file, found ${counts.join(' × ')} values`);
  }
  const { values, end } = numbersInText(text, begin.next, expected + 1);
  const { line, next } = lineAt(text, end);
  if (end >= text.length) throw file.cutShort(`END after the values of ${name}`, file.size + 1);
  if (values.length !== expected || line.trim().toUpperCase() !== 'END') {
    throw file.wrong(
      `expected ${expected} values in ${name}, found ${values.length} up to "${line.slice(0, 40)}"`,
    );
  }
  return { values, end: next };
}

/** `X SetScale`, `X Note` and the comments `X //key = value`. */
function noteLine(line: string, waves: TextWave[], comments: Map<string, string>): void {
  const comment = /^\s*X?\s*\/\/\s*([^=:]+?)\s*[=:]\s*(.*?)\s*$/.exec(line);
  if (comment !== null) comments.set(comment[1].toLowerCase(), comment[2]);
  const scale =
    /^\s*X\s+SetScale\s*(\/[IP])?\s*([xyzd])\s*,\s*([^,]+),\s*([^,]+),\s*"([^"]*)"\s*,\s*'?([^']+?)'?\s*$/i.exec(
      line,
    );
  const wave = waves.find(({ name }) => name === scale?.[6]) ?? waves.at(-1);
  if (scale !== null && wave !== undefined) {
    const [, flag, dimension, first, second, label] = scale;
    const d = 'xyz'.indexOf(dimension.toLowerCase());
    if (d < 0) wave.dataUnit = label;
    else
      wave.scales.set(
        dimension.toLowerCase(),
        scaleAxis(flag, Number(first), Number(second), label, wave.counts.at(d) ?? 1),
      );
  }
  const note = /^\s*X\s+Note\s+'?([^',]+)'?\s*,\s*"(.*)"\s*$/i.exec(line);
  const noted = waves.find(({ name }) => name === note?.[1]);
  if (note !== null && noted !== undefined)
    noted.note += `${note[2].replaceAll(/\\[rn]/g, '\n')}\n`;
}

/** `/I`: first and last value; `/P`: first value and step. */
function scaleAxis(
  flag: string | undefined,
  first: number,
  second: number,
  label: string,
  count: number,
): Axis {
  const inclusive = flag?.toUpperCase() === '/I';
  const step = inclusive ? (count > 1 ? (second - first) / (count - 1) : 1) : second;
  const { name, unit } = nameAndUnit(label);
  return unit === ''
    ? { name: '', unit: unitName(name), start: first, step, count }
    : { name, unit: unitName(unit), start: first, step, count };
}

function waveDimensions({ counts, scales }: TextWave, notes: string[]): BlockDimension[] {
  const axes = counts.map((count, d): Axis => {
    const pixels = { name: '', unit: '', start: 0, step: 1, count };
    return scales.get('xyz'[d] ?? '') ?? pixels;
  });
  const energy = axes.findIndex(isEnergyAxis);
  const inDegrees = axes.findIndex(({ unit }, d) => d !== energy && unit === 'deg');
  const angle = inDegrees >= 0 ? inDegrees : axes.findIndex((_, d) => d !== energy);
  return axes.map((axis, d): BlockDimension => {
    if (d === energy) {
      const last = axis.start + (axis.count - 1) * axis.step;
      return {
        axis: {
          ...axis,
          name: energyAxisName(axis.name, axis.start, last),
          unit: axis.unit || 'eV',
        },
        role: 'energy',
      };
    }
    if (d !== angle) return { axis, role: 'scan' };
    const unit = axis.unit || 'pixel';
    if (unit === 'pixel') notes.push('The file gives no angle scale: detector pixels');
    return { axis: { ...axis, name: axis.name || angleAxisName(unit), unit }, role: 'angle' };
  });
}

/** Positions in the note, `X position: 1.25`; the unit is as in `[mm]`, or not stated. */
function motorsOfNote(note: string): FrameMotor[] {
  return note.split('\n').flatMap((line) => {
    const match = /^\s*([^:=]*position[^:=]*?|[xyz]|polar|tilt|azimuth)\s*[:=]\s*(.+?)\s*$/i.exec(
      line,
    );
    const value = finiteNumber(match?.[2]);
    if (match === null || value === null) return [];
    const { name, unit } = nameAndUnit(match[1]);
    return [{ name, unit: unitName(unit), value }];
  });
}

function isoTime(text: string | undefined): string | null {
  const match = /^(\d{4})-(\w{3}|\d{2})-(\d{1,2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d+)?)/.exec(
    text ?? '',
  );
  if (match === null) return null;
  const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';
  const month = /\d/.test(match[2]) ? Number(match[2]) : months.indexOf(match[2]) / 3 + 1;
  return `${match[1]}-${String(month).padStart(2, '0')}-${match[3].padStart(2, '0')}T${match[4]}Z`;
}
