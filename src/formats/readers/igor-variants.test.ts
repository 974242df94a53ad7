import { describe, expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import {
  igorWaveBytes,
  oldWaveBytes,
  packedBytes,
  packedRecord,
} from '../igor-fixture.test-support';
import { framesOf, withScanFile } from '../scratch-file.test-support';

const cut = {
  name: 'cut',
  counts: [4, 3],
  starts: [16, -1],
  steps: [0.5, 1],
  units: ['Kinetic Energy [eV]', 'Y-Scale [deg]'],
};
const both = [false, true];

describe('waves of old versions', () => {
  test.for(
    both.flatMap((bigEndian) => ([1, 2, 3] as const).map((version) => ({ version, bigEndian }))),
  )(
    'version $version, big-endian $bigEndian: a curve over energy',
    async ({ version, bigEndian }) => {
      const bytes = oldWaveBytes(version, 5, bigEndian);
      const [frame] = await framesOf(bytes);
      expect(frame.spectrum.energy).toEqual({
        name: 'Kinetic energy',
        unit: 'eV',
        start: 16,
        step: 0.5,
        count: 5,
      });
      expect([...frame.spectrum.counts]).toEqual([0, 1, 2, 3, 4].map(wholeNumberAt));
      expect(frame.measuredAt).toBe(version === 1 ? null : '2024-12-20T16:01:24');
      const [packed] = await framesOf(packedBytes([bytes], bigEndian));
      expect(packed.spectrum.counts).toEqual(frame.spectrum.counts);
    },
  );

  test('cut short, or with more points than it has room for', async () => {
    const bytes = oldWaveBytes(2, 5);
    for (const length of [145, 150, bytes.length - 1]) {
      await expect(framesOf(bytes.subarray(0, length))).rejects.toMatchObject({
        code: 'incomplete',
      });
    }
    const greedy = Buffer.from(bytes);
    greedy.writeInt32LE(500, 16 + 42);
    greedy.writeInt16LE(greedy.readInt16LE(14) - 495, 14);
    await expect(framesOf(greedy)).rejects.toThrow(
      /expected 500 values .* found room for 56 bytes/,
    );
  });
});

describe('packed experiments of many things', () => {
  const text = (bigEndian: boolean) => igorWaveBytes({ counts: [4], type: 8, bigEndian });
  /** A wave whose type says that it is text, or of complex numbers. */
  const ofType = (type: number, bigEndian: boolean) => {
    const wave = Buffer.from(text(bigEndian));
    const little = !bigEndian;
    const view = new DataView(wave.buffer, wave.byteOffset, wave.length);
    view.setInt16(80, type, little);
    view.setInt16(2, view.getInt16(2, little) + 8 - type, little);
    return wave;
  };

  test.for(both)(
    'big-endian %s: waves of text and complex numbers are passed over',
    async (bigEndian) => {
      const bytes = packedBytes(
        [ofType(0, bigEndian), ofType(3, bigEndian), igorWaveBytes({ ...cut, bigEndian })],
        bigEndian,
      );
      await withScanFile(bytes, (file) => {
        expect(file.regions).toEqual({ names: ['cut'], shown: 'cut' });
      });
      await expect(framesOf(packedBytes([ofType(0, bigEndian)], bigEndian))).rejects.toThrow(
        /a wave of real numbers in the packed experiment, found 1 of text or complex numbers/,
      );
    },
  );

  test.for(both)(
    'big-endian %s: a curve comes after the images, folders are part of a name',
    async (bigEndian) => {
      const record = (kind: number, payload: Buffer) => packedRecord(kind, payload, bigEndian);
      const folder = (name: string) => {
        const payload = Buffer.alloc(32);
        payload.write(name);
        return record(9, payload);
      };
      const wave = (more: object) => record(3, igorWaveBytes({ ...cut, ...more, bigEndian }));
      const superseded = record(3 + 0x8000, igorWaveBytes({ ...cut, name: 'gone', bigEndian }));
      const bytes = Buffer.concat([
        wave({ name: 'curve', counts: [6] }),
        superseded,
        folder('maps'),
        wave({ counts: [2, 3] }),
        folder('old'),
        wave({ counts: [3, 3] }),
        record(10, Buffer.alloc(0)),
        record(10, Buffer.alloc(0)),
        wave({}),
      ]);
      await withScanFile(bytes, (file) => {
        const names = ['maps:cut', 'maps:old:cut', 'cut', 'curve'];
        expect(file.regions).toEqual({ names, shown: 'maps:cut' });
      });
      const [frame] = await framesOf(bytes, 'maps:old:cut');
      expect(frame.spectrum.energy.count).toBe(3);
    },
  );
});

describe('axes and notes as different programs write them', () => {
  test('a photon energy is a scan, though it is in eV', async () => {
    const bytes = igorWaveBytes({
      ...cut,
      counts: [4, 3, 2],
      starts: [16, -1, 80],
      steps: [0.5, 1, 5],
      units: [...cut.units, 'Photon Energy [eV]'],
    });
    await withScanFile(bytes, (file) => {
      expect(file.scanAxes).toEqual({ x: 'Photon Energy', y: null });
      expect(file.readFrame(1).motors).toEqual([{ name: 'Photon Energy', unit: 'eV', value: 85 }]);
    });
  });

  test('a raster of the manipulator: rows of the table are found by their counters', async () => {
    const table = [
      ['Position', 'Point', 'X', 'Y', 'Z'],
      ...[7, 8].flatMap((y) => [1.5, 1.75, 2].map((x) => [y, x, x + 0.0001, y, 0.3])),
    ];
    const bytes = igorWaveBytes({
      ...cut,
      // The first scanned dimension runs fastest in a wave, here the one that was outermost.
      counts: [4, 3, 2, 3],
      starts: [16, -1, 7, 1.5],
      steps: [0.5, 1, 1, 0.25],
      units: [...cut.units, 'Position []', 'Point []'],
      note: ['[SES]', '[Run Mode Information]', ...table.map((row) => row.join('\x0b'))].join('\r'),
    });
    await withScanFile(bytes, (file) => expect(file.scanAxes).toEqual({ x: 'X', y: 'Y' }));
    const frames = await framesOf(bytes);
    const place = ({ motors }: (typeof frames)[number]) =>
      ['X', 'Y'].map((name) => motors.find((motor) => motor.name === name)?.value);
    expect(frames.map(place)).toEqual(
      [1.5, 1.75, 2].flatMap((x) => [7, 8].map((y) => [x + 0.0001, y])),
    );
  });

  test('names without a unit are names, bare units are units', async () => {
    const bytes = igorWaveBytes({
      ...cut,
      counts: [4, 3, 2],
      units: ['Kinetic Energy', 'deg', 'Iteration'],
    });
    await withScanFile(bytes, (file) => {
      expect(file.scanAxes).toEqual({ x: 'Iteration', y: null });
      const { energy, angle } = file.readFrame(0).spectrum;
      expect([energy.name, energy.unit, angle.unit]).toEqual(['Kinetic energy', 'eV', 'deg']);
    });
  });

  test('with an angle in degrees the axis without a name is the energy', async () => {
    const [{ spectrum, notes }] = await framesOf(
      igorWaveBytes({ counts: [3, 4], starts: [-2, 16], steps: [1, 0.5], units: ['deg', ''] }),
    );
    expect(spectrum.energy).toMatchObject({ start: 16, step: 0.5, count: 4 });
    expect(notes).toEqual([]);
  });

  test('an angle scale without a unit is a scale', async () => {
    const [{ spectrum, notes }] = await framesOf(
      igorWaveBytes({ counts: [4, 3], starts: [16, -2], steps: [0.5, 0.25], units: ['eV', ''] }),
    );
    expect(spectrum.angle).toMatchObject({ name: 'Angle', unit: '', start: -2, step: 0.25 });
    expect(notes).toEqual(['The file gives no unit for the angles']);
  });

  test.for(['\r', '\n', '\r\n'])('a note with the line end %j, in UTF-8', async (end) => {
    const note = [
      '[SES]',
      'Region Name=µ-spot',
      'Time per Spectrum Channel=0,5',
      '[User Interface Information]',
      'X=1.5',
      'T=-30',
      'T1=9.8',
      'slit=0.3',
      '[Run Mode Information]',
      ['Point', 'X'].join('\x0b'),
      [1, 1.25].join('\x0b'),
    ].join(end);
    const wave = igorWaveBytes({ ...cut, note: Buffer.from(note).toString('latin1') });
    const [frame] = await framesOf(wave);
    expect(frame.dwellSeconds).toBe(0.5);
    expect(frame.motors).toEqual([
      { name: 'X', unit: '', value: 1.25 },
      { name: 'T', unit: '', value: -30 },
    ]);
  });

  test('whole numbers of 64 bits', async () => {
    const bytes = Buffer.from(igorWaveBytes({ ...cut, type: 4 }));
    bytes.writeInt16LE(128, 80);
    bytes.writeInt16LE(bytes.readInt16LE(2) + 4 - 128, 2);
    for (let i = 0; i < 12; i++) bytes.writeBigInt64LE(BigInt(i + 7), 384 + 8 * i);
    const [{ spectrum }] = await framesOf(bytes);
    expect(spectrum.counts[1 * 3 + 2]).toBe(2 * 4 + 1 + 7);
  });
});
