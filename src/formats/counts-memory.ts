import type { Spectrum } from '#shared/spectrum';

/** Two frames are on their way at most: one being read, one being measured. */
const MOST_SPARE = 2;

let spare: ArrayBuffer[] = [];

/** Memory for the counts of a frame, which belongs to the frame; something may stand in it. */
export function countsMemory(length: number): Float32Array<ArrayBuffer> {
  const at = spare.findIndex(({ byteLength }) => byteLength === 4 * length);
  return at < 0 ? new Float32Array(length) : new Float32Array(spare.splice(at, 1)[0]);
}

/**
 * Takes the memory of a spectrum that nobody needs any more for a later frame: fresh memory
 * costs more than reading into it, since the system hands it out page by page. The array
 * is detached: whoever still holds it finds it empty, never the counts of another frame.
 */
export function giveBackCounts({ counts }: Spectrum): void {
  const { buffer, byteLength } = counts;
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength !== byteLength || byteLength === 0) {
    return;
  }
  const memory = structuredClone(buffer, { transfer: [buffer] });
  spare = [memory, ...spare.filter((other) => other.byteLength === byteLength)].slice(
    0,
    MOST_SPARE,
  );
}
