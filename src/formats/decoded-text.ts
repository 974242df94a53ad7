import { isUtf8 } from 'node:buffer';

/** Bytes by which UTF-16 without a mark is told. */
const SAMPLED_BYTES = 512;
const windows = new TextDecoder('windows-1252');

/**
 * Text of a program of any age: UTF-8 or UTF-16 where the bytes are that, else Windows-1252 (Latin-1
 * with printable characters in its gap), without the mark some editors put before it.
 */
export function decodedText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const wide = utf16Order(buffer);
  if (wide !== null) return withoutMark(new TextDecoder(wide).decode(buffer));
  return isUtf8(buffer) ? withoutMark(buffer.toString('utf8')) : windows.decode(buffer);
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** By its mark, else by zeros in every other byte of a text that is mostly Latin. */
function utf16Order(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const length = Math.min(bytes.length, SAMPLED_BYTES) & ~1;
  if (length < 4) return null;
  const zeros = [0, 0];
  for (let at = 0; at < length; at++) if (bytes[at] === 0) zeros[at % 2]++;
  const [even, odd] = zeros;
  if (odd > 0.4 * length && even === 0) return 'utf-16le';
  return even > 0.4 * length && odd === 0 ? 'utf-16be' : null;
}
