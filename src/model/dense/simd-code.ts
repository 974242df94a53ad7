/**
 * The two loops that training a dense network spends its time in, as WebAssembly put together by
 * hand: products of matrices in single precision, four rows by eight columns at a time, and Adam.
 */
type Code = readonly number[];

/** What is used of WebAssembly, which the types of Node do not know. */
declare const WebAssembly: {
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: object };
};

const PAGE_BYTES = 64 * 1024;
const I32 = 0x7f;
const F32 = 0x7d;
const V128 = 0x7b;
const END = 0x0b;

/** Loops on values in the memory that they are given; addresses and strides in bytes. */
export interface DenseCode {
  /**
   * C = A B: `rows` (a multiple of 4) of C, each of `columns` (a multiple of 8), over `depth`.
   * A may have any strides, so that its transpose is had for nothing; rows of B and C are contiguous.
   */
  multiply(
    a: number,
    aRow: number,
    aColumn: number,
    b: number,
    bRow: number,
    c: number,
    cRow: number,
    rows: number,
    depth: number,
    columns: number,
  ): void;
  /**
   * One step of Adam (β₁ 0.9, β₂ 0.999) on `count` (a multiple of 4) parameters; `rate` holds the
   * corrections for the first steps.
   */
  adam(
    parameters: number,
    gradients: number,
    means: number,
    squares: number,
    count: number,
    rate: number,
  ): void;
}

/** LEB128 of a whole number, 0 or above. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const byte = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? byte : byte | 0x80);
  } while (rest !== 0);
  return bytes;
}

const list = (items: readonly Code[]): number[] => [...unsigned(items.length), ...items.flat()];
const text = (name: string): number[] => list([...name].map((letter) => [letter.charCodeAt(0)]));
const section = (id: number, content: Code): number[] => [
  id,
  ...unsigned(content.length),
  ...content,
];

/** Signed LEB128 of a small constant. */
const constant = (value: number): Code => [0x41, value & 0x7f];
const sum = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
const product = (a: Code, b: Code): Code => [...a, ...b, 0x6c];
const isBelow = (a: Code, b: Code): Code => [...a, ...b, 0x48];
const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
const load = (address: Code, offset = 0): Code => [
  ...address,
  ...simd(0x00),
  4,
  ...unsigned(offset),
];
const loadSplat = (address: Code): Code => [...address, ...simd(0x09), 2, 0];
const store = (address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  ...simd(0x0b),
  4,
  ...unsigned(offset),
];
const addFours = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe4)];
const subtractFours = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe5)];
const multiplyFours = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe6)];
const divideFours = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe7)];
const rootFours = (a: Code): Code => [...a, ...simd(0xe3)];
const splat = (value: Code): Code => [...value, ...simd(0x13)];
const float = (value: number): Code => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)];

/** Names of a function's variables, and code that reads and writes them. */
function variables(
  integers: readonly string[],
  floats: readonly string[],
  locals: readonly string[],
  fours: readonly string[],
) {
  const names = [...integers, ...floats, ...locals, ...fours];
  const get = (name: string): Code => [0x20, ...unsigned(names.indexOf(name))];
  const set = (name: string, value: Code): Code => [
    ...value,
    0x21,
    ...unsigned(names.indexOf(name)),
  ];
  const advance = (name: string, by: Code): Code => set(name, sum(get(name), by));
  /** Repeats while the counter, raised by `step` each time, is below the limit; at least once. */
  const repeat = (counter: string, step: number, limit: Code, body: Code): Code => [
    ...set(counter, constant(0)),
    ...[0x03, 0x40],
    ...body,
    ...advance(counter, constant(step)),
    ...isBelow(get(counter), limit),
    ...[0x0d, 0],
    END,
  ];
  const body = (code: Code): Code => {
    const declared = list([
      [...unsigned(locals.length), I32],
      [...unsigned(fours.length), V128],
    ]);
    const whole = [...declared, ...code, END];
    return [...unsigned(whole.length), ...whole];
  };
  const parameters = list([...integers.map(() => [I32]), ...floats.map(() => [F32])]);
  return { get, set, advance, repeat, body, parameters };
}

const TILE = [0, 1, 2, 3];

