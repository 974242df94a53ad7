import { Cursor, textIn } from './cursor';
import { readExtent, type Extent } from './extent';
import { inOrder, isListedAsMade, type Named } from './named';
import { expectPlain } from './not-plain';
import { MESSAGE, type Message } from './object-header';
import { readValueType, type ValueType } from './value-type';

/** An attribute, its type still to be read. */
export interface DirectAttribute {
  type: () => ValueType;
  extent: () => Extent;
  values: DataView<ArrayBuffer>;
}

/** Attributes of an object by name, as the library lists them. Throws `NotPlain` for those in a fractal heap. */
export function attributesIn(messages: readonly Message[]): ReadonlyMap<string, DirectAttribute> {
  const info = messages.find(({ type }) => type === MESSAGE.attributeInfo);
  const asMade = info !== undefined && isListedAsMade(new Cursor(info.body), 2);
  const found = messages.filter(({ type }) => type === MESSAGE.attribute);
  return inOrder(found.map(attributeIn), asMade);
}

/** An attribute message (specification IV.A.2.m). */
function attributeIn({ body, created }: Message): Named<DirectAttribute> {
  const cursor = new Cursor(body);
  const version = cursor.u8();
  expectPlain(version >= 1 && version <= 3, `attributes of version ${version}`);
  // Until version 2 the byte is not used, then it tells of types kept elsewhere.
  expectPlain(cursor.u8() === 0 || version === 1, 'a type kept elsewhere');
  const lengths = [cursor.u16(), cursor.u16(), cursor.u16()];
  if (version === 3) cursor.skip(1);
  const [name, type, extent] = lengths.map((length) => {
    const part = cursor.part(length);
    // The first version fills each part up to a multiple of 8.
    if (version === 1) cursor.skip(-length & 7);
    return part;
  });
  const letters = new Uint8Array(name.buffer, name.byteOffset, name.byteLength);
  expectPlain(letters.indexOf(0) === letters.length - 1, 'a name of another length');
  return {
    name: textIn(letters),
    created,
    value: {
      type: () => readValueType(type),
      extent: () => readExtent(extent),
      values: cursor.part(cursor.left),
    },
  };
}
