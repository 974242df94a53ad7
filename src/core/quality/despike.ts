import type { Spectrum } from '#shared/spectrum';

/** Pixels that are looked at to know what is bright in a frame. */
const SAMPLE_SIZE = 4096;
/** A spike passes what is bright in the frame, and every pixel around it, by these factors. */
const OVER_BRIGHT = 3;
const OVER_NEIGHBOURS = 6;
/** A frame with a larger share of such pixels shows them everywhere: they are what was measured. */
const LARGEST_SHARE = 1e-3;
/** Pixels along the edge of the largest spike. */
const LARGEST_EDGE = 3;
/** A line of pixels is dead below this share of the lines beside it. */
const DEAD_SHARE = 0.2;
/** Rows by which columns are compared, about: a dead column is dead in all of them. */
const COMPARED_ROWS = 200;
/** Lines on each side that a dead one is compared with. */
const LINES_BESIDE = 3;
/** Fewer counts than this in a line say nothing. */
const LEAST_UNITS = 100;
/** How far the lines beside may differ among themselves, as a factor, for the comparison to hold. */
const STEADY = 2;

/** What a frame's values are like, by a sample that spikes are too rare to be in often. */
interface Levels {
  bright: number;
  /** The smallest value that is not 0: one count, where the frame holds counts. */
  unit: number;
}

function levelsOf(counts: Float32Array): Levels {
  const stride = Math.max(1, Math.floor(counts.length / SAMPLE_SIZE));
  const found = new Float32Array(Math.ceil(counts.length / stride));
  let size = 0;
  for (let i = 0; i < counts.length; i += stride) {
    if (counts[i] > 0 && counts[i] < Infinity) found[size++] = counts[i];
  }
  if (size === 0) return { bright: 0, unit: 0 };
  const sample = found.subarray(0, size).sort();
  return { bright: sample[Math.floor(0.99 * (sample.length - 1))], unit: sample[0] };
}

/** Box of rows and columns, ends included. */
interface Box {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** Indices of all pixels of a box, held within the frame. */
function boxIndices({ top, bottom, left, right }: Box, rows: number, columns: number): number[] {
  const indices: number[] = [];
  for (let i = Math.max(0, top); i <= Math.min(rows - 1, bottom); i++) {
    for (let j = Math.max(0, left); j <= Math.min(columns - 1, right); j++) {
      indices.push(i * columns + j);
    }
  }
  return indices;
}

/** Takes from `left` all pixels that hang together with one of them, and returns their box. */
function takeTogether(first: number, left: Set<number>, columns: number): Box {
  const box: Box = { top: Infinity, bottom: -1, left: Infinity, right: -1 };
  const waiting = [first];
  left.delete(first);
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const [row, column] = [Math.floor(index / columns), index % columns];
    box.top = Math.min(box.top, row);
    box.bottom = Math.max(box.bottom, row);
    box.left = Math.min(box.left, column);
    box.right = Math.max(box.right, column);
    for (let i = -1; i <= 1; i++) {
      for (let j = -1; j <= 1; j++) {
        const other = index + i * columns + j;
        if (column + j >= 0 && column + j < columns && left.delete(other)) waiting.push(other);
      }
    }
  }
  return box;
}

/** What replaces each pixel of a spike: the median of the ring about it. */
function spikesOf(
  counts: Float32Array,
  rows: number,
  columns: number,
  bright: number,
): Map<number, number> {
  const candidates = new Set<number>();
  const most = Math.max(16, LARGEST_SHARE * counts.length);
  const threshold = OVER_BRIGHT * bright;
  for (let index = 0; index < counts.length; index++) {
    if (!(counts[index] > threshold)) continue;
    candidates.add(index);
    if (candidates.size > most) return new Map();
  }
  const spikes = new Map<number, number>();
  for (const first of candidates) {
    const box = takeTogether(first, candidates, columns);
    if (box.bottom - box.top >= LARGEST_EDGE || box.right - box.left >= LARGEST_EDGE) continue;
    const inside = boxIndices(box, rows, columns);
    const { top, bottom, left, right } = box;
    const about = { top: top - 1, bottom: bottom + 1, left: left - 1, right: right + 1 };
    const ring = boxIndices(about, rows, columns)
      .filter((index) => !inside.includes(index))
      .map((index) => counts[index])
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    const highest = Math.max(...inside.map((index) => counts[index]));
    if (highest <= OVER_NEIGHBOURS * Math.max(0, ring.at(-1) ?? 0)) continue;
    for (const index of inside) spikes.set(index, ring.at(ring.length >> 1) ?? 0);
  }
  return spikes;
}

/** Lines that hold far less than the steady ones beside them. A bright one may be a steep band. */
function deadLines(sums: Float64Array, unit: number): number[] {
  const dead: number[] = [];
  for (let line = 1; line < sums.length - 1; line++) {
    const beside: number[] = [];
    for (let distance = 1; distance <= LINES_BESIDE; distance++) {
      if (line - distance >= 0) beside.push(sums[line - distance]);
      if (line + distance < sums.length) beside.push(sums[line + distance]);
    }
    beside.sort((a, b) => a - b);
    // One of them may be dead too.
    const [low, high] = [beside[1], beside[beside.length - 2]];
    const isSteady = low > LEAST_UNITS * unit && high <= STEADY * low;
    if (isSteady && sums[line] < DEAD_SHARE * low) {
      dead.push(line);
    }
  }
  return dead;
}

/** Replaces dead lines of `stride` between their nearest whole neighbours. */
function mendLines(
  counts: Float32Array,
  dead: readonly number[],
  [length, along]: [number, number],
  [lines, stride]: [number, number],
): void {
  const isDead = new Set(dead);
  for (const line of dead) {
    let before = line - 1;
    while (before >= 0 && isDead.has(before)) before--;
    let after = line + 1;
    while (after < lines && isDead.has(after)) after++;
    const [from, to] = [before < 0 ? after : before, after >= lines ? before : after];
    if (from < 0 || to < 0 || from >= lines || to >= lines) continue;
    for (let i = 0; i < length; i++) {
      const place = i * along;
      counts[place + line * stride] =
        (counts[place + from * stride] + counts[place + to * stride]) / 2;
    }
  }
}

/**
 * Counts without what no electron of the sample made: lone pixels (hot ones, cosmics of up to
 * 3 × 3 pixels) that pass everything around them and most of the frame many times over, and dead
 * columns. The same array where there is nothing to mend; the spectrum is left as it is. What
 * is found depends on ratios alone, so rates and normalised counts are mended as counts are.
 */
export function despikedCounts({ counts, energy, angle }: Spectrum): Float32Array {
  const [rows, columns] = [energy.count, angle.count];
  const { bright, unit } = levelsOf(counts);
  const spikes = spikesOf(counts, rows, columns, bright);
  const sums = new Float64Array(columns);
  const stride = columns * Math.max(1, Math.floor(rows / COMPARED_ROWS));
  for (let start = 0; start < counts.length; start += stride) {
    for (let j = 0; j < columns; j++) sums[j] += counts[start + j];
  }
  const dead = deadLines(sums, unit);
  if (spikes.size === 0 && dead.length === 0) return counts;
  const mended = counts.slice();
  for (const [index, value] of spikes) mended[index] = value;
  mendLines(mended, dead, [rows, columns], [columns, 1]);
  return mended;
}
