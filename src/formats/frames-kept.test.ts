import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { giveBackCounts } from './counts-memory';
import { backdate, ramp, writeFixture } from './hdf5/fixture.test-support';
import { openScanFile } from './registry';

const POINTS = 4;
const [ENERGIES, ANGLES] = [9, 7];

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sweetspot-kept-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A scan whose counts tell point, energy and angle: `100 · (point + 1) + …`, in either order of axes. */
async function scanFile(order: 'energy-angle' | 'angle-energy', live: boolean): Promise<string> {
  const lengths = { energy: ENERGIES, angle: ANGLES };
  const [slow, fast] = order.split('-') as ('energy' | 'angle')[];
  const size = ENERGIES * ANGLES;
  const path = await writeFixture(join(directory, `${order}-${live}.nxs`), {
    '/entry': { attributes: { NX_class: 'NXentry' } },
    '/entry/data': {
      attributes: { NX_class: 'NXdata', signal: 'data', axes: ['.', slow, fast] },
    },
    '/entry/data/data': {
      data: Int32Array.from({ length: POINTS * size }, (_, i) => {
        const [point, s, f] = [Math.floor(i / size), Math.floor((i % size) / lengths[fast]), i];
        const index = { [slow]: s, [fast]: f % lengths[fast] };
        return countAt(point, index.energy, index.angle);
      }),
      shape: [POINTS, lengths[slow], lengths[fast]],
    },
    '/entry/data/energy': { data: ramp(ENERGIES, 16, 0.01), attributes: { units: 'eV' } },
    '/entry/data/angle': { data: ramp(ANGLES, -5, 0.1), attributes: { units: 'deg' } },
  });
  return live ? path : backdate(path);
}

function countAt(point: number, energy: number, angle: number): number {
  return 100 * (point + 1) + energy * ANGLES + angle;
}

function expectedCounts(point: number): Float32Array {
  return Float32Array.from({ length: ENERGIES * ANGLES }, (_, i) =>
    countAt(point, Math.floor(i / ANGLES), i % ANGLES),
  );
}

test.for([
  ['energy-angle', false],
  ['energy-angle', true],
  ['angle-energy', false],
  ['angle-energy', true],
] as const)('frames of a file (%s, just written: %s) stay as read', async ([order, live]) => {
  const file = await openScanFile(await scanFile(order, live));
  const points = Array.from({ length: POINTS }, (_, point) => point);
  const kept = points.map((point) => file.readFrame(point).spectrum.counts);
  expect(kept).toEqual(points.map(expectedCounts));
  file.close();
});

test('a frame read into memory that was given back is right, and what was kept stays', async () => {
  const file = await openScanFile(await scanFile('angle-energy', false));
  const kept = file.readFrame(0).spectrum.counts;
  for (const point of [1, 2, 3, 1]) {
    const { spectrum } = file.readFrame(point);
    expect(spectrum.counts).toEqual(expectedCounts(point));
    giveBackCounts(spectrum);
    expect(spectrum.counts).toHaveLength(0);
  }
  expect(kept).toEqual(expectedCounts(0));
  file.close();
});
