import { describe, expect, it } from 'vitest';
import { cssColour, lookupTable, type ColourMapName } from './lookup-table';

/** Relative luminance of a table entry, 0–1 (linear sRGB weights). */
function luminance(word: number): number {
  const linear = [word & 0xff, (word >> 8) & 0xff, (word >> 16) & 0xff].map(
    (value) => (value / 255) ** 2.2,
  );
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

describe('lookupTable', () => {
  it.each(['viridis', 'cividis', 'magma', 'greys'] satisfies ColourMapName[])(
    '%s has 256 opaque entries that grow lighter throughout',
    (name) => {
      const table = lookupTable(name);
      expect(table).toHaveLength(256);
      for (const word of table) expect(word >>> 24).toBe(255);
      for (let entry = 8; entry < 256; entry += 8) {
        expect(luminance(table[entry])).toBeGreaterThan(luminance(table[entry - 8]));
      }
    },
  );

  it('ends viridis where its definition does', () => {
    const table = lookupTable('viridis');
    expect(cssColour(table[0])).toBe('rgb(68 1 84)');
    expect(cssColour(table[255])).toBe('rgb(253 231 37)');
  });

  it('is lightest in the middle for differences, and tells the signs apart', () => {
    const table = lookupTable('difference');
    expect(luminance(table[128])).toBeGreaterThan(0.8);
    expect(table[0] & 0xff).toBeLessThan((table[0] >> 16) & 0xff);
    expect(table[255] & 0xff).toBeGreaterThan((table[255] >> 16) & 0xff);
  });
});
