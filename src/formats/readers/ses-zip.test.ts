import { expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { sesRegionMembers, zipBytes } from '../plain-fixture.test-support';
import { framesOf, withScanFile } from '../scratch-file.test-support';

const size = { width: 5, height: 3, depth: 1 };

test('energies run fastest, then slit angles', async () => {
  const [frame] = await framesOf(
    zipBytes(sesRegionMembers('DA map', { ...size, settings: 'Date=2024-10-10\nTime=21:01:04' })),
  );
  const { spectrum } = frame;
  expect(spectrum.energy).toEqual({
    name: 'Kinetic energy',
    unit: 'eV',
    start: 10.5,
    step: 0.1,
    count: 5,
  });
  expect(spectrum.angle).toEqual({ name: 'Thetax', unit: 'deg', start: -15, step: 0.5, count: 3 });
  expect(spectrum.counts[1 * 3 + 2]).toBe(wholeNumberAt(2 * 5 + 1));
  expect(frame.measuredAt).toBe('2024-10-10T21:01:04');
});

test('a deflector map is a frame at every deflector angle', async () => {
  const frames = await framesOf(zipBytes(sesRegionMembers('map', { ...size, depth: 3 })));
  expect(frames.map(({ motors }) => motors)).toEqual(
    [-1, 1, 3].map((value) => [{ name: 'Thetay', unit: 'deg', value }]),
  );
  expect(frames[2].spectrum.counts[0]).toBe(wholeNumberAt(30));
});

test('channels that were not exposed in full are left out', async () => {
  const [frame] = await framesOf(
    zipBytes(sesRegionMembers('cut', { ...size, ini: 'first_full=1\nlast_full=3' })),
  );
  expect(frame.spectrum.energy).toMatchObject({ count: 3 });
  expect(frame.spectrum.energy.start).toBeCloseTo(10.6, 12);
  expect(frame.spectrum.counts[0]).toBe(wholeNumberAt(1));
  expect(frame.notes).toEqual(['Energy channels 1 to 3 of 5: the others were not fully exposed']);
});

test('decimal commas, a mark before the text, binding energies, a table of the run mode', async () => {
  const members = sesRegionMembers('map', {
    ...size,
    depth: 2,
    settings: [
      'Energy Scale=Binding\n[Run Mode Information]',
      'Position\x0bX\n1\x0b1,25\n2\x0b1,5\n[Manipulator]\nY=-3,5',
    ].join('\n'),
  });
  const scales = `\uFEFF${Buffer.from(members['Spectrum_map.ini']).toString()}`
    .replaceAll('.', ',')
    .replace('widthoffset=10,5\nwidthdelta=0,1', 'widthoffset=2,5\nwidthdelta=-0,5')
    .replace('widthlabel=Kinetic', 'widthlabel=Binding')
    .replace('depthlabel=Thetay [deg]', 'depthlabel=Position');
  const bytes = zipBytes({ ...members, 'Spectrum_map.ini': Buffer.from(scales) });
  const frames = await framesOf(bytes);
  expect(frames[1].spectrum.energy).toMatchObject({
    name: 'Binding energy',
    start: -2.5,
    step: 0.5,
  });
  expect(frames[1].spectrum.angle).toMatchObject({ start: -15, step: 0.5 });
  expect(frames[1].spectrum.counts[0]).toBe(wholeNumberAt(15));
  expect(frames.map(({ motors }) => motors.map(({ name, value }) => [name, value]))).toEqual([
    [
      ['X', 1.25],
      ['Y', -3.5],
    ],
    [
      ['X', 1.5],
      ['Y', -3.5],
    ],
  ]);
});

test('several regions: the first, or the one asked for', async () => {
  const bytes = zipBytes({
    ...sesRegionMembers('one', size),
    ...sesRegionMembers('two', { ...size, width: 2 }),
  });
  const [one] = await framesOf(bytes);
  expect(one.notes).toEqual(['Region one is shown; the file also holds two']);
  const [two] = await framesOf(bytes, 'two');
  expect(two.spectrum.energy.count).toBe(2);
});

test('an archive of other things says what it found', async () => {
  await expect(framesOf(zipBytes({ 'readme.txt': Buffer.from('hello') }))).rejects.toThrow(
    /expected Spectrum_<region>.ini and .bin in the archive, found readme.txt/,
  );
});

test('an archive without its directory is still being written', async () => {
  const bytes = zipBytes(sesRegionMembers('cut', size));
  await expect(framesOf(bytes.subarray(0, bytes.length - 30))).rejects.toMatchObject({
    code: 'incomplete',
  });
});

test('a bomb: what unpacks to more than the scales say is never unpacked', async () => {
  const bomb = zipBytes({
    ...sesRegionMembers('cut', size),
    'Spectrum_cut.bin': new Uint8Array(64 * 1024 * 1024),
  });
  const before = process.memoryUsage().arrayBuffers;
  await expect(framesOf(bomb)).rejects.toThrow(
    /expected 15 values of 4 bytes .* found 67108864 bytes/,
  );
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
});

test('a bomb that lies about its size: unpacking stops there', async () => {
  const bytes = zipBytes({
    ...sesRegionMembers('cut', size),
    'Spectrum_cut.bin': new Uint8Array(16 * 1024 * 1024),
  });
  const lie = Buffer.from(bytes);
  const size32 = Buffer.alloc(4);
  size32.writeUInt32LE(16 * 1024 * 1024);
  for (let at = lie.indexOf(size32); at >= 0; at = lie.indexOf(size32)) lie.writeUInt32LE(60, at);
  await expect(framesOf(lie)).rejects.toThrow(/to unpack, found damaged data|found damaged/);
});

test('a bomb among the settings is refused by its size', async () => {
  const bytes = zipBytes({
    ...sesRegionMembers('cut', size),
    'Spectrum_cut.ini': new Uint8Array(8 * 1024 * 1024),
  });
  await expect(framesOf(bytes)).rejects.toThrow(
    /expected at most 1048576 bytes in Spectrum_cut.ini/,
  );
});

test('damaged counts are found by their checksum', async () => {
  const members = sesRegionMembers('cut', size);
  const bytes = zipBytes(members);
  const at = bytes.indexOf('Spectrum_cut.bin') + 'Spectrum_cut.bin'.length + 3;
  bytes[at] ^= 0x10;
  await expect(framesOf(bytes)).rejects.toMatchObject({ code: 'invalid-format' });
});

test('raw data keep every channel', async () => {
  const bytes = zipBytes(
    sesRegionMembers('cut', { ...size, depth: 2, ini: 'first_full=1\nlast_full=3' }),
  );
  await withScanFile(bytes, (file) => {
    const raw = file.rawData();
    expect(raw.dimensions.map(({ count }) => count)).toEqual([2, 3, 5]);
    expect([...Array.from(raw.rows(1, 1))].slice(0, 2)).toEqual([15, 16].map(wholeNumberAt));
  });
});
