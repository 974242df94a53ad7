import { Cursor, textIn } from './cursor';
import type { FileBytes } from './file-bytes';
import { expectPlain } from './not-plain';
import { MESSAGE, type Message } from './object-header';

/** Addresses of a group's members by name, in the order of their names; null for a link by name. */
export type Links = ReadonlyMap<string, number | null>;

const HARD = 0;
/** Larger groups are left to the library, which need not list them to find a name. */
const MOST_NAMES = 2000;
const MOST_NODES = 500;
const LONGEST_HEAP = 256 * 1024;
const NODE_HEAD_BYTES = 24;
const KEY_BYTES = 8;
const ENTRY_BYTES = 40;
const SOFT_ENTRY = 2;

/** Links of a group by its header. Throws `NotPlain` for groups that keep theirs in a fractal heap. */
export function linksIn(file: FileBytes, messages: readonly Message[]): Links {
  const table = messages.find(({ type }) => type === MESSAGE.symbolTable);
  if (table !== undefined) return linksOfTable(file, new Cursor(table.body));
  const info = messages.find(({ type }) => type === MESSAGE.linkInfo);
  expectPlain(info !== undefined, 'a group without links');
  expectInHeader(new Cursor(info.body), 8);
  const links = messages
    .filter(({ type }) => type === MESSAGE.link)
    .map(({ body }) => linkIn(body));
  return inOrder(links);
}

/** Throws `NotPlain` for what stands in a heap; `bytes`: length of the count that may come first. */
export function expectInHeader(info: Cursor, bytes: number): void {
  expectPlain(info.u8() === 0, 'a later version');
  if ((info.u8() & 0x01) !== 0) info.skip(bytes);
  expectPlain(info.address() === null, 'a fractal heap');
}

/** A link message (specification IV.A.2.g). */
function linkIn(body: DataView<ArrayBuffer>): [string, number | null] {
  const cursor = new Cursor(body);
  expectPlain(cursor.u8() === 1, 'a later version of links');
  const flags = cursor.u8();
  const kind = (flags & 0x08) === 0 ? HARD : cursor.u8();
  if ((flags & 0x04) !== 0) cursor.skip(8);
  if ((flags & 0x10) !== 0) cursor.skip(1);
  const name = textIn(cursor.bytes(cursor.unsigned(1 << (flags & 0x03))));
  return [name, kind === HARD ? cursor.u64() : null];
}

/** A group as the first versions of the format keep it (specification III.A to III.D). */
function linksOfTable(file: FileBytes, table: Cursor): Links {
  const [tree, heap] = [table.u64(), table.u64()];
  const names = namesAt(file, heap);
  const links: [string, number | null][] = [];
  for (const leaf of leavesBelow(file, tree)) {
    const head = new Cursor(file.view(leaf, 8));
    head.expectLetters('SNOD');
    expectPlain(head.u8() === 1, 'a later version of tables');
    head.skip(1);
    const entries = new Cursor(file.view(leaf + 8, ENTRY_BYTES * head.u16()));
    while (entries.left > 0) links.push(entryIn(new Cursor(entries.part(ENTRY_BYTES)), names));
    expectPlain(links.length <= MOST_NAMES, 'a large group');
  }
  return inOrder(links);
}

function entryIn(entry: Cursor, names: Uint8Array): [string, number | null] {
  const name = names.subarray(entry.u64());
  expectPlain(name.includes(0), 'a name without an end');
  const [address, kind] = [entry.address(), entry.u32()];
  return [textIn(name), kind === SOFT_ENTRY ? null : address];
}

/** Texts of a local heap. */
function namesAt(file: FileBytes, address: number): Uint8Array {
  const heap = new Cursor(file.view(address, 32));
  heap.expectLetters('HEAP');
  expectPlain(heap.u8() === 0, 'a later version of heaps');
  heap.skip(3);
  const size = heap.u64();
  expectPlain(size <= LONGEST_HEAP, 'a large heap');
  heap.skip(8);
  return new Cursor(file.view(heap.u64(), size)).bytes(size);
}

/** Addresses of the leaves of a group's tree, level by level from its root. */
function leavesBelow(file: FileBytes, root: number): number[] {
  let nodes = [root];
  for (let level: number | null = null; level !== 0;) {
    const found: number[] = [];
    for (const address of nodes) {
      const head = new Cursor(file.view(address, NODE_HEAD_BYTES));
      head.expectLetters('TREE');
      expectPlain(head.u8() === 0, 'a tree of chunks');
      const own = head.u8();
      level ??= own + 1;
      expectPlain(own === level - 1, `a node of level ${own}`);
      const children = head.u16();
      const body = new Cursor(file.view(address + NODE_HEAD_BYTES, (KEY_BYTES + 8) * children));
      for (let i = 0; i < children; i++) {
        body.skip(KEY_BYTES);
        found.push(body.u64());
      }
      expectPlain(found.length <= MOST_NODES, 'a large tree');
    }
    nodes = found;
    level = (level ?? 1) - 1;
  }
  return nodes;
}

/** By the bytes of the names, as the library lists them. Throws `NotPlain` for a name given twice. */
function inOrder(links: [string, number | null][]): Links {
  links.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const found = new Map(links);
  expectPlain(found.size === links.length, 'a name given twice');
  return found;
}
