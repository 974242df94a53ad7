import { expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { sesText } from '../plain-fixture.test-support';
import { framesOf, withScanFile } from '../scratch-file.test-support';

const tabled = (...rows: (string | number)[][]) => rows.map((row) => row.join('\x0b')).join('\r\n');

/** A scan over the manipulator: a section of numbers a point, no scale of the third dimension. */
function manipulatorScan(points: number, table: string): string {
  const text = sesText(4, 3);
  const start = text.indexOf('[Data 1]');
  const numbers = text.slice(start + '[Data 1]\r\n'.length);
  const sections = Array.from(
    { length: points },
    (_, point) =>
      `[Data 1:${point + 1}]\r\n${numbers.replaceAll(/ {2}(\d+)/g, (__, count) => `  ${Number(count) + 2000 * point}`)}`,
  );
  return (
    text
      .slice(0, start)
      .replace('[Info 1]', `Dimension 3 name=\r\nDimension 3 size=${points}\r\n[Info 1]`)
      .replace('1]\r\nName=', `1]\r\nName=Manipulator Scan\r\n${table}`) + sections.join('\r\n')
  );
}

test('a section of numbers a point, placed by the table of the run mode', async () => {
  const table = tabled(['Position', 'X', 'Y', 'P'], [1, 1.001, 5.5, 30], [2, 1.251, 5.5, 30]);
  await withScanFile(manipulatorScan(2, table), (file) => {
    expect(file).toMatchObject({ frameCount: 2, scanAxes: { x: 'X', y: null } });
    expect(file.readFrame(1).motors).toEqual([
      { name: 'X', unit: '', value: 1.251 },
      { name: 'Y', unit: '', value: 5.5 },
      { name: 'P', unit: '', value: 30 },
    ]);
    const [first, second] = [0, 1].map((index) => file.readFrame(index).spectrum.counts[0]);
    expect([first, second]).toEqual([wholeNumberAt(9), wholeNumberAt(9) + 2000]);
  });
  const missing = manipulatorScan(2, table).replace('Dimension 3 size=2', 'Dimension 3 size=3');
  await expect(framesOf(missing)).rejects.toMatchObject({ code: 'incomplete' });
});

test('a photon energy as third dimension is a scan', async () => {
  const text = manipulatorScan(2, '').replace(
    'Dimension 3 name=\r\nDimension 3 size=2',
    'Dimension 3 name=Photon Energy [eV]\r\nDimension 3 size=2\r\nDimension 3 scale=80 85',
  );
  const frames = await framesOf(text);
  expect(frames.map(({ motors }) => motors)).toEqual(
    [80, 85].map((value) => [{ name: 'Photon Energy', unit: 'eV', value }]),
  );
});

test('a mark before the text, units in UTF-8', async () => {
  const text = `\uFEFF${sesText(4, 3).replace('Y-Scale [deg]', 'Y-Scale [°]')}`;
  const [{ spectrum }] = await framesOf(Buffer.from(text, 'utf8'));
  expect(spectrum.angle).toMatchObject({ name: 'Y-Scale', unit: 'deg', count: 3 });
});

test('decimal commas', async () => {
  const text = sesText(4, 3).replace('Channel=1.5', 'Channel=0.5');
  const [expected] = await framesOf(text);
  const [frame] = await framesOf(text.replaceAll(/(\d)\.(\d)/g, '$1,$2'));
  expect(frame.spectrum).toEqual(expected.spectrum);
  expect(frame.dwellSeconds).toBe(0.5);
});

test('one dimension, lines without a carriage return, binding energies without their sign', async () => {
  const text = [
    '[Info]\nNumber of Regions=0001\nVersion=1.3.1\n\n[Region 1]\nRegion Name=Ag3d',
    'Dimension 1 name=Binding Energy [eV]\nDimension 1 size=3\nDimension 1 scale=382 381.5 381 ',
    '\n[Info 1]\nRegion Name=Ag3d\nEnergy Scale=Binding\n[Run Mode Information 1]\n\n',
    '[User Interface Information 1]\nX=1.5\nT=-3\n\n[Data 1]',
    ' 3.82000000000000E+0002  1.5E+0001\n 3.81500000000000E+0002  1.6E+0001\n 3.81000000000000E+0002  1.7E+0001\n',
  ].join('\n');
  const [{ spectrum, motors }] = await framesOf(text);
  expect(spectrum.energy).toEqual({
    name: 'Binding energy',
    unit: 'eV',
    start: -382,
    step: 0.5,
    count: 3,
  });
  expect([...spectrum.counts]).toEqual([15, 16, 17]);
  expect(motors.map(({ name, value }) => [name, value])).toEqual([
    ['X', 1.5],
    ['T', -3],
  ]);
});
