import { kernelModule, type KernelCode } from './kernel-code';
import type { NumberArray } from './stored-numbers';

/** What is used of WebAssembly, which the types of Node do not know. */
declare const WebAssembly: {
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: object };
};

const PAGE_BYTES = 64 * 1024;
/** Above this a reading is rare enough to have memory of its own, and to be turned slowly. */
const MOST_BYTES = 32 * 1024 * 1024;
/** The code takes four values of four lines at once. */
const FEWEST = 4;
/** Values worked on before they go to the frame: they stay in a second cache of 1 MB. */
const PIECE = 128 * 1024;

/** The code with its memory: values read, or put there, and room for a piece behind them. */
interface Kernel {
  code: KernelCode;
  memory: ArrayBuffer;
}

let compiled: object | undefined;
let kernel: Kernel | undefined;

/**
 * Memory for values on their way into a frame, good until the next call. Fresh memory
 * for each reading costs more than the reading: the system clears it page by page. It lies
 * where `copyChecked` and `turnChecked` take values without copying them first.
 */
export function scratchBytes(length: number): Uint8Array<ArrayBuffer> {
  if (length > MOST_BYTES) return new Uint8Array(length);
  return new Uint8Array(kernelWith(length).memory, 0, length);
}

/**
 * Copies values to `counts`, of the same length, in single precision. Returns whether one of
 * them may be no count: not finite, or with a sign.
 */
export function copyChecked(values: ArrayLike<number>, counts: Float32Array): boolean {
  const source = typedValues(values, counts.length);
  if (counts.length < FEWEST || counts.byteLength > MOST_BYTES) {
    counts.set(source);
    return counts.some((value) => !isCount(value));
  }
  const size = Math.min(PIECE, counts.length);
  const { code, memory, free } = kernelBehind(source, 4 * size);
  const isThere = source instanceof Float32Array && source.buffer === memory;
  const piece = new Float32Array(memory, free, size);
  let flags = 0;
  for (let next = 0; next < counts.length; next += size) {
    const first = Math.min(next, counts.length - size);
    const part = source.subarray(first, first + size);
    if (!isThere) piece.set(part);
    flags |= code.check(isThere ? part.byteOffset : free, size);
    counts.set(isThere ? part : piece, first);
  }
  return flags !== 0;
}

/** Values [line][place] that become counts [place][line], each axis turned round as asked. */
interface Turn {
  lines: number;
  length: number;
  reverseLines: boolean;
  reverseLength: boolean;
}

/** As `copyChecked`, turned. */
export function turnChecked(values: ArrayLike<number>, counts: Float32Array, turn: Turn): boolean {
  const source = typedValues(values, counts.length);
  const { lines, length, reverseLines, reverseLength } = turn;
  if (lines < FEWEST || length < FEWEST || counts.byteLength > MOST_BYTES) {
    return turnSlowly(source, counts, turn);
  }
  const rows = Math.min(length, Math.max(FEWEST, Math.floor(PIECE / lines)));
  const size = rows * lines;
  const { code, memory, from, to } = kernelWithValues(source, size);
  const piece = new Float32Array(memory, to, size);
  const lineBytes = 4 * length;
  const rowBytes = 4 * lines;
  const firstLine = from + (reverseLines ? (lines - 1) * lineBytes : 0);
  const firstRow = to + (reverseLength ? (rows - 1) * rowBytes : 0);
  const lineStride = reverseLines ? -lineBytes : lineBytes;
  const rowStride = reverseLength ? -rowBytes : rowBytes;
  let flags = 0;
  for (let next = 0; next < length; next += rows) {
    const place = Math.min(next, length - rows);
    flags |= code.turn(firstLine + 4 * place, firstRow, lines, rows, lineStride, rowStride);
    counts.set(piece, (reverseLength ? length - rows - place : place) * lines);
  }
  return flags !== 0;
}

/** All values in the code's memory, at `from`, and room for `size` more at `to`. */
function kernelWithValues(values: NumberArray, size: number) {
  const bytes = 4 * values.length;
  const inPlace = kernelBehind(values, 4 * size);
  if (values instanceof Float32Array && values.buffer === inPlace.memory) {
    return { ...inPlace, from: values.byteOffset, to: inPlace.free };
  }
  const { free: from, ...copied } = kernelBehind(values, bytes + 4 * size);
  new Float32Array(copied.memory, from, values.length).set(values);
  return { ...copied, from, to: from + bytes };
}

/** The code with so many bytes of its memory that are free beside these values: from `free` on. */
function kernelBehind(values: NumberArray, bytes: number): Kernel & { free: number } {
  const isThere = values.buffer === kernel?.memory;
  const free = isThere ? Math.ceil((values.byteOffset + values.byteLength) / 16) * 16 : 0;
  return { ...kernelWith(free + bytes), free };
}

function kernelWith(bytes: number): Kernel {
  if (kernel !== undefined && kernel.memory.byteLength >= bytes) return kernel;
  // Not grown: that would take the values read from whoever holds them.
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  compiled ??= new WebAssembly.Module(kernelModule());
  const { exports } = new WebAssembly.Instance(compiled, { values: { memory } });
  kernel = { code: exports as KernelCode, memory: memory.buffer };
  return kernel;
}

/** The values as an array of their kind; where there are fewer than `count`, zeros follow. */
function typedValues(values: ArrayLike<number>, count: number): NumberArray {
  if (ArrayBuffer.isView(values)) {
    if (values.buffer.byteLength === 0) throw new Error('the values of a frame passed too early');
    if (values.length === count) return values as NumberArray;
  }
  const typed = new Float32Array(count);
  typed.set(values);
  return typed;
}

function turnSlowly(
  values: NumberArray,
  counts: Float32Array,
  { lines, length, reverseLines, reverseLength }: Turn,
): boolean {
  for (let line = 0, at = 0; line < lines; line++) {
    const column = reverseLines ? lines - 1 - line : line;
    for (let place = 0; place < length; place++, at++) {
      const row = reverseLength ? length - 1 - place : place;
      counts[row * lines + column] = values[at];
    }
  }
  return counts.some((value) => !isCount(value));
}

function isCount(value: number): boolean {
  return value >= 0 && value < Infinity;
}
