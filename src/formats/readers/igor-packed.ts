import type { BinaryFile, PlainReader } from '../binary-file';
import { chosenRegion } from '../regions';
import { igorScanFile } from './igor-scan';
import { readIgorWave, waveByteOrder } from './igor-wave';

const format = { id: 'igor-packed', label: 'Igor packed experiment (.pxt, .pxp)' };
const RECORD_HEADER_BYTES = 8;
const WAVE_RECORD = 3;
/** Kinds of records Igor knows; numbers above are no packed experiment. */
const HIGHEST_KIND = 40;
const MOST_RECORDS = 10_000;
const RECORDS_BEFORE_A_WAVE = 64;

interface WaveRecord {
  offset: number;
  length: number;
}

/**
 * Packed Igor experiment: records back to back, each wave record a whole binary wave.
 * SES writes one wave a region, little-endian; ALS MERLIN is big-endian.
 */
export const igorPackedReader: PlainReader = {
  label: format.label,
  matches: (file) => packedByteOrder(file) !== null,
  open(file, options) {
    const [first, ...others] = waveRecords(file).map(({ offset, length }) => {
      const wave = readIgorWave(file, offset, length);
      return { name: wave.name, wave };
    });
    if (first === undefined) {
      throw file.wrong('expected a wave in the packed experiment, found none');
    }
    const { region, ...choice } = chosenRegion(file, [first, ...others], options);
    return igorScanFile(file, format, region.wave, choice);
  },
};

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
      return waveByteOrder(file.bytes(offset, 2, 'a wave')) !== null;
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
  let records = 0;
  for (let at = 0; at < file.size; records++) {
    if (records > MOST_RECORDS) {
      throw file.wrong(`expected at most ${MOST_RECORDS} records, found more`);
    }
    const { kind, superseded, length } = recordAt(file, at, order);
    const offset = at + RECORD_HEADER_BYTES;
    file.expectEnd(offset, length, 'a record of the packed experiment');
    if (kind === WAVE_RECORD && !superseded) waves.push({ offset, length });
    at = offset + length;
  }
  return waves;
}
