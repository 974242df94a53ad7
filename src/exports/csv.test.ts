import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvText, harmlessText } from './csv';

it('quotes what RFC 4180 quotes, and leaves missing values empty', () => {
  expect(
    csvText(
      ['a', 'b'],
      [
        ['x,"y"', null],
        ['two\nlines', Number.NaN],
      ],
    ),
  ).toBe('a,b\n"x,""y""",\n"two\nlines",\n');
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1', '\u0000=1'])(
  'makes text of the formula %j',
  (text) => {
    expect(csvText([text], [[text]]).split('\n')[1]).toMatch(/^'/);
  },
);

it('keeps numbers as they are, negative ones too', () => {
  expect(csvText(['x'], [[-0.25]])).toBe('x\n-0.25\n');
});

it('leaves no cell a spreadsheet would calculate, and no control character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const cell = harmlessText(text);
      expect(cell).not.toMatch(/^\s*[=+\-@]/);
      expect(cell.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }),
  );
});
