import { expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { krxBytes, mbsText, numberLines } from '../plain-fixture.test-support';
import { framesOf, withScanFile } from '../scratch-file.test-support';

const energies = { name: 'Kinetic energy', unit: 'eV', start: 10.25, step: 0.5 };

test('energies at the beginning of their steps are told at the centre', async () => {
  const body = Array.from({ length: 3 }, (_, e) => [10 + 0.5 * e, 1, 2, 3].join('\t')).join('\r\n');
  const [{ spectrum }] = await framesOf(mbsText(3, 3, body));
  expect(spectrum.energy).toEqual({ ...energies, count: 3 });
});

test('two columns are energies and the counts of all slices', async () => {
  const body = Array.from({ length: 4 }, (_, e) => `${10 + 0.5 * e}\t${5 + e}`).join('\r\n');
  const [{ spectrum, notes }] = await framesOf(mbsText(4, 600, body));
  expect(spectrum.energy).toEqual({ ...energies, count: 4 });
  expect([...spectrum.counts]).toEqual([5, 6, 7, 8]);
  expect(notes).toEqual(['No angle axis: counts are of the whole detector']);
});

test('as many columns as energies, a line a slice: a spectrum on its side', async () => {
  const text = mbsText(5, 3, numberLines(3, 5)).replace('RegName', 'No. Steps\t5\r\nRegName');
  const [{ spectrum }] = await framesOf(text);
  expect(spectrum.energy).toEqual({ ...energies, count: 5 });
  expect(spectrum.counts[1 * 3 + 2]).toBe(wholeNumberAt(2 * 5 + 1));
});

test('limits of new headers: the deflector has its own, the slit may be in mm', async () => {
  const text = mbsText(3, 4, numberLines(4, 7)).replace(
    'RegName',
    'ScaleMin\t-2\r\nScaleMax\t2\r\nScaleName\tY Scale (mm)\r\nMapStartX\t-6\r\nMapEndX\t6\r\nRegName',
  );
  await withScanFile(text, (file) => {
    expect(file.rawData().dimensions).toMatchObject([
      { name: 'Slit position', unit: 'mm', start: -2, count: 4 },
      { name: 'Deflector angle', unit: 'deg', start: -6, step: 2, count: 7 },
    ]);
  });
});

test('more lines than the header speaks of: spread evenly, and noted', async () => {
  const [{ spectrum, notes }] = await framesOf(mbsText(6, 4, numberLines(7, 4)));
  expect(spectrum.energy).toMatchObject({ start: 10.25, count: 7 });
  expect(spectrum.energy.start + 6 * spectrum.energy.step).toBeCloseTo(12.75, 12);
  expect(notes).toEqual(['The header speaks of 6 energies, the file has 7: spread evenly']);
});

test('decimal commas', async () => {
  const text = mbsText(3, 2, '1,5\t2,5\r\n3,5\t4,5\r\n5,5\t6,5');
  const [{ spectrum }] = await framesOf(
    text.replaceAll(/(\d)\.(\d)/g, '$1,$2').replace('K.E.\t10', 'K.E.\t10,0'),
  );
  expect(spectrum.energy).toEqual({ ...energies, count: 3 });
  expect([...spectrum.counts]).toEqual([1.5, 2.5, 3.5, 4.5, 5.5, 6.5]);
});

test('binary of an old map: limits under their old names, a deflection and time an image', async () => {
  const bytes = krxBytes(2, 3, 4, false, (image) => [
    'XScaleMin\t-4',
    'XScaleMax\t4',
    'YScaleMin\t-1',
    'YScaleMax\t1',
    `DeflX\t${-1 + 2 * image}`,
    `TIMESTAMP:\t2/13/2024   10:0${image} AM`,
  ]);
  const frames = await framesOf(bytes);
  expect(frames.map(({ motors, measuredAt }) => [motors, measuredAt])).toEqual(
    [0, 1].map((image) => [
      [
        { name: 'Deflector angle', unit: 'deg', value: -1 + 2 * image },
        { name: 'DeflX', unit: 'deg', value: -1 + 2 * image },
      ],
      `2024-02-13T10:0${image}:00`,
    ]),
  );
  expect(frames[1].spectrum.angle).toMatchObject({ unit: 'deg', start: -4, step: 4 });
});

test('binary whose step size is printed short: as many energies as the index says', async () => {
  const bytes = krxBytes(1, 3, 7, true, () => ['Step Size\t0.48', 'ScaleMin\t-4', 'ScaleMax\t4']);
  const [{ spectrum }] = await framesOf(bytes);
  expect(spectrum.energy.count).toBe(7);
});
