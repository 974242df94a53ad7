import { crc32, deflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Anchors of the colour scale from dark to bright. */
const anchors = [
  [10, 7, 34],
  [66, 20, 104],
  [140, 41, 129],
  [222, 73, 104],
  [254, 159, 109],
  [252, 253, 191],
];

/** Colour of a share 0 … 1 as red, green and blue. */
function colourOf(share) {
  const position = Math.min(1, Math.max(0, share)) * (anchors.length - 1);
  const low = Math.min(anchors.length - 2, Math.floor(position));
  const part = position - low;
  return anchors[low].map((value, i) => Math.round(value + part * (anchors[low + 1][i] - value)));
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}

/** A PNG of a row-major image, its last row on top; `brightest` gets the scale's last colour. */
export function intensityPng(values, rows, columns, brightest) {
  const stride = 3 * columns + 1;
  const pixels = Buffer.alloc(rows * stride);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values[(rows - 1 - row) * columns + column];
      pixels.set(colourOf(value / brightest), row * stride + 1 + 3 * column);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(columns, 0);
  header.writeUInt32BE(rows, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
