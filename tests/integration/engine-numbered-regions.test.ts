import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backdate } from '../../src/formats/hdf5/fixture.test-support';
import { igorWaveBytes, packedBytes } from '../../src/formats/igor-fixture.test-support';
import type { OpenScan } from '../../src/shared/engine-contract';
import {
  open,
  startEngine,
  temporaryFolder,
  untilFinished,
  valueOf,
  type ObservedEngine,
} from './engine-support';

const POINTS = 4;
const energies = [30, 40];

let scratch: ReturnType<typeof temporaryFolder>;
let source: string;
let observed: ObservedEngine;

/** A folder as ALS MERLIN leaves a scan over two regions: a file a point and region. */
beforeEach(async () => {
  scratch = temporaryFolder();
  source = join(scratch.path, 'scan');
  mkdirSync(source);
  for (let point = 1; point <= POINTS; point++) {
    energies.forEach((count, region) => {
      const wave = {
        counts: [count, 32],
        starts: [50, -4],
        steps: [0.02, 0.25],
        units: ['eV', 'deg'],
      };
      const path = join(source, `f_001_R${region}_S00${point}.pxt`);
      writeFileSync(path, packedBytes([igorWaveBytes({ ...wave, bigEndian: true })], true));
      backdate(path);
    });
  }
  const positions = Array.from({ length: POINTS }, (_, point) => 0.5 * point);
  writeFileSync(join(source, 'f_001_Motor_Pos.txt'), ['Sample X', ...positions, ''].join('\n'));
  observed = await startEngine(join(scratch.path, 'data'));
});
afterEach(async () => {
  await observed.engine.stop();
  scratch.remove();
});

async function finished(path: string, options: Partial<OpenScan> = {}) {
  await open(observed, path, { mode: 'finished', ...options });
  await untilFinished(observed);
  return observed.snapshot();
}

async function energiesOfFirst() {
  const size = { maxEnergyPixels: 512, maxAnglePixels: 512 };
  return valueOf(await observed.engine.getSpectrum({ pointId: 0, ...size })).energy.count;
}

describe('a scan of MERLIN over two regions', () => {
  it('is one map of the region chosen, and a single file is read for itself', async () => {
    const names = ['R0', 'R1'];
    const first = await finished(source);
    expect(first.status).toMatchObject({
      scored: POINTS,
      failed: 0,
      regions: { names, shown: 'R0' },
    });
    expect(await energiesOfFirst()).toBe(energies[0]);
    const other = await finished(source, { region: 'R1' });
    expect(other.status).toMatchObject({ scored: POINTS, regions: { names, shown: 'R1' } });
    expect(await energiesOfFirst()).toBe(energies[1]);
    const alone = await finished(join(source, 'f_001_R1_S002.pxt'), { kind: 'file' });
    expect(alone.status).toMatchObject({ scored: 1, failed: 0 });
    expect(await energiesOfFirst()).toBe(energies[1]);
  });
});
