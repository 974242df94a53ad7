import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Module } from 'h5wasm/node';
import type { LinkRoots } from './link-roots';
import { ConfinedFiles, type LibraryFileSystem } from './confined-files';
import { limitMemory, type MemoryLimit } from './memory';

/** The compiled HDF5 library, as h5wasm binds it. */
export type Hdf5Module = typeof Module;

/** Every error leaves about a kilobyte of the library's stack taken, and 2 MB is all it has. */
const MOST_ERRORS = 500;
/** Files kept open by handles that errors left behind. */
const MOST_LOST = 100;
/**
 * A damaged file of a few kilobytes can make it ask for 2 GB, and clear them, for one text. A
 * compressed chunk is unpacked whole and may take four times its size meanwhile: this is enough
 * for chunks of 200 MB, and without compression for the largest array that is read at once.
 */
const MEMORY_LIMIT_BYTES = 1024 * 1024 * 1024;
/** Memory that was asked for is never given back: above this an instance is replaced. */
const MOST_MEMORY_BYTES = 768 * 1024 * 1024;

/**
 * One instance of the HDF5 library with memory of its own. It opens nothing but the
 * files it is asked to open and its own decompressors: links, virtual data sets and raw
 * data that lie in other files lead nowhere. An error thrown out of it leaves handles
 * behind that keep the file open, with what was read of it: such a file is lost to this
 * instance, and read again only by a new one.
 */
export class Hdf5Library {
  private readonly files: ConfinedFiles;
  private readonly lost = new Set<string>();
  private lent = { address: 0, bytes: 0 };
  private errors = 0;
  private trapped = false;
  private retired = false;

  private constructor(
    readonly module: Hdf5Module,
    readonly memoryLimit: Readonly<MemoryLimit>,
    pluginFolder: string | null,
  ) {
    this.files = new ConfinedFiles(module.FS as unknown as LibraryFileSystem, pluginFolder);
    if (pluginFolder !== null) module.insert_plugin_search_path(pluginFolder, 0);
  }

  static async create(): Promise<Hdf5Library> {
    // The package offers one instance only; what makes instances lies beside it.
    const url = new URL('hdf5_util.js', import.meta.resolve('h5wasm/node')).href;
    const { default: createModule } = (await import(url)) as {
      default: (options: object) => Promise<Hdf5Module>;
    };
    const module = await createModule({ noInitialRun: true, printErr: () => undefined });
    // Else it answers a missing or truncated file with a silent -1.
    module.activate_throwing_error_handler();
    return new Hdf5Library(module, limitMemory(module, MEMORY_LIMIT_BYTES), pluginFolder());
  }

  /** True once it must not open another file. */
  get isSpent(): boolean {
    return (
      this.trapped ||
      this.errors >= MOST_ERRORS ||
      this.lost.size >= MOST_LOST ||
      this.module.HEAPU8.length > MOST_MEMORY_BYTES
    );
  }

  /** Whether handles left behind keep a file as it was. */
  hasLost(path: string): boolean {
    return this.lost.size > 0 && this.lost.has(identityOf(path));
  }

  /** Opens a file for reading. Throws what the library throws. */
  open(path: string, mode: 'read' | 'swmr-read', links: LinkRoots | null = null): bigint {
    const { module } = this;
    const whole = resolve(path);
    this.files.allow(whole, mode === 'read' ? 'in-blocks' : 'as-asked', links);
    try {
      const flags = mode === 'read' ? module.H5F_ACC_RDONLY : module.H5F_ACC_SWMR_READ;
      return module.open(whole, flags, false, -1, -1);
    } catch (error) {
      this.noteError(error, null);
      this.release(whole);
      throw error;
    }
  }

  /** Closes a file. Nothing was written: whatever the library has to say changes no data. */
  close(id: bigint, path: string): void {
    try {
      this.module.close_file(id);
    } catch (error) {
      this.noteError(error, path);
    }
    this.release(resolve(path));
  }

  /**
   * Numbers of a frame, so many bytes of them, that `read` writes to an address of the library's
   * memory. Where they stand in the file as they are, they go straight to `scratch` instead. Good
   * until the next call.
   */
  passingBytes(
    bytes: number,
    scratch: ((bytes: number) => Uint8Array<ArrayBuffer>) | null,
    read: (address: bigint) => void,
  ): Uint8Array<ArrayBuffer> {
    const address = this.lentMemory(bytes);
    const target = scratch?.(bytes);
    if (target === undefined) read(BigInt(address));
    else if (this.files.readAside(address, target, () => read(BigInt(address)))) return target;
    return heapOf(this.module).subarray(address, address + bytes);
  }

  /**
   * Address of memory for the numbers of a frame, which stays the library's: the next frame
   * is written over it, so that none costs the system fresh memory.
   */
  private lentMemory(bytes: number): number {
    const { module, lent } = this;
    if (lent.bytes >= bytes) return lent.address;
    module._free(lent.address);
    this.lent = { address: 0, bytes: 0 };
    const address = module._malloc(bytes);
    if (address === 0) throw new Error(`no memory for ${bytes} bytes`);
    this.lent = { address, bytes };
    return address;
  }

  /** Counts an error that came out of the library; `path` where it left handles of a file behind. */
  noteError(error: unknown, path: string | null): void {
    this.errors++;
    if (path !== null) this.lost.add(identityOf(path));
    // The library's own errors are plain; a trap, or its stack run out, leaves nothing to rely on.
    if (!(error instanceof Error) || error.name !== 'Error') this.trapped = true;
    this.files.closeErrorTexts();
  }

  /** No file will be opened any more: what could not be closed is, with the last one open. */
  retire(): void {
    this.retired = true;
    this.closeWhatIsLeft();
  }

  private release(path: string): void {
    this.files.release(path);
    this.closeWhatIsLeft();
  }

  private closeWhatIsLeft(): void {
    if (this.retired && !this.files.isInUse) this.files.closeAll();
  }
}

/** The library's memory, which no other thread shares. */
export function heapOf({ HEAPU8 }: Hdf5Module): Uint8Array<ArrayBuffer> {
  return HEAPU8 as Uint8Array<ArrayBuffer>;
}

let current: Promise<Hdf5Library> | undefined;

/** A library that can be relied on for a file: a new one where the last is spent. */
export async function loadHdf5Library(path: string): Promise<Hdf5Library> {
  for (;;) {
    const promised = (current ??= Hdf5Library.create());
    const library = await promised;
    if (!library.isSpent && !library.hasLost(path)) return library;
    // Another caller may have been here in the meantime.
    if (current !== promised) continue;
    current = undefined;
    library.retire();
  }
}

/** What the library knows a file by. */
function identityOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? resolve(path) : `${stats.dev}:${stats.ino}`;
}

/** Folder of the decompressors beyond deflate and szip; null where they are not installed. */
function pluginFolder(): string | null {
  try {
    return join(dirname(fileURLToPath(import.meta.resolve('h5wasm-plugins'))), 'plugins');
  } catch {
    return null;
  }
}
