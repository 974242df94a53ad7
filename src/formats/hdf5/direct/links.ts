import { Cursor, textIn } from './cursor';
import type { FileBytes } from './file-bytes';
import { inOrder, isListedAsMade } from './named';
import { expectPlain } from './not-plain';
import { MESSAGE, type Message } from './object-header';
import { linksOfTable, type Link } from './symbol-table';

const HARD = 0;

/** Addresses of a group's members by name, as the library lists them; null for a link by name. */
export type Links = ReadonlyMap<string, number | null>;

/** Links of a group by its header. Throws `NotPlain` for groups that keep theirs in a fractal heap. */
export function linksIn(file: FileBytes, messages: readonly Message[]): Links {
  const table = messages.find(({ type }) => type === MESSAGE.symbolTable);
  if (table !== undefined) return inOrder(linksOfTable(file, table.body), false);
  const info = messages.find(({ type }) => type === MESSAGE.linkInfo);
  expectPlain(info !== undefined, 'a group without links');
  const asMade = isListedAsMade(new Cursor(info.body), 8);
  const links = messages.filter(({ type }) => type === MESSAGE.link);
  return inOrder(links.map(linkIn), asMade);
}

/** A link message (specification IV.A.2.g). */
function linkIn({ body }: Message): Link {
  const cursor = new Cursor(body);
  expectPlain(cursor.u8() === 1, 'a later version of links');
  const flags = cursor.u8();
  const kind = (flags & 0x08) === 0 ? HARD : cursor.u8();
  const created = (flags & 0x04) === 0 ? 0 : cursor.u64();
  if ((flags & 0x10) !== 0) cursor.skip(1);
  const name = textIn(cursor.bytes(cursor.unsigned(1 << (flags & 0x03))));
  return { name, created, value: kind === HARD ? cursor.u64() : null };
}
