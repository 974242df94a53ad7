import type { Axis } from '#shared/axis';

/** What an Igor wave is written from. */
export interface IgorWaveContent {
  /** At most 31 characters are kept. */
  name: string;
  /** One to four; dimension 0 is the fastest. Name and unit become `Kinetic Energy [eV]`. */
  dimensions: readonly Axis[];
  /** Column-major: index = i0 + n0 · (i1 + n1 · (i2 + …)). */
  values: Float32Array;
  dataUnit: string;
  note: string;
  byteOrder?: 'little-endian' | 'big-endian';
}

const FIRST_HEADER_BYTES = 64;
const SECOND_HEADER_BYTES = 320;
const HEADER_BYTES = FIRST_HEADER_BYTES + SECOND_HEADER_BYTES;
const MOST_DIMENSIONS = 4;
const FLOAT32 = 2;
/** Igor counts seconds from 1904-01-01. */
const EPOCH_1904_S = 2_082_844_800;

/**
 * An Igor binary wave, version 5, of 32-bit floats, as SES writes it: axis names as long
 * units, the settings as its note. The checksum over both headers comes out as zero.
 */
export function igorWaveBytes(content: IgorWaveContent, writtenAt: Date): Buffer {
  const { dimensions, values, byteOrder = 'little-endian' } = content;
  const count = dimensions.reduce((product, axis) => product * axis.count, 1);
  if (dimensions.length < 1 || dimensions.length > MOST_DIMENSIONS || count !== values.length) {
    throw new RangeError(`${values.length} values do not fill ${dimensions.length} dimensions.`);
  }
  const little = byteOrder === 'little-endian';
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  const int16 = (at: number, value: number) => header.setInt16(at, value, little);
  const int32 = (at: number, value: number) => header.setInt32(at, value, little);
  const latin1 = (text: string) => Buffer.from(text, 'latin1');
  const note = latin1(content.note);
  const dataUnit = latin1(content.dataUnit);
  const units = dimensions.map((axis) => latin1(axisLabel(axis)));

  int16(0, 5);
  int32(4, SECOND_HEADER_BYTES + 4 * count);
  int32(12, note.length);
  int32(16, dataUnit.length);
  units.forEach((unit, d) => int32(20 + 4 * d, unit.length));
  const seconds = Math.floor(writtenAt.getTime() / 1000) + EPOCH_1904_S;
  header.setUint32(FIRST_HEADER_BYTES + 4, seconds, little);
  header.setUint32(FIRST_HEADER_BYTES + 8, seconds, little);
  int32(FIRST_HEADER_BYTES + 12, count);
  int16(FIRST_HEADER_BYTES + 16, FLOAT32);
  int16(FIRST_HEADER_BYTES + 26, 1);
  latin1(content.name).copy(new Uint8Array(header.buffer), FIRST_HEADER_BYTES + 28, 0, 31);
  for (let d = 0; d < MOST_DIMENSIONS; d++) {
    const axis = dimensions.at(d);
    int32(FIRST_HEADER_BYTES + 68 + 4 * d, axis?.count ?? 0);
    header.setFloat64(FIRST_HEADER_BYTES + 84 + 8 * d, axis?.step ?? 1, little);
    header.setFloat64(FIRST_HEADER_BYTES + 116 + 8 * d, axis?.start ?? 0, little);
  }
  let sum = 0;
  for (let at = 0; at < HEADER_BYTES; at += 2) sum += header.getInt16(at, little);
  header.setUint16(2, -sum & 0xffff, little);

  const data = new DataView(new ArrayBuffer(4 * count));
  values.forEach((value, i) => data.setFloat32(4 * i, value, little));
  const texts = [note, dataUnit, ...units];
  return Buffer.concat([Buffer.from(header.buffer), Buffer.from(data.buffer), ...texts]);
}

function axisLabel({ name, unit }: Axis): string {
  return unit === '' ? name : `${name} [${unit}]`;
}
