import { describe, expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import {
  igorText,
  krxBytes,
  mbsText,
  numberLines,
  sesText,
  specsText,
} from '../plain-fixture.test-support';
import { framesOf, withScanFile } from '../scratch-file.test-support';

describe('Igor text', () => {
  test('rows are angles, columns energies; positions from the note', async () => {
    const [frame] = await framesOf(igorText(3, 4));
    expect(frame.spectrum.energy).toEqual({
      name: 'Kinetic energy',
      unit: 'eV',
      start: 16,
      step: 0.25,
      count: 4,
    });
    expect(frame.spectrum.angle).toMatchObject({ unit: 'deg', start: -5, step: 5, count: 3 });
    expect(frame.spectrum.counts[1 * 3 + 2]).toBe(wholeNumberAt(2 * 4 + 1));
    expect(frame.motors).toEqual([
      { name: 'X position', unit: 'mm', value: 1.25 },
      { name: 'polar', unit: '', value: 3 },
    ]);
    expect(frame.measuredAt).toBe('2024-03-05T10:11:12Z');
  });

  test('too few values, or no END, is no spectrum', async () => {
    const text = igorText(3, 4);
    await expect(framesOf(text.replace('(3,4)', '(3,5)'))).rejects.toThrow(
      /expected 15 values in cut, found 12/,
    );
    await expect(framesOf(text.slice(0, text.indexOf('END')))).rejects.toMatchObject({
      code: 'incomplete',
    });
  });
});

describe('MB Scientific', () => {
  test('text: a line an energy, centres of steps, time with the day first', async () => {
    const [frame] = await framesOf(mbsText(6, 4));
    expect(frame.spectrum.energy).toEqual({
      name: 'Kinetic energy',
      unit: 'eV',
      start: 10.25,
      step: 0.5,
      count: 6,
    });
    expect(frame.spectrum.angle).toMatchObject({ unit: 'deg', start: -4, count: 4 });
    expect(frame.spectrum.counts[5]).toBe(wholeNumberAt(5));
    expect(frame).toMatchObject({
      measuredAt: '2019-01-29T09:41:00',
      motors: [{ name: 'DeflX', unit: 'deg', value: 2.5 }],
    });
  });

  test('text with a column of energies: they say where the channels are', async () => {
    const body = Array.from({ length: 3 }, (_, e) => [20 + e, 1, 2, 3, 4].join('\t')).join('\r\n');
    const [{ spectrum }] = await framesOf(mbsText(3, 4, body));
    expect(spectrum.energy).toMatchObject({ start: 20, step: 1, count: 3 });
    expect([...spectrum.counts.slice(4, 8)]).toEqual([1, 2, 3, 4]);
  });

  test('as many lines as slices: a map at constant energy, which is refused', async () => {
    const text = mbsText(3, 4, numberLines(4, 7));
    await withScanFile(text, (file) => {
      expect(() => file.readFrame(0)).toThrow(/cannot|not scored/);
      expect(file.rawData().dimensions.map(({ count }) => count)).toEqual([4, 7]);
    });
  });

  test('fewer lines than energies: still being written', async () => {
    await expect(framesOf(mbsText(6, 4, numberLines(5, 4)))).rejects.toMatchObject({
      code: 'incomplete',
    });
  });

  test.for([true, false])(
    'binary, index of wide words %s: angles slow, energies fast',
    async (wide) => {
      const [{ spectrum }] = await framesOf(krxBytes(1, 3, 4, wide));
      expect(spectrum.energy).toMatchObject({ start: 10.25, step: 0.5, count: 4 });
      expect(spectrum.counts[1 * 3 + 2]).toBe(wholeNumberAt(2 * 4 + 1));
    },
  );

  test('binary with several images: a frame at every deflector angle', async () => {
    const frames = await framesOf(krxBytes(3, 3, 4, true));
    expect(frames.map(({ motors }) => motors[0])).toEqual(
      [-2, 0, 2].map((value) => ({ name: 'Deflector angle', unit: 'deg', value })),
    );
    expect(frames[2].spectrum.counts[0]).toBe(wholeNumberAt(24));
  });
});

describe('SES text', () => {
  test('energies that descend are turned round; the first column is no count', async () => {
    const [frame] = await framesOf(sesText(4, 3));
    expect(frame.spectrum.energy).toMatchObject({ name: 'Kinetic energy', unit: 'eV', count: 4 });
    expect(frame.spectrum.energy.start).toBeCloseTo(19.7, 9);
    expect([...frame.spectrum.counts.slice(0, 3)]).toEqual([9, 10, 11].map(wholeNumberAt));
    expect(frame).toMatchObject({ measuredAt: '2024-12-20T16:01:24', dwellSeconds: 1.5 });
  });

  test('several regions: the first, or the one asked for', async () => {
    const [one, two] = [sesText(4, 3), sesText(5, 2)];
    const second = two
      .slice(two.indexOf('[Region 1]'))
      .replaceAll(' 1]', ' 2]')
      .replaceAll('Region Name=Cut', 'Region Name=Other');
    const both = one.replace('Number of Regions=1', 'Number of Regions=2') + second;
    const [first] = await framesOf(both);
    expect([first.spectrum.energy.count, first.spectrum.angle.count]).toEqual([4, 3]);
    expect(first.notes).toEqual(['Region Cut is shown; the file also holds Other']);
    const [other] = await framesOf(both, 'Other');
    expect([other.spectrum.energy.count, other.spectrum.angle.count]).toEqual([5, 2]);
    expect([...other.spectrum.counts.slice(0, 2)]).toEqual([8, 9].map(wholeNumberAt));
  });

  test('a third dimension: a frame at each of its values', async () => {
    const text = sesText(4, 3);
    const start = text.indexOf('[Data 1]') + '[Data 1]\r\n'.length;
    const layers = text
      .replace(
        '[Info 1]',
        'Dimension 3 name=Point [mm]\r\nDimension 3 size=2\r\nDimension 3 scale=0.5 0.75\r\n[Info 1]',
      )
      .concat(
        text.slice(start).replaceAll(/ {2}(\d+)/g, (_, count) => `  ${Number(count) + 2000}`),
      );
    const frames = await framesOf(layers);
    expect(frames.map(({ motors }) => motors)).toEqual(
      [0.5, 0.75].map((value) => [{ name: 'Point', unit: 'mm', value }]),
    );
    expect(frames[1].spectrum.counts[0]).toBe(2000 + frames[0].spectrum.counts[0]);
  });

  test('scales and numbers that do not fit', async () => {
    const text = sesText(4, 3);
    await expect(
      framesOf(text.replace('Dimension 2 size=3', 'Dimension 2 size=5')),
    ).rejects.toThrow(/expected 5 values in the scale of dimension 2, found 3/);
    await expect(framesOf(text.slice(0, -20))).rejects.toMatchObject({ code: 'incomplete' });
  });
});

describe('SPECS text', () => {
  test('a spectrum at every value of the parameter', async () => {
    await withScanFile(specsText(3, 4, 5), (file) => {
      expect(file.frameCount).toBe(3);
      expect(file.scanAxes).toEqual({ x: 'X', y: null });
      const { spectrum, motors, dwellSeconds } = file.readFrame(2);
      expect(motors).toEqual([{ name: 'X', unit: 'mm', value: 1 }]);
      expect(dwellSeconds).toBe(0.2);
      expect(spectrum.energy).toMatchObject({
        name: 'Kinetic energy',
        start: 16,
        step: 0.5,
        count: 5,
      });
      expect(spectrum.angle).toMatchObject({ unit: 'deg', start: -2, step: 1, count: 4 });
      expect(spectrum.counts[1 * 4 + 3]).toBe(wholeNumberAt((2 * 4 + 3) * 5 + 1));
    });
  });

  test('a curve with fewer energies is not complete', async () => {
    const lines = specsText(1, 3, 4).trimEnd().split('\r\n');
    await expect(framesOf(`${lines.slice(0, -1).join('\r\n')}\r\n`)).rejects.toMatchObject({
      code: 'incomplete',
    });
  });
});
