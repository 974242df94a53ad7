import type { Module } from 'h5wasm/node';

/** What is used of WebAssembly, which the types of Node do not know. */
interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
declare const WebAssembly: { Memory: { prototype: Memory } };

const PAGE_BYTES = 64 * 1024;

/** A bound on the memory of an instance of the library. */
export interface MemoryLimit {
  readonly mostBytes: number;
  /** How often it was asked for more. */
  refusals: number;
}

/**
 * Keeps an instance of the library from taking more memory than so many bytes: what asks for
 * more gets none, which the library answers with an error of its own.
 */
export function limitMemory(module: typeof Module, mostBytes: number): MemoryLimit {
  const memory = memoryOf(module);
  const limit = { mostBytes, refusals: 0 };
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * PAGE_BYTES > mostBytes) {
      limit.refusals++;
      throw new RangeError(`more than ${mostBytes} bytes`);
    }
    return grow(pages);
  };
  return limit;
}

/**
 * The memory of an instance. The package hands out its content alone, so for a moment any
 * memory that is to grow shows itself instead, and the instance is asked for more than it has.
 */
function memoryOf(module: typeof Module): Memory {
  const { prototype } = WebAssembly.Memory;
  const { grow } = prototype;
  const found: Memory[] = [];
  prototype.grow = function (this: Memory) {
    found.push(this);
    throw new RangeError('not now');
  };
  try {
    module._free(module._malloc(2 * module.HEAPU8.length));
  } finally {
    prototype.grow = grow;
  }
  const memory = found.find(({ buffer }) => buffer === module.HEAPU8.buffer);
  if (memory === undefined) throw new Error('the memory of the HDF5 library did not show itself');
  return memory;
}
