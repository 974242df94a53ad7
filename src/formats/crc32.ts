const POLYNOMIAL = 0xedb88320;
const tables = crcTables();

/** Checksum of zip archives and PNG (ISO 3309), four bytes at a time. */
export function crc32(bytes: Uint8Array): number {
  const [first, second, third, fourth] = tables;
  let crc = 0xffffffff;
  let at = 0;
  for (const end = bytes.length - 3; at < end; at += 4) {
    crc ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    crc =
      fourth[crc & 0xff] ^
      third[(crc >>> 8) & 0xff] ^
      second[(crc >>> 16) & 0xff] ^
      first[crc >>> 24];
  }
  for (; at < bytes.length; at++) crc = first[(crc ^ bytes[at]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Table k holds the checksum of a byte followed by k zero bytes. */
function crcTables(): [Int32Array, Int32Array, Int32Array, Int32Array] {
  const make = () => new Int32Array(256);
  const all: [Int32Array, Int32Array, Int32Array, Int32Array] = [make(), make(), make(), make()];
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    all[0][byte] = crc;
  }
  for (let byte = 0; byte < 256; byte++) {
    for (let k = 1; k < 4; k++) {
      const before = all[k - 1][byte];
      all[k][byte] = (before >>> 8) ^ all[0][before & 0xff];
    }
  }
  return all;
}
