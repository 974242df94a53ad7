import { kernelModule, type KernelCode } from './kernel-code';

/** What is used of WebAssembly, which the types of Node do not know. */
declare const WebAssembly: {
  Memory: new (size: { initial: number }) => WasmMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (
    module: object,
    imports: { values: { memory: WasmMemory } },
  ) => { exports: object };
};
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE_BYTES = 64 * 1024;
/** Above this a frame is rare enough to be turned slowly, and in no memory that is kept. */
const MOST_VALUES = 16 * 1024 * 1024;
/** The code takes four values of four lines at once. */
const FEWEST = 4;

let kernel: { code: KernelCode; memory: WasmMemory } | undefined;

/**
 * Copies values to `counts`, of the same length, in single precision. Returns whether one of
 * them may be no count: not finite, or with a sign.
 */
export function copyChecked(values: ArrayLike<number>, counts: Float32Array): boolean {
  const count = counts.length;
  if (count < FEWEST || count > MOST_VALUES) {
    counts.fill(0);
    counts.set(values);
    return counts.some((value) => !(value >= 0 && value < Infinity));
  }
  const { code, source } = loaded(values, count);
  counts.set(source);
  return code.check(0, count) !== 0;
}

/** How an image is turned: lines become columns, each axis turned round as asked. */
interface Turn {
  /** Of the values: `lines` times `length` of them. */
  lines: number;
  length: number;
  reverseLines: boolean;
  reverseLength: boolean;
}

/** As `copyChecked`, for values [line][place] that become counts [place][line]. */
export function turnChecked(values: ArrayLike<number>, counts: Float32Array, turn: Turn): boolean {
  const { lines, length, reverseLines, reverseLength } = turn;
  const count = counts.length;
  if (lines < FEWEST || length < FEWEST || count > MOST_VALUES) {
    return turnSlowly(values, counts, turn);
  }
  const { code, target } = loaded(values, count);
  const lineBytes = 4 * length;
  const rowBytes = 4 * lines;
  const flags = code.turn(
    reverseLines ? (lines - 1) * lineBytes : 0,
    target.byteOffset + (reverseLength ? (length - 1) * rowBytes : 0),
    lines,
    length,
    reverseLines ? -lineBytes : lineBytes,
    reverseLength ? -rowBytes : rowBytes,
  );
  counts.set(target);
  return flags !== 0;
}

/** The code with values at the beginning of its memory and as much room behind them. */
function loaded(values: ArrayLike<number>, count: number) {
  const { code, memory } = (kernel ??= createKernel());
  const missing = 2 * 4 * count - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  const source = new Float32Array(memory.buffer, 0, count);
  if (values.length < count) source.fill(0, values.length);
  source.set(values);
  return { code, source, target: new Float32Array(memory.buffer, 4 * count, count) };
}

function createKernel() {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(kernelModule());
  const { exports } = new WebAssembly.Instance(module, { values: { memory } });
  return { code: exports as KernelCode, memory };
}

function turnSlowly(
  values: ArrayLike<number>,
  counts: Float32Array,
  { lines, length, reverseLines, reverseLength }: Turn,
): boolean {
  let isSuspect = false;
  for (let line = 0, at = 0; line < lines; line++) {
    const column = reverseLines ? lines - 1 - line : line;
    for (let place = 0; place < length; place++, at++) {
      const row = reverseLength ? length - 1 - place : place;
      const value = Math.fround(values[at] ?? 0);
      counts[row * lines + column] = value;
      if (!(value >= 0 && value < Infinity)) isSuspect = true;
    }
  }
  return isSuspect;
}
