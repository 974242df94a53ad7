import { expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { numberLines } from '../plain-fixture.test-support';
import { framesOf, withScanFile } from '../scratch-file.test-support';

/** A wave of `rows` × `columns` values as lines, with what stands before and behind it. */
function waveText(
  declaration: string,
  [rows, columns]: [number, number],
  behind: string[],
  before: string[] = [],
): string {
  const values = numberLines(rows, columns, ' ');
  return ['IGOR', ...before, declaration, 'BEGIN', values, 'END', ...behind, ''].join('\r');
}

test('Igor itself: flags, bare names, several commands on a line, no comma behind x', async () => {
  const [frame] = await framesOf(
    waveText(
      'WAVES/O/D/N=(4,3)\tcut',
      [4, 3],
      [
        'X SetScale/P x 16,0.5,"eV", cut; SetScale/P y -1,1,"deg", cut; SetScale d 0,0,"", cut',
        'X SetDimLabel 0,-1,\'Kinetic Energy\',cut; Note cut, "a; b=1\\rSample X=1.5"',
      ],
    ),
  );
  const { energy, angle, counts } = frame.spectrum;
  expect(energy).toEqual({ name: 'Kinetic energy', unit: 'eV', start: 16, step: 0.5, count: 4 });
  expect(angle).toEqual({ name: 'Angle', unit: 'deg', start: -1, step: 1, count: 3 });
  expect([...counts]).toEqual(Array.from({ length: 12 }, (_, i) => wholeNumberAt(i)));
  expect(frame.motors).toEqual([{ name: 'Sample X', unit: '', value: 1.5 }]);
  expect(frame.notes).toEqual([]);
});

test('Prodigy, exporter 0.3: units stand before the names', async () => {
  const [frame] = await framesOf(
    waveText(
      "WAVES/S/N=(3,4) 'MoTe2_24_30'",
      [3, 4],
      [
        `X SetScale/I x, -11.5, 11.5, "deg (theta_y)", 'MoTe2_24_30'`,
        `X SetScale/I y, 5.25, 6, "eV (Kinetic Energy)", 'MoTe2_24_30'`,
        `X SetScale/I d, 0, 16.6084, "cps (Intensity)", 'MoTe2_24_30'`,
      ],
      [
        'X //Created Date (UTC): 2022-Jul-07 02:15:45.327649',
        'X //User Comment      = beta:0;Temperature:VT',
        'X //DwellTime         = 0.096',
      ],
    ),
  );
  expect(frame.spectrum.energy).toMatchObject({ name: 'Kinetic energy', start: 5.25, step: 0.25 });
  expect(frame.spectrum.angle).toMatchObject({ name: 'theta_y', unit: 'deg', step: 11.5 });
  expect(frame.spectrum.counts[1 * 3 + 2]).toBe(wholeNumberAt(2 * 4 + 1));
  expect(frame).toMatchObject({
    dwellSeconds: 0.096,
    measuredAt: '2022-07-07T02:15:45.327649Z',
    notes: ['Values are rates in counts per second, not counts'],
  });
});

test('PAL: scales without units, values with units in the note, and a range for what was scanned', async () => {
  const note = [
    'X position = 1.8701 mm',
    'Phi: -3 deg',
    'Theta = -19.0 deg ... -18 deg',
    'I0 = 25.9 nA ... 25.7 nA',
    'Time: 10:20:30',
  ];
  const text = waveText(
    'WAVES/N=(2,3,2) rough_map',
    [4, 3],
    [
      'X SetScale/P x 63,0.1,"",rough_map',
      'X SetScale/P y -13.8,0.05,"",rough_map',
      'X SetScale/P z -19,1,"",rough_map',
      ...note.map((line) => `X Note rough_map, "${line}"`),
    ],
  );
  await withScanFile(text, (file) => {
    expect(file).toMatchObject({ frameCount: 2, scanAxes: { x: 'Theta', y: null } });
    const { spectrum, motors, notes } = file.readFrame(1);
    expect(spectrum.energy).toMatchObject({ unit: 'eV', start: 63, step: 0.1, count: 2 });
    expect(spectrum.angle).toEqual({ name: 'Angle', unit: '', start: -13.8, step: 0.05, count: 3 });
    expect([...spectrum.counts]).toEqual([6, 7, 8, 9, 10, 11].map(wholeNumberAt));
    expect(motors).toEqual([
      { name: 'Theta', unit: 'deg', value: -18 },
      { name: 'X position', unit: 'mm', value: 1.8701 },
      { name: 'Phi', unit: 'deg', value: -3 },
    ]);
    expect(notes.join()).toMatch(/does not name its axes.*no unit for the angles/);
  });
});

test('four dimensions: chunk by chunk, layer by layer', async () => {
  const text = waveText(
    'WAVES/D/N=(2,3,2,2) map',
    [8, 3],
    [
      'X SetScale/P x 16,1,"eV",map; SetScale/P y 0,1,"deg",map; SetScale/I z 5,6,"mm",map; SetScale t 0,4,"um",map',
    ],
  );
  await withScanFile(text, (file) => {
    expect(file.frameCount).toBe(4);
    expect([...file.readFrame(3).spectrum.counts]).toEqual(
      [18, 19, 20, 21, 22, 23].map(wholeNumberAt),
    );
    expect(file.rawData().dimensions.map(({ start, step, unit }) => [start, step, unit])).toEqual([
      [0, 2, 'um'],
      [5, 1, 'mm'],
      [16, 1, 'eV'],
      [0, 1, 'deg'],
    ]);
  });
});

test('waves of one dimension, a column each; a wave of two dimensions goes before them', async () => {
  const columns = waveText(
    'WAVES/D\tone, two',
    [4, 2],
    ['X SetScale/P x 10,0.5,"eV",one; SetScale y 0,0,"",one; SetScale/P x 10,0.5,"eV",two'],
  );
  const [one] = await framesOf(columns);
  expect(one.spectrum.energy).toMatchObject({ start: 10, step: 0.5, count: 4 });
  expect([...one.spectrum.counts]).toEqual([0, 2, 4, 6].map(wholeNumberAt));
  expect(one.notes).toEqual([
    'Region one is shown; the file also holds two',
    'No angle axis: counts are of the whole detector',
  ]);
  const [two] = await framesOf(columns, 'two');
  expect([...two.spectrum.counts]).toEqual([1, 3, 5, 7].map(wholeNumberAt));
  const both = columns + waveText('WAVES/N=(2,2) cut', [2, 2], []).slice('IGOR\r'.length);
  await withScanFile(both, (file) => {
    expect(file.regions).toEqual({ names: ['cut', 'one', 'two'], shown: 'cut' });
  });
});

test('each wave has the remarks before it; units in any encoding', async () => {
  const one = (name: string, dwell: number) => [
    `X //Dwell Time = ${dwell}`,
    `WAVES/N=(2,2) ${name}`,
    'BEGIN',
    '1 2',
    '3 4',
    'END',
    `X Note ${name}, "Sample X [µm]: 5"`,
  ];
  const text = ['IGOR', ...one('first', 0.5), ...one('second', 2), ''].join('\r\n');
  for (const bytes of [Buffer.from(text, 'latin1'), Buffer.from(`\uFEFF${text}`, 'utf8')]) {
    const [first] = await framesOf(bytes);
    expect(first).toMatchObject({ dwellSeconds: 0.5, motors: [{ name: 'Sample X', unit: 'um' }] });
    expect((await framesOf(bytes, 'second'))[0].dwellSeconds).toBe(2);
  }
});

test('waves of text and of complex numbers are passed over', async () => {
  const text = [
    'IGOR',
    'WAVES/T names',
    'BEGIN',
    '"END of it" 7',
    'END',
    'WAVES/C/D/N=(1,1) wave1',
    'BEGIN',
    '1 2',
    'END',
    "WAVES/N=(2,2)/D 'a cut'",
    'BEGIN',
    '1 NAN',
    '3 INF',
    'END',
    '',
  ].join('\r\n');
  const [{ spectrum }] = await framesOf(text);
  expect([...spectrum.counts]).toEqual([1, 0, 3, 0]);
});

test('binding energies that descend get their sign', async () => {
  const [{ spectrum }] = await framesOf(
    waveText(
      'WAVES/N=(2,3) cut',
      [2, 3],
      [
        'X SetScale/I x -1, 1, "Non-Energy Channel [deg]", \'cut\'',
        'X SetScale/I y 4, 0, "Binding Energy [eV]", \'cut\'',
      ],
    ),
  );
  expect(spectrum.energy).toMatchObject({ name: 'Binding energy', start: -4, step: 2 });
  expect(spectrum.counts[0]).toBe(wholeNumberAt(0));
});

test('what does not fit says what was expected', async () => {
  const two = waveText('WAVES one two', [3, 1], []);
  await expect(framesOf(two)).rejects.toThrow(/expected lines of 2 values in one, two, found 3/);
  await expect(framesOf('IGOR\rWAVES/T names\rBEGIN\r"a"\rEND\r')).rejects.toThrow(
    /a wave of one to four dimensions in the Igor text, found none/,
  );
  await expect(framesOf('IGOR\rWAVES/T names\rBEGIN\r"a"\r')).rejects.toMatchObject({
    code: 'incomplete',
  });
});
