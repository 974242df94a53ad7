import { promisify } from 'node:util';
import { crc32, deflate, deflateSync, type ZlibOptions } from 'node:zlib';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const RGBA = 6;

/** Pictures of colour scales and lines: higher levels take several times as long for a little less. */
const LEVEL: ZlibOptions = { level: 3 };
const deflateOnThread = promisify<Uint8Array, ZlibOptions, Buffer>(deflate);

/** A picture as PNG: rows from the top, four bytes a pixel, colours not premultiplied. */
export function encodePng(pixels: Uint8Array, width: number, height: number): Buffer {
  return pngFile(width, height, deflateSync(scanlines(pixels, width, height), LEVEL));
}

/** The same for large pictures, compressed on another thread. */
export async function deflatePng(
  pixels: Uint8Array,
  width: number,
  height: number,
): Promise<Buffer> {
  const data = await deflateOnThread(scanlines(pixels, width, height), LEVEL);
  return pngFile(width, height, data);
}

/** Rows of pixels, each after the number of its filter: none. */
function scanlines(pixels: Uint8Array, width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (1 + 4 * width));
  for (let y = 0; y < height; y++) {
    rows.set(pixels.subarray(4 * width * y, 4 * width * (y + 1)), y * (1 + 4 * width) + 1);
  }
  return rows;
}

function pngFile(width: number, height: number, data: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, RGBA], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
