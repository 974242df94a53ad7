/** Above this a reading is rare enough to have memory of its own. */
const MOST_BYTES = 64 * 1024 * 1024;

let memory = new ArrayBuffer(0);

/**
 * Memory for values on their way into a frame, good until the next call. Fresh memory
 * for each reading costs more than the reading: the system clears it page by page.
 */
export function scratchBytes(length: number): Uint8Array<ArrayBuffer> {
  if (length > MOST_BYTES) return new Uint8Array(length);
  if (memory.byteLength < length) memory = new ArrayBuffer(length);
  return new Uint8Array(memory, 0, length);
}
