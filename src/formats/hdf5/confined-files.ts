import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { isWalkable } from './heap-check';
import type { LinkRoots } from './link-roots';

/** What the library uses of its view of the file system. */
export interface LibraryFileSystem {
  open(path: string, flags: number | string, mode?: number): object;
  close(stream: object): void;
  read(
    stream: object,
    buffer: Uint8Array | Int8Array,
    offset: number,
    length: number,
    position?: number,
  ): number;
  unlink(path: string): void;
  ErrnoError: new (errno: number) => Error;
}

const NO_SUCH_FILE = 44;
const INPUT_OUTPUT_ERROR = 29;
/** Flags of the library's system: create, truncate. */
const O_CREAT_OR_TRUNC = 0o100 | 0o1000;
/** The library asks for what describes a file in some twenty pieces of up to this size. */
const LARGEST_PIECE = 4096;
/** Read at once where one of them is asked for. */
const BLOCK_BYTES = 16 * 1024;
/** Where the library writes the text of an error on its way to us. */
const errorText = /^\/tmp\/tmpfile_\w+$/;

/** A part of a file as it was read last; none of it at first. */
interface Block {
  start: number;
  length: number;
  bytes: Int8Array;
}

const emptyBlock: Block = { start: 0, length: 0, bytes: new Int8Array(0) };

/** Values that the library is about to read into its own memory, and where they shall go instead. */
interface Detour {
  address: number;
  target: Uint8Array;
  taken: boolean;
}

/**
 * The file system as one instance of the library sees it: it opens the files that it may, those
 * that their links may lead to, and its decompressors, and nothing else. What it left open can be closed.
 */
export class ConfinedFiles {
  private readonly allowed = new Map<string, number>();
  /** Where the links of open files may lead, by file. */
  private readonly linking = new Map<string, LinkRoots>();
  private readonly streams = new Map<object, Block | null>();
  private readonly errorStreams = new Set<object>();
  private readonly original: Pick<LibraryFileSystem, 'open' | 'close' | 'read'>;
  private detour: Detour | null = null;
  private mode: 'in-blocks' | 'as-asked' = 'in-blocks';

  constructor(
    private readonly fileSystem: LibraryFileSystem,
    private readonly pluginFolder: string | null,
  ) {
    const { open, close, read, unlink } = fileSystem;
    this.original = { open, close, read };
    fileSystem.open = (path, flags, mode) => this.open(path, flags, mode);
    fileSystem.close = (stream) => {
      this.streams.delete(stream);
      this.errorStreams.delete(stream);
      close(stream);
    };
    fileSystem.read = (stream, buffer, offset, length, position) => {
      if (this.isTaken(stream, offset, length, position)) return length;
      const count = this.read(stream, buffer, offset, length, position);
      const piece = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, count);
      if (!isWalkable(piece)) throw new fileSystem.ErrnoError(INPUT_OUTPUT_ERROR);
      return count;
    };
    fileSystem.unlink = (path) => {
      unlink(errorText.test(path) ? inTemporaryFolder(path) : path);
    };
  }

  /**
   * Lets the library open a file, given by its whole path, until it is released as often. What a
   * writer may write to meanwhile is read piece by piece, as the library asks for it.
   */
  allow(path: string, mode: 'in-blocks' | 'as-asked', links: LinkRoots | null): void {
    this.mode = mode;
    if (links !== null) this.linking.set(path, links);
    this.allowed.set(path, (this.allowed.get(path) ?? 0) + 1);
  }

  release(path: string): void {
    const users = (this.allowed.get(path) ?? 1) - 1;
    if (users > 0) this.allowed.set(path, users);
    else {
      this.allowed.delete(path);
      this.linking.delete(path);
    }
  }

  /** Whether it may open a file. */
  get isInUse(): boolean {
    return this.allowed.size > 0;
  }

  /**
   * Lets the library read values to an address of its memory. Where it asks for all of them at
   * once, as they stand in the file, they go to `target` instead. Returns whether they did.
   */
  readAside(address: number, target: Uint8Array, read: () => void): boolean {
    const detour = { address, target, taken: false };
    this.detour = detour;
    try {
      read();
    } finally {
      this.detour = null;
    }
    return detour.taken;
  }

  /** Closes what errors left open of their texts. */
  closeErrorTexts(): void {
    for (const stream of this.errorStreams) this.closeStream(stream);
    this.errorStreams.clear();
  }

  closeAll(): void {
    for (const stream of this.streams.keys()) this.closeStream(stream);
    this.streams.clear();
  }

  private open(path: string, flags: number | string, mode?: number): object {
    const { open } = this.original;
    if (errorText.test(path)) {
      const stream = open(inTemporaryFolder(path), flags, mode);
      this.errorStreams.add(stream);
      return stream;
    }
    const whole = resolve(path);
    const isPlugin = whole === this.pluginFolder || dirname(whole) === this.pluginFolder;
    if (this.allowed.has(whole) || isPlugin) {
      const stream = open(path, flags, mode);
      this.streams.set(stream, this.mode === 'in-blocks' && !isPlugin ? emptyBlock : null);
      return stream;
    }
    const linked = isReading(flags) ? this.linkedFile(whole) : null;
    if (linked === null) throw new this.fileSystem.ErrnoError(NO_SUCH_FILE);
    const stream = open(linked, flags, mode);
    this.streams.set(stream, null);
    return stream;
  }

  /** The real path of a file that a link of an open one may lead to; null for any other. */
  private linkedFile(path: string): string | null {
    for (const links of this.linking.values()) {
      const real = links.within(path);
      if (real === null) continue;
      links.followed.add(real);
      return real;
    }
    return null;
  }

  private read(
    stream: object,
    buffer: Uint8Array | Int8Array,
    offset: number,
    length: number,
    position?: number,
  ): number {
    const { read } = this.original;
    let block = this.streams.get(stream) ?? null;
    if (block === null || position === undefined || length > LARGEST_PIECE) {
      return read(stream, buffer, offset, length, position);
    }
    const isWithin = ({ start, length: known }: Block) =>
      position >= start && position + length <= start + known;
    if (!isWithin(block)) {
      const bytes = block === emptyBlock ? new Int8Array(BLOCK_BYTES) : block.bytes;
      const start = position - (position % LARGEST_PIECE);
      block = { start, length: read(stream, bytes, 0, BLOCK_BYTES, start), bytes };
      this.streams.set(stream, block);
      if (!isWithin(block)) return read(stream, buffer, offset, length, position);
    }
    const first = position - block.start;
    buffer.set(block.bytes.subarray(first, first + length), offset);
    return length;
  }

  /** Reads what `readAside` waits for, if that is what the library asks for. */
  private isTaken(stream: object, offset: number, length: number, position?: number): boolean {
    const { detour } = this;
    if (detour === null || detour.taken || position === undefined) return false;
    const { address, target } = detour;
    if (offset !== address || length !== target.length) return false;
    detour.taken = this.original.read(stream, target, 0, length, position) === length;
    return detour.taken;
  }

  private closeStream(stream: object): void {
    try {
      this.fileSystem.close(stream);
    } catch {
      // Closed by the library already.
    }
  }
}

/** Whether a file is opened for nothing but reading. */
function isReading(flags: number | string): boolean {
  return typeof flags === 'number'
    ? (flags & 3) === 0 && (flags & O_CREAT_OR_TRUNC) === 0
    : flags === 'r';
}

function inTemporaryFolder(path: string): string {
  return join(tmpdir(), basename(path));
}
