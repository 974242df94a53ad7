/**
 * The few instructions of WebAssembly that turning a detector image takes, put together by
 * hand: one file of source instead of a compiler and a binary.
 */
type Code = readonly number[];

const I32 = 0x7f;
const V128 = 0x7b;
const NO_RESULT = 0x40;
const END = 0x0b;

/** Bits of the largest number there is in single precision. */
const LARGEST_BITS = 0x7f7fffff;
const BYTES_PER_VALUE = 4;

/** What the code can do, on single precision values in the memory that it is given. */
export interface KernelCode {
  /**
   * Writes lines of values as columns: value `i` of line `j` to place `j` of row `i`. Addresses
   * and strides (between lines, between rows) in bytes; at least four lines of at least four
   * values. Not 0 where a value is not finite or has a sign.
   */
  turn(
    from: number,
    to: number,
    lines: number,
    length: number,
    lineStride: number,
    rowStride: number,
  ): number;
  /** Not 0 where one of at least four values from an address on is not finite or has a sign. */
  check(from: number, count: number): number;
}

/** The module, ready to be compiled. */
export function kernelModule(): Uint8Array<ArrayBuffer> {
  const functions = [turnFunction(), checkFunction()];
  const integers = (count: number) => list(Array.from({ length: count }, () => [I32]));
  const text = (name: string) => list([...Buffer.from(name)].map((byte) => [byte]));
  const section = (id: number, content: Code) => [id, ...unsigned(content.length), ...content];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(functions.map((f) => [0x60, ...integers(f.parameters), ...integers(1)]))),
    ...section(2, list([[...text('values'), ...text('memory'), 2, 0, 1]])),
    ...section(3, list(functions.map((_, i) => [i]))),
    ...section(7, list(functions.map((f, i) => [...text(f.name), 0, i]))),
    ...section(10, list(functions.map((f) => [...unsigned(f.code.length), ...f.code]))),
  ]);
}

/** Squares of four by four; the last in each direction reach back over those before. */
function turnFunction() {
  const parameters = ['from', 'to', 'lines', 'length', 'lineStride', 'rowStride'];
  const integers = ['line', 'row', 'firstLine', 'firstRow', 'at'];
  const fours = ['a', 'b', 'c', 'd', 'abLow', 'abHigh', 'cdLow', 'cdHigh', 'flags'];
  const { get, set, inFours, code } = locals(parameters, integers, fours);
  const next = (stride: string) => set('at', add(get('at'), get(stride)));
  const note = (name: string) => set('flags', or(get('flags'), signOrNone(get(name))));
  const square = [
    set('at', at(get('from'), get('firstLine'), get('lineStride'), get('firstRow'))),
    ...[set('a', load(get('at'))), next('lineStride')],
    ...[set('b', load(get('at'))), next('lineStride')],
    ...[set('c', load(get('at'))), next('lineStride')],
    set('d', load(get('at'))),
    ...['a', 'b', 'c', 'd'].map(note),
    // a0 b0 a1 b1, then a2 b2 a3 b3, the same of c and d; of these a0 b0 c0 d0 and so on.
    set('abLow', pick(get('a'), get('b'), 0, 4, 1, 5)),
    set('abHigh', pick(get('a'), get('b'), 2, 6, 3, 7)),
    set('cdLow', pick(get('c'), get('d'), 0, 4, 1, 5)),
    set('cdHigh', pick(get('c'), get('d'), 2, 6, 3, 7)),
    set('at', at(get('to'), get('firstRow'), get('rowStride'), get('firstLine'))),
    ...[store(get('at'), pick(get('abLow'), get('cdLow'), 0, 1, 4, 5)), next('rowStride')],
    ...[store(get('at'), pick(get('abLow'), get('cdLow'), 2, 3, 6, 7)), next('rowStride')],
    ...[store(get('at'), pick(get('abHigh'), get('cdHigh'), 0, 1, 4, 5)), next('rowStride')],
    store(get('at'), pick(get('abHigh'), get('cdHigh'), 2, 3, 6, 7)),
  ].flat();
  const squares = inFours('firstLine', 'line', get('lines'), [
    ...inFours('firstRow', 'row', get('length'), square),
  ]);
  return {
    name: 'turn',
    parameters: parameters.length,
    code: code([...squares, ...signs(get('flags'))]),
  };
}

