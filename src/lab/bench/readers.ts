import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { File } from 'h5wasm/node';
import { giveBackCounts } from '#formats/counts-memory';
import { loadHdf5 } from '#formats/hdf5/writing-library';
import { openScanFile } from '#formats/registry';
import { sesArchiveBytes, sesWaveBytes } from '#formats/writers/ses-writers';
import type { Spectrum } from '#shared/spectrum';
import { atLeast, figureOf, type Figure } from './figure';
import { numpyReaders } from './numpy-readers';
import { PythonProcess } from './python-process';
import { detectorImages } from './scratch-scan';

const size = { energyCount: 1000, angleCount: 900 };

/** Frames of the file that holds several, as a growing file does. */
const SCAN_FRAMES = 8;

/** A file, what reads it in Python, and how much faster than that we must be. */
interface ReaderCase {
  name: string;
  file: string;
  other: 'h5py' | 'NumPy';
  must: number;
}

const cases: readonly ReaderCase[] = [
  { name: `HDF5, ${SCAN_FRAMES} in a file`, file: 'scan.nxs', other: 'h5py', must: 0.5 },
  { name: 'HDF5, one in a file', file: 'plain.nxs', other: 'h5py', must: 0.5 },
  { name: 'HDF5, one in a file, deflated', file: 'deflated.nxs', other: 'h5py', must: 0.5 },
  { name: 'ibw', file: 'frame.ibw', other: 'NumPy', must: 1 },
  { name: 'zip', file: 'frame.zip', other: 'NumPy', must: 1 },
];

/**
 * Time to read a 1000 × 900 frame – open, decode, orient to contiguous 32-bit floats
 * [energy][angle] – beside a plain NumPy or h5py parser of the same file. Of a file of several
 * frames, opened once, the share of one. Both are times of a processor, taken in turns, so that
 * whatever else the machine does counts for neither; on both sides a frame that was read is let go
 * before the next, and its memory used again.
 */
export async function readerFigures(scratch: string, repetitions: number): Promise<Figure[]> {
  await writeFrames(scratch);
  const script = join(scratch, 'numpy_readers.py');
  await writeFile(script, numpyReaders);
  const python = await PythonProcess.start(script, [scratch, String(READS)]);
  try {
    const figures: Figure[] = [];
    for (const readerCase of cases) {
      figures.push(...(await figuresOf(readerCase, scratch, python, repetitions)));
    }
    return figures;
  } finally {
    if (typeof python !== 'string') python.stop();
  }
}

async function figuresOf(
  { name, file, other, must }: ReaderCase,
  scratch: string,
  python: PythonProcess | string,
  repetitions: number,
): Promise<Figure[]> {
  const path = join(scratch, file);
  // What a long-running engine has behind it: code that is compiled. Python has none to compile.
  const startedAt = process.cpuUsage();
  while (millisecondsSince(startedAt) < WARM_UP_MS) await readMilliseconds(path);
  if (typeof python !== 'string') await python.ask(file);
  const ours: number[] = [];
  const ratios: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    const milliseconds = await readMilliseconds(path);
    ours.push(milliseconds);
    if (typeof python !== 'string') ratios.push((await python.ask(file)) / milliseconds);
  }
  const missing = typeof python === 'string' ? ` (not compared: ${python})` : '';
  const time = figureOf(`read a frame, ${name}${missing}`, 'ms', ours);
  if (ratios.length === 0) return [time];
  return [time, figureOf(`… times as fast as ${other}`, '×', ratios, atLeast(must))];
}

const READS = 30;
/** Processor time of reading a file before it is timed: some thousand frames. */
const WARM_UP_MS = 5000;

function millisecondsSince(startedAt: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(startedAt);
  return (user + system) / 1000;
}

async function readMilliseconds(path: string): Promise<number> {
  const startedAt = process.cpuUsage();
  let frames = 0;
  for (let i = 0; i < READS; i++) {
    const file = await openScanFile(path);
    for (let index = 0; index < file.frameCount; index++, frames++) {
      giveBackCounts(file.readFrame(index).spectrum);
    }
    file.close();
  }
  return millisecondsSince(startedAt) / frames;
}

async function writeFrames(scratch: string): Promise<void> {
  const [spectrum] = detectorImages(size, 1);
  const described = { ...spectrum, region: 'frame', measuredAt: new Date(), dwellSeconds: 1 };
  await writeFile(join(scratch, 'frame.ibw'), sesWaveBytes(described));
  await writeFile(join(scratch, 'frame.zip'), sesArchiveBytes(described));
  await loadHdf5();
  const frame = [size.energyCount, size.angleCount];
  writeNexus(join(scratch, 'plain.nxs'), spectrum, { shape: frame });
  writeNexus(join(scratch, 'deflated.nxs'), spectrum, {
    ...{ shape: frame, chunks: frame, compression: 4 },
  });
  writeNexus(join(scratch, 'scan.nxs'), spectrum, {
    ...{ shape: [SCAN_FRAMES, ...frame], maxshape: [null, ...frame], chunks: [1, ...frame] },
  });
}

/** How the counts are laid out; a first dimension of points repeats them. */
interface Layout {
  shape: number[];
  maxshape?: (number | null)[];
  chunks?: number[];
  compression?: number;
}

function writeNexus(path: string, { counts, energy, angle }: Spectrum, layout: Layout): void {
  const file = new File(path, 'w');
  const entry = file.create_group('entry');
  entry.create_attribute('NX_class', 'NXentry');
  const data = entry.create_group('data');
  data.create_attribute('NX_class', 'NXdata');
  data.create_attribute('signal', 'data');
  const isScan = layout.shape.length === 3;
  data.create_attribute('axes', [...(isScan ? ['.'] : []), 'energy', 'angle']);
  const all = new Float32Array(layout.shape.reduce((product, length) => product * length, 1));
  for (let at = 0; at < all.length; at += counts.length) all.set(counts, at);
  data.create_dataset({ name: 'data', data: all, ...layout });
  for (const [name, axis] of [
    ['energy', energy],
    ['angle', angle],
  ] as const) {
    const values = Float64Array.from({ length: axis.count }, (_, i) => axis.start + i * axis.step);
    data.create_dataset({ name, data: values }).create_attribute('units', axis.unit);
  }
  file.close();
}
