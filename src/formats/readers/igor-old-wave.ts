import type { BinaryFile } from '../binary-file';
import { bytesPerNumber, storedNumbers } from '../stored-numbers';
import { igorNumberTypes, waveText, type IgorWave } from './igor-wave';

/** Bytes before the wave's own header, by version. */
const firstHeaderBytes: Readonly<Record<number, number>> = { 1: 8, 2: 16, 3: 20 };
const WAVE_HEADER_BYTES = 110;
/** Igor's own header ends with the first four values: its checksum runs over these as well. */
const SUMMED_HEADER_BYTES = 126;
/** Bytes that follow the data and mean nothing. */
const PADDING_BYTES = 16;
/** Longest note or formula read. */
const MAXIMUM_TEXT_BYTES = 16 * 1024 * 1024;
/** Bytes by which a wave of an old version is known. */
export const OLD_WAVE_HEAD_BYTES = 146;

interface OldVersion {
  version: number;
  order: 'little-endian' | 'big-endian';
}

/**
 * Version of an old wave (1 to 3) and its byte order, known by its number and headers that
 * add up to zero; null for anything else.
 */
export function oldWaveVersion(bytes: Uint8Array): OldVersion | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const order of ['little-endian', 'big-endian'] as const) {
    const little = order === 'little-endian';
    const version = bytes.length < 2 ? 0 : view.getInt16(0, little);
    const first = firstHeaderBytes[version];
    if (first === undefined) continue;
    // Igor sums up its whole header, some of those who write waves only what precedes the data.
    const isSound = [SUMMED_HEADER_BYTES, WAVE_HEADER_BYTES].some(
      (header) => bytes.length >= first + header && sumOfWords(view, first + header, little) === 0,
    );
    if (isSound) return { version, order };
  }
  return null;
}

function sumOfWords(view: DataView, length: number, little: boolean): number {
  let sum = 0;
  for (let at = 0; at < length; at += 2) sum += view.getInt16(at, little);
  return sum & 0xffff;
}

/**
 * A wave of an old version at `offset`, which takes `length` bytes of the file: one dimension,
 * x = hsB + hsA · point. Throws as `readIgorWave`.
 */
export function readOldIgorWave(
  file: BinaryFile,
  { version, order }: OldVersion,
  offset: number,
  length: number,
): IgorWave {
  const start = firstHeaderBytes[version];
  const bytes = file.bytes(offset, start + WAVE_HEADER_BYTES, 'the header of an Igor wave');
  const little = order === 'little-endian';
  const view = new DataView(bytes.buffer);
  const int32 = (at: number) => view.getInt32(at, little);
  const typeNumber = view.getInt16(start, little);
  const type = igorNumberTypes[typeNumber];
  if (type === undefined) {
    throw file.wrong(`expected a wave of real numbers at byte ${offset}, found type ${typeNumber}`);
  }
  const count = int32(start + 42);
  const [waveBytes, noteBytes, formulaBytes] = [
    int32(2),
    version > 1 ? int32(6) : 0,
    version > 2 ? int32(10) : 0,
  ];
  const dataBytes = count * bytesPerNumber[type];
  if (count < 1 || waveBytes < WAVE_HEADER_BYTES + dataBytes) {
    throw file.wrong(
      `expected ${count} values in the wave at byte ${offset}, found room for ${waveBytes - WAVE_HEADER_BYTES} bytes`,
    );
  }
  if ([noteBytes, formulaBytes].some((size) => size < 0 || size > MAXIMUM_TEXT_BYTES)) {
    throw file.wrong(`expected the size of the note at byte ${offset}, found ${noteBytes}`);
  }
  // The padding is counted in by Igor, and left out by some of those who write waves.
  const isPadded = waveBytes >= WAVE_HEADER_BYTES + dataBytes + PADDING_BYTES;
  const note = start + waveBytes;
  const end = noteBytes === 0 && !isPadded ? start + WAVE_HEADER_BYTES + dataBytes : note;
  if (end + noteBytes > length) throw file.cutShort('an Igor wave', offset + end + noteBytes);
  file.expectEnd(offset, end + noteBytes, 'an Igor wave');
  return {
    name: waveText(bytes.subarray(start + 6, start + 26)),
    dimensions: [
      {
        count,
        start: view.getFloat64(start + 56, little),
        step: view.getFloat64(start + 48, little),
        unit: waveText(bytes.subarray(start + 38, start + 42)),
        label: '',
      },
    ],
    note: waveText(file.bytes(offset + note, noteBytes, 'the note of an Igor wave')),
    read: (first, values) => {
      const size = bytesPerNumber[type];
      const at = offset + start + WAVE_HEADER_BYTES + first * size;
      return storedNumbers(file.bytes(at, values * size, 'the data of an Igor wave'), type, order);
    },
  };
}
