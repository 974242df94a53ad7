import { isUtf8 } from 'node:buffer';

/**
 * Text of a program of any age: UTF-8 where the bytes are that, else one character a byte; without
 * the mark some editors put before it.
 */
export function decodedText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!isUtf8(buffer)) return buffer.toString('latin1');
  const text = buffer.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