function checkFunction() {
  const parameters = ['from', 'count'];
  const { get, set, inFours, code } = locals(parameters, ['value', 'first'], ['four', 'flags']);
  const four = [
    set('four', load(at(get('from'), number(0), number(0), get('first')))),
    set('flags', or(get('flags'), signOrNone(get('four')))),
  ].flat();
  const fours = inFours('first', 'value', get('count'), four);
  return {
    name: 'check',
    parameters: parameters.length,
    code: code([...fours, ...signs(get('flags'))]),
  };
}

/** Parameters and locals of a function, by name, and its code with what declares them. */
function locals(
  parameters: readonly string[],
  integers: readonly string[],
  fours: readonly string[],
) {
  const names = [...parameters, ...integers, ...fours];
  const get = (name: string): Code => [0x20, ...unsigned(names.indexOf(name))];
  const set = (name: string, value: Code): Code => [
    ...value,
    ...[0x21, ...unsigned(names.indexOf(name))],
  ];
  const declared = list([
    [...unsigned(integers.length), I32],
    [...unsigned(fours.length), V128],
  ]);
  return {
    get,
    set,
    /** A step for every fourth number below `end`, which is above 3: `first` is it, or `end` − 4. */
    inFours: (first: string, counter: string, end: Code, step: Code): Code => [
      ...set(counter, number(0)),
      ...repeat(
        [
          ...set(first, least(get(counter), subtract(end, number(4)))),
          ...step,
          ...set(counter, add(get(counter), number(4))),
        ],
        isLess(get(counter), end),
      ),
    ],
    code: (body: Code): Code => [...declared, ...body, END],
  };
}

/** Does something, and again while a condition holds. */
function repeat(body: Code, condition: Code): Code {
  return [0x03, NO_RESULT, ...body, ...condition, 0x0d, 0, END];
}

/** `start + index · stride` bytes, and `value` values further on. */
function at(start: Code, index: Code, stride: Code, value: Code): Code {
  return add(add(start, multiply(index, stride)), multiply(value, number(BYTES_PER_VALUE)));
}

function number(value: number): Code {
  return [0x41, ...signed(value)];
}

function add(x: Code, y: Code): Code {
  return [...x, ...y, 0x6a];
}

function subtract(x: Code, y: Code): Code {
  return [...x, ...y, 0x6b];
}

function multiply(x: Code, y: Code): Code {
  return [...x, ...y, 0x6c];
}

function isLess(x: Code, y: Code): Code {
  return [...x, ...y, 0x48];
}

function least(x: Code, y: Code): Code {
  return [...x, ...y, ...isLess(x, y), 0x1b];
}

/** Four values from an address that need not be aligned. */
function load(address: Code): Code {
  return [...address, ...vector(0), 0, 0];
}

function store(address: Code, four: Code): Code {
  return [...address, ...four, ...vector(11), 0, 0];
}

/** Four of eight values: 0 to 3 are those of `x`, 4 to 7 those of `y`. */
function pick(x: Code, y: Code, ...places: number[]): Code {
  const bytes = places.flatMap((place) => [0, 1, 2, 3].map((byte) => place * 4 + byte));
  return [...x, ...y, ...vector(13), ...bytes];
}

function or(x: Code, y: Code): Code {
  return [...x, ...y, ...vector(80)];
}

/** Negative in each place whose value is not finite, or has a sign: told by its bits. */
function signOrNone(four: Code): Code {
  const largest = new Uint8Array(Int32Array.from({ length: 4 }, () => LARGEST_BITS).buffer);
  return or(four, [...vector(12), ...largest, ...four, ...vector(177)]);
}

/** A bit for each of four values that is negative. */
function signs(four: Code): Code {
  return [...four, ...vector(164)];
}

function vector(instruction: number): Code {
  return [0xfd, ...unsigned(instruction)];
}

function list(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

/** A number of no sign, seven bits a byte, the low ones first. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** The same of a number with a sign: the last byte repeats it. */
function signed(value: number): Code {
  const isLast = value >= -0x40 && value < 0x40;
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
