import type { Axis } from '#shared/axis';
import type { BinaryFile } from '../binary-file';
import { lineAt, numbersInText } from '../numeric-text';
import { unitName } from '../uniform-axis';
import { finiteNumber, nameAndUnit } from './key-value-text';

const MOST_WAVES = 1000;
/** Letters of the dimensions in `SetScale`; the fourth is `t` to Igor, `w` to some programs. */
const dimensionOfLetter: Readonly<Record<string, number>> = { x: 0, y: 1, z: 2, t: 3, w: 3 };

/** A wave of an Igor text. */
export interface TextWave {
  name: string;
  /** Rows, columns, layers and chunks, as many as there are. */
  counts: number[];
  /** In the order of the text: chunk by chunk, layer by layer, row by row. */
  values: Float64Array;
  /** By dimension; one without a scale has none. */
  scales: Map<number, Axis>;
  dataUnit: string;
  note: string;
  /** Remarks `X //key = value` up to the next wave, keys in lower case; of those alike the last before it. */
  remarks: Map<string, string>;
}

/**
 * Reads an Igor text: `WAVES/S/N=(rows,columns) 'name'` or `WAVES name, name` with a column a
 * wave, the values between `BEGIN` and `END`, then commands `X SetScale …` and `X Note …`,
 * several of them on a line parted by semicolons. Waves of text and of complex numbers are
 * passed over. Throws `invalid-format` for values that do not fit what the wave declares.
 */
export function textWaves(file: BinaryFile, text: string): TextWave[] {
  const waves: TextWave[] = [];
  const remarks = new Map<string, string>();
  for (let at = 0; at < text.length;) {
    const { line, next } = lineAt(text, at);
    at = next;
    const declared = declaration(line);
    if (declared === null) {
      for (const command of commandsOf(line)) obey(command, waves, remarks);
      continue;
    }
    if (waves.length >= MOST_WAVES)
      throw file.wrong(`expected at most ${MOST_WAVES} waves, found more`);
    if (declared.isPassedOver) {
      at = endOfBlock(file, text, at, declared.names[0]);
      continue;
    }
    const block = valuesOf(file, text, at, declared);
    for (const wave of block.waves) waves.push({ ...wave, remarks: new Map(remarks) });
    at = block.end;
  }
  return waves;
}

interface Declaration {
  names: [string, ...string[]];
  /** Points of each dimension; null where only the block tells. */
  counts: number[] | null;
  isPassedOver: boolean;
}

/** `WAVES/D/N=(3,4) 'name'`; flags may come before and behind the size. */
function declaration(line: string): Declaration | null {
  const match = /^\s*WAVES((?:\s*\/[A-Z]+(?:=\([^)]*\))?)*)[\s,]+(\S.*)$/i.exec(line);
  if (match === null) return null;
  const [, flags, list] = match;
  const size = /\/N=\(([^)]*)\)/i.exec(flags);
  const [first, ...others] = namesIn(list);
  return {
    names: [first ?? '', ...others],
    counts: size === null ? null : size[1].split(',').map((count) => finiteNumber(count) ?? NaN),
    isPassedOver: /\/[A-Z]*[TC](?![A-Z=])/i.test(flags.replaceAll(/=\([^)]*\)/g, '')),
  };
}

/** Names of waves, quoted or not; of a path its last part. */
function namesIn(list: string): string[] {
  return [...list.matchAll(/'([^']*)'|([^\s,']+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare?.split(':').at(-1) ?? '',
  );
}

function beginOf(file: BinaryFile, text: string, start: number, name: string): number {
  let { line, next } = lineAt(text, start);
  while (line.trim() === '' && next < text.length) ({ line, next } = lineAt(text, next));
  if (line.trim().toUpperCase() === 'BEGIN') return next;
  throw file.wrong(`expected BEGIN before the values of ${name}, found "${line.slice(0, 40)}"`);
}

function endOfBlock(file: BinaryFile, text: string, start: number, name: string): number {
  for (let at = beginOf(file, text, start, name); at < text.length;) {
    const { line, next } = lineAt(text, at);
    if (line.trim().toUpperCase() === 'END') return next;
    at = next;
  }
  throw file.cutShort(`END after the values of ${name}`, file.size + 1);
}

