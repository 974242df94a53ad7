import type { Cursor } from './cursor';
import { expectPlain } from './not-plain';

/** Something with a name, and its place in the order in which they were made, where that is kept. */
export interface Named<Value> {
  name: string;
  created: number;
  value: Value;
}

const TRACKED_AND_INDEXED = 0x03;

/**
 * The beginning of a message about links or attributes: whether they are listed in the order in
 * which they were made. `countBytes`: length of the count that follows then. Throws `NotPlain`
 * where they are not in the header but in a fractal heap.
 */
export function isListedAsMade(info: Cursor, countBytes: number): boolean {
  expectPlain(info.u8() === 0, 'a later version');
  const flags = info.u8();
  expectPlain(flags === 0 || flags === TRACKED_AND_INDEXED, 'an order that is kept, not used');
  if (flags !== 0) info.skip(countBytes);
  expectPlain(info.address() === null, 'a fractal heap');
  return flags !== 0;
}

/**
 * Values by name, in the order in which they were made, or else of the bytes of their names, as
 * the library lists them. Throws `NotPlain` for a name given twice.
 */
export function inOrder<Value>(found: Named<Value>[], asMade: boolean): ReadonlyMap<string, Value> {
  found.sort((a, b) =>
    asMade ? a.created - b.created : Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)),
  );
  const byName = new Map(found.map(({ name, value }) => [name, value]));
  expectPlain(byName.size === found.length, 'a name given twice');
  return byName;
}
