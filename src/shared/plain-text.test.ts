import fc from 'fast-check';
import { expect, it } from 'vitest';
import { oneLine } from './plain-text';

it('keeps what can be seen, in every script', () => {
  for (const text of ['sample x (µm)', '試料 3', 'Wärme, 20 K', 'a—b']) {
    expect(oneLine(text)).toBe(text);
  }
});

it('leaves no line end, terminal escape or mark of text direction', () => {
  expect(oneLine('a\r\nrm -rf /\u001b[2Jb\u202ec\u2028d\u0000')).toBe('a rm -rf / [2Jb c d');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});