/** The waves of a block: one of as many values as declared, or a column each. */
function valuesOf(file: BinaryFile, text: string, start: number, declared: Declaration) {
  const { names, counts } = declared;
  const title = names.join(', ');
  const begin = beginOf(file, text, start, title);
  const expected =
    counts === null ? text.length : counts.reduce((product, count) => product * count, 1);
  if (counts?.some((count) => !Number.isInteger(count) || count < 1) || expected > text.length) {
    throw file.wrong(
      `expected a wave that fits the file, found ${counts?.join(' × ') ?? 'no'} values`,
    );
  }
  const { values, end } = numbersInText(text, begin, expected + 1);
  if (end >= text.length) throw file.cutShort(`END after the values of ${title}`, file.size + 1);
  const { line, next } = lineAt(text, end);
  const isWhole = counts === null ? values.length % names.length === 0 : values.length === expected;
  if (!isWhole || line.trim().toUpperCase() !== 'END') {
    const wanted = counts === null ? `lines of ${names.length}` : expected;
    throw file.wrong(
      `expected ${wanted} values in ${title}, found ${values.length} up to "${line.slice(0, 40)}"`,
    );
  }
  return {
    end: next,
    waves: counts === null ? columnsOf(names, values) : [waveOf(names[0], counts, values)],
  };
}

function columnsOf(names: readonly string[], values: Float64Array): TextWave[] {
  const rows = values.length / names.length;
  if (rows === 0) return [];
  return names.map((name, column) => {
    const own = new Float64Array(rows);
    for (let row = 0; row < rows; row++) own[row] = values[row * names.length + column];
    return waveOf(name, [rows], own);
  });
}

function waveOf(name: string, counts: number[], values: Float64Array): TextWave {
  return { name, counts, values, scales: new Map(), dataUnit: '', note: '', remarks: new Map() };
}

/** The commands of a line `X …; …`; a remark is one whole. Semicolons within quotes part nothing. */
function commandsOf(line: string): string[] {
  const command = /^\s*X?\s*(\/\/.*)$/.exec(line) ?? /^\s*X\s+(.*)$/i.exec(line);
  if (command === null) return [];
  if (command[1].startsWith('//')) return [command[1]];
  return (command[1].match(/(?:"(?:[^"\\]|\\.)*"|[^;"])+/g) ?? []).map((part) => part.trim());
}

function obey(command: string, waves: TextWave[], remarks: Map<string, string>): void {
  const remark = /^\/\/\s*([^=:]+?)\s*[=:]\s*(.*?)\s*$/.exec(command);
  if (remark !== null) {
    const [, key, value] = remark;
    remarks.set(key.toLowerCase(), value);
    const latest = waves.at(-1)?.remarks;
    if (latest?.has(key.toLowerCase()) === false) latest.set(key.toLowerCase(), value);
  }
  // Which wave a command is for it says itself, or it is the one that stands before it.
  const named = (list: string | undefined) => {
    const names = new Set(namesIn(list ?? ''));
    const found = waves.filter(({ name }) => names.has(name));
    return found.length > 0 ? found : waves.slice(-1);
  };
  const scale =
    /^SetScale\s*(?:\/(\w))?\s*([xyztwd])\s*,?\s*([^,\s]+)\s*,\s*([^,\s]+)\s*(?:,\s*"([^"]*)")?\s*(?:,\s*(.+))?$/i.exec(
      command,
    );
  for (const wave of scale === null ? [] : named(scale[6])) setScale(wave, scale ?? []);
  const label = /^SetDimLabel\s+(\d)\s*,\s*-1\s*,\s*('[^']*'|[^,]+?)\s*,\s*(.+)$/i.exec(command);
  for (const wave of label === null ? [] : named(label[3])) {
    const scaled = wave.scales.get(Number(label?.[1]));
    if (scaled !== undefined) scaled.name = namesIn(label?.[2] ?? '')[0] ?? '';
  }
  const note = /^Note(?:\s*\/\w+)*\s+('[^']*'|[^,]+?)\s*,\s*"((?:[^"\\]|\\.)*)"\s*$/i.exec(command);
  for (const wave of note === null ? [] : named(note[1])) {
    wave.note += `${(note?.[2] ?? '').replaceAll(/\\[rn]/g, '\n').replaceAll(/\\(["\\])/g, '$1')}\n`;
  }
}

/** `/I`: first and last value; `/P`: first value and step; neither: the first and where the next would follow. */
function setScale(wave: TextWave, [, flag, letter, first, second, label]: string[]): void {
  if (letter.toLowerCase() === 'd') {
    wave.dataUnit = label;
    return;
  }
  const dimension = dimensionOfLetter[letter.toLowerCase()];
  const count = wave.counts.at(dimension);
  if (count === undefined) return;
  const [start, end] = [Number(first), Number(second)];
  const steps = { I: (end - start) / Math.max(1, count - 1), P: end, '': (end - start) / count };
  const step = steps[(flag ?? '').toUpperCase() as keyof typeof steps] ?? end;
  const { name, unit } = nameAndUnit(label ?? '');
  wave.scales.set(dimension, {
    ...(unit === '' ? { name: '', unit: unitName(name) } : { name, unit: unitName(unit) }),
    start,
    step: count === 1 ? step || 1 : step,
    count,
  });
}
