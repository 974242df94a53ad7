import { wholeNumberAt } from './fixture-counts.test-support';

/** A small wave as a test wants it. */
export interface WaveFixture {
  name?: string;
  counts: number[];
  starts?: number[];
  steps?: number[];
  /** Long units, one a dimension. */
  units?: string[];
  labels?: string[];
  note?: string;
  /** 2 float32, 4 float64, 16 int16, 32 int32, 80 uint16. */
  type?: number;
  bigEndian?: boolean;
  valueAt?: (index: number) => number;
}

const igorSizes: Record<number, number> = { 2: 4, 4: 8, 8: 1, 16: 2, 32: 4, 72: 1, 80: 2, 96: 4 };

/** An Igor binary wave, version 5, whose header adds up. */
export function igorWaveBytes(wave: WaveFixture): Buffer {
  const type = wave.type ?? 2;
  const little = !wave.bigEndian;
  const total = wave.counts.reduce((product, count) => product * count, 1);
  const size = igorSizes[type];
  const units = [0, 1, 2, 3].map((d) => Buffer.from(wave.units?.[d] ?? '', 'latin1'));
  const labels = [0, 1, 2, 3].map((d) => paddedLabel(wave.labels?.[d]));
  const note = Buffer.from(wave.note ?? '', 'latin1');
  const bytes = Buffer.alloc(384 + total * size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setInt16(0, 5, little);
  view.setInt32(4, 320 + total * size, little);
  view.setInt32(12, note.length, little);
  units.forEach((unit, d) => {
    view.setInt32(20 + 4 * d, unit.length, little);
  });
  labels.forEach((label, d) => {
    view.setInt32(36 + 4 * d, label.length, little);
  });
  view.setInt32(76, total, little);
  view.setInt16(80, type, little);
  bytes.write((wave.name ?? 'wave0').slice(0, 31), 92, 'latin1');
  wave.counts.forEach((count, d) => {
    view.setInt32(132 + 4 * d, count, little);
    view.setFloat64(148 + 8 * d, wave.steps?.[d] ?? 1, little);
    view.setFloat64(180 + 8 * d, wave.starts?.[d] ?? 0, little);
  });
  for (let i = 0; i < total; i++) {
    setIgorValue(view, 384 + i * size, type, (wave.valueAt ?? wholeNumberAt)(i), little);
  }
  let sum = 0;
  for (let at = 0; at < 384; at += 2) sum += view.getInt16(at, little);
  view.setInt16(2, -sum & 0xffff, little);
  return Buffer.concat([bytes, note, ...units, ...labels]);
}

/** A wave of version 1, 2 or 3: float64 values over x = 16 + 0.5 · point in eV. */
export function oldWaveBytes(version: 1 | 2 | 3, points: number, bigEndian = false): Buffer {
  const little = !bigEndian;
  const first = { 1: 8, 2: 16, 3: 20 }[version];
  const note = Buffer.from(version === 1 ? '' : '[SES]\rDate=2024-12-20\rTime=16:01:24\r');
  const bytes = Buffer.alloc(first + 110 + 8 * points + 16);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setInt16(0, version, little);
  view.setInt32(2, 110 + 8 * points + 16, little);
  if (version > 1) view.setInt32(6, note.length, little);
  view.setInt16(first, 4, little);
  bytes.write('curve', first + 6, 'latin1');
  bytes.write('eV', first + 38, 'latin1');
  view.setInt32(first + 42, points, little);
  view.setFloat64(first + 48, 0.5, little);
  view.setFloat64(first + 56, 16, little);
  for (let i = 0; i < points; i++) {
    view.setFloat64(first + 110 + 8 * i, wholeNumberAt(i), little);
  }
  let sum = 0;
  for (let at = 0; at < first + 126; at += 2) sum += view.getInt16(at, little);
  view.setInt16(first - 2, -sum & 0xffff, little);
  return Buffer.concat([bytes, note]);
}

function setIgorValue(view: DataView, at: number, type: number, value: number, little: boolean) {
  if (type === 2) view.setFloat32(at, value, little);
  else if (type === 4) view.setFloat64(at, value, little);
  else if (type === 8 || type === 72) view.setInt8(at, value);
  else if (type === 16 || type === 80) view.setInt16(at, value, little);
  else view.setInt32(at, value, little);
}

function paddedLabel(label: string | undefined): Buffer {
  const bytes = Buffer.alloc(label === undefined ? 0 : 32);
  bytes.write(label ?? '', 'latin1');
  return bytes;
}

/** A record of a packed experiment. */
export function packedRecord(kind: number, payload: Buffer, bigEndian = false): Buffer {
  const header = Buffer.alloc(8);
  if (bigEndian) {
    header.writeUInt16BE(kind, 0);
    header.writeInt32BE(payload.length, 4);
  } else {
    header.writeUInt16LE(kind, 0);
    header.writeInt32LE(payload.length, 4);
  }
  return Buffer.concat([header, payload]);
}

/** A packed experiment: a record of variables, then one of every wave. */
export function packedBytes(waves: Buffer[], bigEndian = false): Buffer {
  return Buffer.concat([
    packedRecord(1, Buffer.alloc(12), bigEndian),
    ...waves.map((wave) => packedRecord(3, wave, bigEndian)),
  ]);
}
