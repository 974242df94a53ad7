import { Cursor } from './cursor';
import { expectPlain } from './not-plain';

const MOST_DIMENSIONS = 32;
const GROWS = 0x01;
const SCALAR = 0;
const SIMPLE = 1;

/** Lengths along the dimensions, the last fastest; [] for a single value. */
export type Extent = readonly number[];

/** A dataspace message (specification IV.A.2.b). Throws `NotPlain` for one without values. */
export function readExtent(body: DataView<ArrayBuffer>): Extent {
  const cursor = new Cursor(body);
  const version = cursor.u8();
  expectPlain(version === 1 || version === 2, `extents of version ${version}`);
  const dimensions = cursor.u8();
  expectPlain(dimensions <= MOST_DIMENSIONS, `${dimensions} dimensions`);
  const flags = cursor.u8();
  expectPlain((flags & ~GROWS) === 0, 'extents with an order of their own');
  if (version === 1) cursor.skip(5);
  else expectPlain(cursor.u8() === (dimensions === 0 ? SCALAR : SIMPLE), 'an extent of nothing');
  const extent = Array.from({ length: dimensions }, () => cursor.u64());
  expectPlain(Number.isSafeInteger(valuesIn(extent)), 'an extent above 2^53');
  if ((flags & GROWS) !== 0) {
    const isWithin = extent.every((length) => length <= (cursor.address() ?? Infinity));
    expectPlain(isWithin, 'an extent above its limit');
  }
  return extent;
}

/** Number of values. */
export function valuesIn(extent: Extent): number {
  return extent.reduce((product, length) => product * length, 1);
}
