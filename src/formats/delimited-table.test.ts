import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodedText } from './decoded-text';
import { delimitedTable } from './delimited-table';
import { parseNumberedTable, parsePositionTable } from './motor-table-parsers';
import { preferredReadings } from './readbacks';

const numbersOf = (text: string) => {
  const table = delimitedTable(text);
  return table?.rows.map(({ cells }) => cells.map((cell) => table.numberIn(cell)));
};

test.for([
  ['decimal points', ',X\n1,0.5\n', 0.5],
  ['quoted decimal commas', ',X\n1,"0,10"\n2,"0,20"\n', 0.1],
  ['decimal commas and semicolons', ';X\n1;0,125\n', 0.125],
  ['decimal commas of three digits and semicolons', ';X\n1;1,125\n', 1.125],
  ['decimal commas and tabs', 'n\tX\n1\t0,5\n', 0.5],
  ['quoted thousands', ',X\n1,"1,100.5"\n', 1100.5],
  ['quoted thousands beside decimal points', ',X,Y\n1,"1,100",0.5\n', 1100],
  ['thousands by points, decimal commas', ';X\n1;1.100,5\n', 1100.5],
  ['thousands by blanks', ',X\n1,1 100.5\n', 1100.5],
  ['thousands by apostrophes', ",X\n1,1'100.5\n", 1100.5],
  ['an exponent', ',X\n1,-1.5e-3\n', -0.0015],
  ['a delimiter that the text states', 'sep=;\n;X\n1;0,5\n', 0.5],
  ['a comment that looks like a decimal comma', ',X,note\n1,1.100,"3,4"\n2,2.250,ok\n', 1.1],
] as const)('%s', ([, text, value]) => {
  expect(numbersOf(text)?.[0][1]).toBe(value);
});

test.for([
  ['a comma before three digits, and nothing that tells', ',X\n1,"1,100"\n2,"2,200"\n'],
  ['a point before three digits among decimal commas', ';X;Y\n1;1.100;0,5\n'],
  ['words', ',X\n1,home\n'],
  ['nothing', ',X,Y\n1,,0\n'],
  ['a number beyond all', ',X\n1,1e999\n'],
  ['two points', ',X\n1,1.2.3\n'],
] as const)('%s is no number', ([, text]) => {
  expect(numbersOf(text)?.[0][1]).toBeNull();
});

test('a line whose cells are not those of the heading is a fault, not a row', () => {
  const table = delimitedTable(
    '# made by hand\n,X,Y\n1,0.1,0.2\n2,0,10,0,20\n3,0.3\n4,0.4,0.5,,\n',
  );
  expect(table?.heading).toEqual(['', 'X', 'Y']);
  expect(table?.rows.map(({ line }) => line)).toEqual([3, 6]);
  expect(table?.faults).toEqual([
    { line: 4, reason: 'expected 3 cells as in the heading, found 5' },
    { line: 5, reason: 'expected 3 cells as in the heading, found 2' },
  ]);
});

test('a quote that never ends costs its own line only', () => {
  const table = delimitedTable(',X,note\n1,0.1,"open\n2,0.2,"fine, too"\n');
  expect(table?.rows.map(({ cells }) => cells[0])).toEqual(['2']);
  expect(table?.faults.map(({ line }) => line)).toEqual([2]);
});

test.for(['utf8', 'utf16le', 'utf16be', 'utf8 with mark', 'utf16le with mark', 'latin1'] as const)(
  'a table in %s',
  (encoding) => {
    const text = `${encoding.endsWith('mark') ? '\uFEFF' : ''},X (µm)\r\n1,0.5\r\n`;
    const utf16 = Buffer.from(text, 'utf16le');
    const bytes = encoding.startsWith('utf16be')
      ? utf16.swap16()
      : encoding.startsWith('utf16le')
        ? utf16
        : Buffer.from(text, encoding === 'latin1' ? 'latin1' : 'utf8');
    expect(parseNumberedTable('t', decodedText(bytes))).toMatchObject({
      columns: [{ name: 'X', unit: 'um' }],
      rows: [{ key: 1, values: [0.5] }],
    });
  },
);

test('whatever is written in quotes comes back, with any delimiter', () => {
  const cell = fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, ' ').trim());
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell, cell), { maxLength: 20 }),
      fc.constantFrom(',', ';', '\t'),
      (rows, delimiter) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const kept = rows.filter((cells) => cells.some((text) => text !== ''));
        const lines = [['a', 'b', 'c'], ...kept].map((cells) => cells.map(quoted).join(delimiter));
        const table = delimitedTable(lines.join('\n'));
        expect(table?.faults).toEqual([]);
        expect(table?.rows.map(({ cells }) => cells)).toEqual(kept);
      },
    ),
    { numRuns: 200 },
  );
});

test('a number is read as it was written, or not at all, in every notation', () => {
  const notations = [
    { delimiter: ',', write: (value: number) => `"${value.toFixed(4)}"` },
    { delimiter: ',', write: (value: number) => `"${value.toFixed(4).replace('.', ',')}"` },
    { delimiter: ';', write: (value: number) => value.toFixed(4).replace('.', ',') },
    { delimiter: '\t', write: (value: number) => value.toFixed(4) },
    {
      delimiter: ',',
      write: (value: number) => `"${value.toLocaleString('en', { minimumFractionDigits: 2 })}"`,
    },
    {
      delimiter: ';',
      write: (value: number) => value.toLocaleString('de', { minimumFractionDigits: 3 }),
    },
  ];
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -5e7, max: 5e7 }), fc.integer({ min: -5e7, max: 5e7 })), {
        minLength: 1,
        maxLength: 30,
      }),
      fc.constantFrom(...notations),
      (rows, { delimiter, write }) => {
        const values = rows.map((row) => row.map((value) => value / 1000));
        const lines = values.map((row, point) => [point + 1, ...row.map(write)].join(delimiter));
        const table = parseNumberedTable(
          't',
          [['', 'X', 'Y'].join(delimiter), ...lines].join('\n'),
        );
        table?.rows.forEach(({ key, values: read }) => {
          read.forEach((value, column) => {
            if (!Number.isNaN(value)) expect(value).toBeCloseTo(values[Number(key) - 1][column], 6);
          });
        });
      },
    ),
    { numRuns: 300 },
  );
});

test('a line that is no row keeps the points after it at theirs', () => {
  const table = parsePositionTable('t', 'X\tY\n1\t2\n3\n5 6\n');
  expect(table?.rows.map(({ key, values }) => [key, ...values])).toEqual([
    [1, 1, 2],
    [3, 5, 6],
  ]);
  expect(table?.faults).toEqual(['line 3: expected 2 cells as in the heading, found 1']);
});

test.for([
  [['x', 'x_user_setpoint'], ['x']],
  [['x_set', 'x_readback'], ['x']],
  [['X Goal', 'X'], ['X']],
  [['X (setpoint)', 'X (actual)'], ['X']],
  [['sax', 'saxSet', 'saxRbv'], ['sax']],
  [
    ['x', 'y'],
    ['x', 'y'],
  ],
  [
    ['x_set', 'y'],
    ['x_set', 'y'],
  ],
  [
    ['offset', 'off'],
    ['offset', 'off'],
  ],
  [
    ['Thread', 'Th'],
    ['Thread', 'Th'],
  ],
] as const)('of %j the motors are %j', ([names, expected]) => {
  expect(preferredReadings(names.map((name) => ({ name }))).map(({ name }) => name)).toEqual(
    expected,
  );
});