function multiplyFunction() {
  const { get, set, advance, repeat, body, parameters } = variables(
    ['a', 'aRow', 'aColumn', 'b', 'bRow', 'c', 'cRow', 'rows', 'depth', 'columns'],
    [],
    ['i', 'j', 'p', 'bAt', 'cAt', ...TILE.map((row) => `a${row}`)],
    ['left', 'low', 'high', ...TILE.flatMap((row) => [`low${row}`, `high${row}`])],
  );
  const zero = splat(float(0));
  const step = [
    ...set('low', load(get('bAt'))),
    ...set('high', load(get('bAt'), 16)),
    ...TILE.flatMap((row) => [
      ...set('left', loadSplat(get(`a${row}`))),
      ...set(`low${row}`, addFours(get(`low${row}`), multiplyFours(get('left'), get('low')))),
      ...set(`high${row}`, addFours(get(`high${row}`), multiplyFours(get('left'), get('high')))),
      ...advance(`a${row}`, get('aColumn')),
    ]),
    ...advance('bAt', get('bRow')),
  ];
  const row = (index: number) => sum(get('i'), constant(index));
  const inBytes = product(get('j'), constant(4));
  const tile = [
    ...TILE.flatMap((index) => [
      ...set(`a${index}`, sum(get('a'), product(row(index), get('aRow')))),
      ...set(`low${index}`, zero),
      ...set(`high${index}`, zero),
    ]),
    ...set('bAt', sum(get('b'), inBytes)),
    ...repeat('p', 1, get('depth'), step),
    ...set('cAt', sum(sum(get('c'), product(get('i'), get('cRow'))), inBytes)),
    ...TILE.flatMap((index) => [
      ...store(get('cAt'), get(`low${index}`)),
      ...store(get('cAt'), get(`high${index}`), 16),
      ...advance('cAt', get('cRow')),
    ]),
  ];
  const code = repeat('i', 4, get('rows'), repeat('j', 8, get('columns'), tile));
  return { name: 'multiply', parameters, code: body(code) };
}

const KEPT_MEAN = 0.9;
const KEPT_SQUARE = 0.999;
const LEAST_ROOT = 1e-8;

function adamFunction() {
  const pointers = ['parameters', 'gradients', 'means', 'squares'];
  const { get, set, advance, repeat, body, parameters } = variables(
    [...pointers, 'count'],
    ['rate'],
    ['i'],
    ['gradient', 'mean', 'square'],
  );
  const blend = (kept: number, old: Code, fresh: Code) =>
    addFours(multiplyFours(splat(float(kept)), old), multiplyFours(splat(float(1 - kept)), fresh));
  const gradientSquared = multiplyFours(get('gradient'), get('gradient'));
  const step = [
    ...set('gradient', load(get('gradients'))),
    ...set('mean', blend(KEPT_MEAN, load(get('means')), get('gradient'))),
    ...set('square', blend(KEPT_SQUARE, load(get('squares')), gradientSquared)),
    ...store(get('means'), get('mean')),
    ...store(get('squares'), get('square')),
    ...store(
      get('parameters'),
      subtractFours(
        load(get('parameters')),
        multiplyFours(
          splat(get('rate')),
          divideFours(get('mean'), addFours(rootFours(get('square')), splat(float(LEAST_ROOT)))),
        ),
      ),
    ),
    ...pointers.flatMap((pointer) => advance(pointer, constant(16))),
  ];
  return { name: 'adam', parameters, code: body(repeat('i', 4, get('count'), step)) };
}

/** The module, ready to be compiled. */
function denseModule(): Uint8Array<ArrayBuffer> {
  const functions = [multiplyFunction(), adamFunction()];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(functions.map(({ parameters }) => [0x60, ...parameters, 0]))),
    ...section(2, list([[...text('values'), ...text('memory'), 2, 0, 1]])),
    ...section(3, list(functions.map((_, index) => [index]))),
    ...section(7, list(functions.map(({ name }, index) => [...text(name), 0, index]))),
    ...section(10, list(functions.map(({ code }) => code))),
  ]);
}

let compiled: object | undefined;

/** Values in memory of their own, all 0 at first, and the loops that work on them. */
export function denseMemory(count: number): { values: Float32Array; code: DenseCode } {
  const bytes = count * Float32Array.BYTES_PER_ELEMENT;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  compiled ??= new WebAssembly.Module(denseModule());
  const { exports } = new WebAssembly.Instance(compiled, { values: { memory } });
  return { values: new Float32Array(memory.buffer), code: exports as DenseCode };
}
