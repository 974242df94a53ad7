import { Cursor, textIn } from './cursor';
import type { FileBytes } from './file-bytes';
import type { Named } from './named';
import { expectPlain } from './not-plain';

/** A member of a group with its address; null for a link by name. */
export type Link = Named<number | null>;

/** Larger groups are left to the library, which need not list them to find a name. */
const MOST_NAMES = 2000;
const MOST_NODES = 500;
/** Names may share their letters: each alone would be short, all together more than memory holds. */
const LONGEST_NAME = 1024;
const NODE_HEAD_BYTES = 24;
const LEAF_HEAD_BYTES = 8;
const ADDRESS_BYTES = 8;
const ENTRY_BYTES = 40;
const SOFT_ENTRY = 2;
const HEAP_HEAD_BYTES = 32;
/** In a heap: no space is free. */
const NOTHING_FREE = 1;

/** A node of the tree, and where in the heap the names stand that its own lie between. */
interface Node {
  address: number;
  after: number;
  upTo: number;
}

/**
 * Links of a group as the first versions of the format keep it: a tree whose leaves are tables,
 * and a heap of names (specification III.A to III.D). Throws `NotPlain` for large ones, and where
 * names are not in order, so that the library would not find them.
 */
export function linksOfTable(file: FileBytes, body: DataView<ArrayBuffer>): Link[] {
  const table = new Cursor(body);
  const [tree, heap] = [table.u64(), table.u64()];
  const names = namesAt(file, heap);
  const links: Link[] = [];
  for (const { address, after, upTo } of leavesBelow(file, tree)) {
    const head = new Cursor(file.view(address, LEAF_HEAD_BYTES));
    head.expectLetters('SNOD');
    expectPlain(head.u8() === 1, 'a later version of tables');
    head.skip(1);
    const entries = new Cursor(file.view(address + LEAF_HEAD_BYTES, ENTRY_BYTES * head.u16()));
    let last = nameAt(names, after);
    while (entries.left > 0) {
      const link = entryIn(new Cursor(entries.part(ENTRY_BYTES)), names);
      expectPlain(isBefore(last, link.name), 'names out of order');
      links.push(link);
      last = link.name;
    }
    expectPlain(!isBefore(nameAt(names, upTo), last), 'names out of order');
    expectPlain(links.length <= MOST_NAMES, 'a large group');
  }
  return links;
}

function entryIn(entry: Cursor, names: Uint8Array): Link {
  const name = nameAt(names, entry.u64());
  const [address, kind] = [entry.address(), entry.u32()];
  return { name, created: 0, value: kind === SOFT_ENTRY ? null : address };
}

function nameAt(names: Uint8Array, offset: number): string {
  const name = names.subarray(offset, offset + LONGEST_NAME);
  expectPlain(name.includes(0), 'a name without an end');
  return textIn(name);
}

function isBefore(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}

/** Texts of a local heap. */
function namesAt(file: FileBytes, address: number): Uint8Array {
  const heap = new Cursor(file.view(address, HEAP_HEAD_BYTES));
  heap.expectLetters('HEAP');
  expectPlain(heap.u8() === 0, 'a later version of heaps');
  heap.skip(3);
  const [size, free] = [heap.u64(), heap.u64()];
  expectPlain(free === NOTHING_FREE || free < size, 'free space past the end');
  return new Cursor(file.view(heap.u64(), size)).bytes(size);
}

/** The leaves of a group's tree, level by level from its root. */
function leavesBelow(file: FileBytes, root: number): Node[] {
  let nodes = [root];
  for (let level: number | null = null; ;) {
    const found: Node[] = [];
    for (const address of nodes) {
      const head = new Cursor(file.view(address, NODE_HEAD_BYTES));
      head.expectLetters('TREE');
      expectPlain(head.u8() === 0, 'a tree of chunks');
      const own = head.u8();
      level ??= own;
      expectPlain(own === level, `a node of level ${own}`);
      found.push(...childrenIn(file, address, head.u16()));
      expectPlain(found.length <= MOST_NODES, 'a large tree');
    }
    if (level === 0 || level === null) return found;
    level--;
    nodes = found.map(({ address }) => address);
  }
}

/** Keys and addresses take turns, and begin and end with a key. */
function childrenIn(file: FileBytes, node: number, count: number): Node[] {
  const bytes = 2 * ADDRESS_BYTES * count + ADDRESS_BYTES;
  const body = new Cursor(file.view(node + NODE_HEAD_BYTES, bytes));
  let after = body.u64();
  return Array.from({ length: count }, () => {
    const child = { address: body.u64(), after, upTo: body.u64() };
    after = child.upTo;
    return child;
  });
}
