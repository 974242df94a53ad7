/** A collection of the global heap, where texts of any length are kept, begins with this. */
const SIGNATURE = 0x4c4f4347;
const FIRST_LETTER = SIGNATURE & 0xff;
const HEADER_BYTES = 16;
const OBJECT_HEADER_BYTES = 16;

/**
 * Whether the library can walk through a piece of a file that it has just read. Its walk
 * through a global heap collection never ends where an object takes no space, or so much
 * that the sum overflows; every other piece it checks by itself.
 */
export function isWalkable(piece: Uint8Array): boolean {
  if (piece.length < HEADER_BYTES || piece[0] !== FIRST_LETTER) return true;
  const view = new DataView(piece.buffer, piece.byteOffset, piece.length);
  if (view.getUint32(0, true) !== SIGNATURE) return true;
  for (let at = HEADER_BYTES; at + OBJECT_HEADER_BYTES <= piece.length;) {
    const index = view.getUint16(at, true);
    const size = Number(view.getBigUint64(at + 8, true));
    // The free space at the end counts its own header.
    const taken = index === 0 ? size : OBJECT_HEADER_BYTES + Math.ceil(size / 8) * 8;
    if (taken < OBJECT_HEADER_BYTES || taken > 0x7fffffff) return false;
    at += taken;
  }
  return true;
}
