import type { BinaryFile, PlainReader } from '../binary-file';
import { chosenRegion } from '../regions';
import { igorScanFile } from './igor-scan';
import { OLD_WAVE_HEAD_BYTES, oldWaveVersion, readOldIgorWave } from './igor-old-wave';
import {
  beginsAsWave,
  holdsRealNumbers,
  waveText,
  readIgorWave,
  waveByteOrder,
  type IgorWave,
} from './igor-wave';

const format = { id: 'igor-packed', label: 'Igor packed experiment (.pxt, .pxp)' };
const RECORD_HEADER_BYTES = 8;
const WAVE_RECORD = 3;
const FOLDER_START = 9;
const FOLDER_END = 10;
/** Kinds of records Igor knows; numbers above are no packed experiment. */
const HIGHEST_KIND = 40;
const LONGEST_NAME = 256;
const MOST_RECORDS = 10_000;
const RECORDS_BEFORE_A_WAVE = 64;

interface WaveRecord {
  /** Names of the data folders it is in, from the outermost. */
  folders: string[];
  offset: number;
  length: number;
}

/**
 * Packed Igor experiment: records back to back, each wave record a whole binary wave.
 * SES writes one wave a region, little-endian; ALS MERLIN is big-endian. Waves of text and of
 * complex numbers are passed over; one of two dimensions or more is taken before a curve.
 */
export const igorPackedReader: PlainReader = {
  label: format.label,
  // The values of a wave that is a file of its own can look like records.
  matches: (file) => !beginsAsWave(file.head) && packedByteOrder(file) !== null,
  open(file, options) {
    const records = waveRecords(file);
    const waves = records.flatMap((record) => wavesIn(file, record));
    const [first, ...others] = [
      ...waves.filter(({ wave }) => wave.dimensions.length > 1),
      ...waves.filter(({ wave }) => wave.dimensions.length === 1),
    ];
    if (first === undefined) {
      const found = records.length === 0 ? 'none' : `${records.length} of text or complex numbers`;
      throw file.wrong(`expected a wave of real numbers in the packed experiment, found ${found}`);
    }
    const { region, ...choice } = chosenRegion(file, [first, ...others], options);
    return igorScanFile(file, format, region.wave, choice);
  },
};

/** The wave of a record, named with its data folders as `folder:wave`; none where it holds no real numbers. */
function wavesIn(
  file: BinaryFile,
  { folders, offset, length }: WaveRecord,
): { name: string; wave: IgorWave }[] {
  const old = oldWaveVersion(headOf(file, offset, length));
  if (old === null && !holdsRealNumbers(file, offset, length)) return [];
  const wave =
    old === null ? readIgorWave(file, offset, length) : readOldIgorWave(file, old, offset, length);
  return [{ name: [...folders, wave.name].join(':'), wave }];
}

function headOf(file: BinaryFile, offset: number, length: number): Uint8Array {
  const bytes = Math.min(OLD_WAVE_HEAD_BYTES, length, file.size - offset);
  return file.bytes(offset, Math.max(0, bytes), 'a wave');
}

/** The byte order in which records follow each other up to a wave; null when there is none. */
function packedByteOrder(file: BinaryFile): 'little-endian' | 'big-endian' | null {
  return (
    (['little-endian', 'big-endian'] as const).find((order) => leadsToWave(file, order)) ?? null
  );
}

function leadsToWave(file: BinaryFile, order: 'little-endian' | 'big-endian'): boolean {
  for (let at = 0, records = 0; records < RECORDS_BEFORE_A_WAVE; records++) {
    if (at + RECORD_HEADER_BYTES > file.size) return false;
    const { kind, length } = recordAt(file, at, order);
    if ((kind === 0 && at === 0) || kind > HIGHEST_KIND || length < 0) return false;
    const offset = at + RECORD_HEADER_BYTES;
    if (kind === WAVE_RECORD && offset + 2 <= file.size) {
      const head = headOf(file, offset, length);
      return waveByteOrder(head) !== null || oldWaveVersion(head) !== null;
    }
    at = offset + length;
  }
  return false;
}

function recordAt(file: BinaryFile, at: number, order: 'little-endian' | 'big-endian') {
  const view = new DataView(file.bytes(at, RECORD_HEADER_BYTES, 'the header of a record').buffer);
  const little = order === 'little-endian';
  const kind = view.getUint16(0, little);
  return { kind: kind & 0x7fff, superseded: kind > 0x7fff, length: view.getInt32(4, little) };
}

/** Every wave record; those marked as superseded are passed over. */
function waveRecords(file: BinaryFile): WaveRecord[] {
  const order = packedByteOrder(file) ?? 'little-endian';
  const waves: WaveRecord[] = [];
  const folders: string[] = [];
  let records = 0;
  for (let at = 0; at < file.size; records++) {
    if (records > MOST_RECORDS) {
      throw file.wrong(`expected at most ${MOST_RECORDS} records, found more`);
    }
    const { kind, superseded, length } = recordAt(file, at, order);
    const offset = at + RECORD_HEADER_BYTES;
    file.expectEnd(offset, length, 'a record of the packed experiment');
    if (kind === FOLDER_START)
      folders.push(
        waveText(file.bytes(offset, Math.min(length, LONGEST_NAME), 'the name of a folder')),
      );
    else if (kind === FOLDER_END) folders.pop();
    else if (kind === WAVE_RECORD && !superseded) {
      waves.push({ folders: [...folders], offset, length });
    }
    at = offset + length;
  }
  return waves;
}
