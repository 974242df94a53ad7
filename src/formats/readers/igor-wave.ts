import type { BinaryFile } from '../binary-file';
import { decodedText } from '../decoded-text';
import { bytesPerNumber, storedNumbers, type NumberType } from '../stored-numbers';

/** Bytes before the data of a version 5 wave: its two headers. */
const WAVE_DATA_OFFSET = 384;
const FIRST_HEADER_BYTES = 64;
/** Longest note, formula or unit read. */
const MAXIMUM_TEXT_BYTES = 16 * 1024 * 1024;

/** Types of real numbers by the number Igor gives them; text and complex numbers have others. */
export const igorNumberTypes: Readonly<Record<number, NumberType>> = {
  2: 'float32',
  4: 'float64',
  8: 'int8',
  16: 'int16',
  32: 'int32',
  72: 'uint8',
  80: 'uint16',
  96: 'uint32',
  128: 'int64',
};

/** One dimension of a wave: value(i) = start + i · step. */
export interface WaveDimension {
  count: number;
  start: number;
  step: number;
  /** The long unit, else the short one: SES keeps `Kinetic Energy [eV]` here. */
  unit: string;
  label: string;
}

/** An Igor binary wave; its values are read when asked for. */
export interface IgorWave {
  name: string;
  /** Those present, dimension 0 first: the fastest. */
  dimensions: WaveDimension[];
  note: string;
  read: (first: number, count: number, passing?: boolean) => ArrayLike<number>;
}

/** Byte order of a wave by its version number, or null where no version 5 wave begins. */
export function waveByteOrder(bytes: Uint8Array): 'little-endian' | 'big-endian' | null {
  if (bytes[0] === 5 && bytes[1] === 0) return 'little-endian';
  return bytes[0] === 0 && bytes[1] === 5 ? 'big-endian' : null;
}

/** Whether a file that begins so is one wave of version 5, the sum of its header right. */
export function beginsAsWave(head: Uint8Array): boolean {
  const order = waveByteOrder(head);
  if (order === null || head.length < WAVE_DATA_OFFSET) return false;
  const view = new DataView(head.buffer, head.byteOffset, WAVE_DATA_OFFSET);
  return checksum(view, order === 'little-endian') === 0;
}

/** Whether the version 5 wave at `offset` holds numbers that are real, and any at all. */
export function holdsRealNumbers(file: BinaryFile, offset: number, length: number): boolean {
  if (length < WAVE_DATA_OFFSET || offset + WAVE_DATA_OFFSET > file.size) return true;
  const bytes = file.bytes(offset, WAVE_DATA_OFFSET, 'the header of an Igor wave');
  const order = waveByteOrder(bytes);
  if (order === null) return true;
  const view = new DataView(bytes.buffer);
  const little = order === 'little-endian';
  const isKnown = igorNumberTypes[view.getInt16(80, little)] !== undefined;
  return isKnown && view.getInt32(76, little) > 0;
}

/**
 * The wave that stands at `offset` and takes `length` bytes of the file. Throws
 * `incomplete` when it is cut short, `invalid-format` when its header does not add up
 * (the sum over its 16-bit words is no zero), `unsupported` for waves that hold no
 * real numbers.
 */
export function readIgorWave(file: BinaryFile, offset: number, length: number): IgorWave {
  if (length < WAVE_DATA_OFFSET)
    throw file.cutShort('the header of an Igor wave', offset + WAVE_DATA_OFFSET);
  const bytes = file.bytes(offset, WAVE_DATA_OFFSET, 'the header of an Igor wave');
  const order = waveByteOrder(bytes);
  if (order === null) {
    throw file.wrong(
      `expected an Igor binary wave, version 5, at byte ${offset}, found another version`,
    );
  }
  const little = order === 'little-endian';
  const view = new DataView(bytes.buffer);
  const int32 = (at: number) => view.getInt32(at, little);
  if (checksum(view, little) !== 0) {
    throw file.wrong(
      `expected the header of the wave at byte ${offset} to add up to 0, found ${checksum(view, little)}`,
    );
  }
  const typeNumber = view.getInt16(80, little);
  const type = igorNumberTypes[typeNumber];
  if (type === undefined) {
    throw file.wrong(`expected a wave of real numbers at byte ${offset}, found type ${typeNumber}`);
  }
  const dimensions = [0, 1, 2, 3].map((d) => ({
    count: int32(132 + 4 * d),
    step: view.getFloat64(148 + 8 * d, little),
    start: view.getFloat64(180 + 8 * d, little),
    unit: textAt(bytes, 216 + 4 * d, 4),
  }));
  const rank = dimensions.findIndex(({ count }) => count === 0);
  const present = rank < 0 ? dimensions : dimensions.slice(0, rank);
  const values = int32(76);
  const counted = present.reduce((product, { count }) => product * count, 1);
  if (present.length === 0 || present.some(({ count }) => count < 0) || counted !== values) {
    throw file.wrong(
      `expected ${values} values in the wave at byte ${offset}, found ` +
        `${present.map(({ count }) => count).join(' × ') || 'no'} values`,
    );
  }
  const dataBytes = values * bytesPerNumber[type];
  const waveBytes = int32(4);
  if (waveBytes < WAVE_DATA_OFFSET - FIRST_HEADER_BYTES + dataBytes) {
    throw file.wrong(
      `expected ${dataBytes} bytes of data in the wave at byte ${offset}, found room for ${waveBytes}`,
    );
  }
  const sections = [int32(8), int32(12), ...[16, 20, 24, 28, 32, 36, 40, 44, 48].map(int32)];
  if (sections.some((size) => size < 0 || size > MAXIMUM_TEXT_BYTES)) {
    throw file.wrong(
      `expected the sizes of note and units at byte ${offset}, found ${sections.join(', ')}`,
    );
  }
  const end = FIRST_HEADER_BYTES + waveBytes + sections.reduce((sum, size) => sum + size, 0);
  if (end > length) throw file.cutShort('an Igor wave', offset + end);
  file.expectEnd(offset, end, 'an Igor wave');
  let at = offset + FIRST_HEADER_BYTES + waveBytes;
  const texts = sections.map((size) => {
    const text = waveText(file.bytes(at, size, 'the note and units of an Igor wave'));
    at += size;
    return text;
  });
  const [, note, , ...described] = texts;
  return {
    name: textAt(bytes, 92, 32),
    dimensions: present.map((dimension, d) => ({
      ...dimension,
      unit: described[d] || dimension.unit,
      label: described[4 + d],
    })),
    note,
    read: (first, count, passing) => {
      const size = bytesPerNumber[type];
      const start = offset + WAVE_DATA_OFFSET + first * size;
      const what = 'the data of an Igor wave';
      const bytes = passing
        ? file.passingBytes(start, count * size, what)
        : file.bytes(start, count * size, what);
      return storedNumbers(bytes, type, order);
    },
  };
}

/** Sum over the 16-bit words of the headers, modulo 2¹⁶: 0 in a sound wave. */
function checksum(view: DataView, little: boolean): number {
  let sum = 0;
  for (let at = 0; at < WAVE_DATA_OFFSET; at += 2) sum += view.getInt16(at, little);
  return sum & 0xffff;
}

function textAt(bytes: Uint8Array, offset: number, length: number): string {
  return waveText(bytes.subarray(offset, offset + length));
}

/** Text up to the first NUL: UTF-8 as new Igors write, else one character a byte. */
export function waveText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decodedText(end < 0 ? bytes : bytes.subarray(0, end));
}
