import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isCandidateName, openScanFile } from '#formats/registry';
import { beamlineStateSchema, type BeamlineState } from '#shared/features/beamline';
import { runBeamline, type BeamlineOptions } from './run-beamline';
import { scenePosition } from './simulated-stage';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweetspot-beamline-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const small = (overrides: Partial<BeamlineOptions>): BeamlineOptions => ({
  folder,
  scene: 'bi2se3',
  format: 'growing',
  pointsPerSecond: 100,
  columns: 4,
  rows: 3,
  seed: 5,
  sampling: { energyCount: 40, angleCount: 32 },
  ...overrides,
});

test('a growing scan holds every point, its positions in mm and the end mark', async () => {
  const progress: number[] = [];
  await runBeamline(small({ onProgress: (written) => progress.push(written) }));
  expect(progress).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  expect(readdirSync(folder)).toEqual(['scan_0001.nxs']);

  const file = await openScanFile(join(folder, 'scan_0001.nxs'));
  expect(file).toMatchObject({ frameCount: 12, expectedFrames: 12, complete: true });
  expect(file.scanAxes).toEqual({ x: 'sax', y: 'say' });
  const set = Array.from({ length: 12 }, (_, index) => {
    const { motors, spectrum } = file.readFrame(index);
    expect(spectrum.energy.count).toBe(40);
    expect(spectrum.angle.count).toBe(32);
    expect(spectrum.counts.some((count) => count > 0)).toBe(true);
    const at = (name: string) => motors.find((motor) => motor.name === name)?.value ?? NaN;
    expect(motors.find(({ name }) => name === 'sax')?.unit).toBe('mm');
    expect(Math.abs(at('sax') - at('sax_set'))).toBeLessThan(0.001);
    return scenePosition(at('sax_set'), at('say_set'));
  });
  file.close();
  // Serpentine: the second row runs backwards.
  expect(set.map(({ xUm }) => Math.round(xUm))).toEqual([
    0, 10, 20, 30, 30, 20, 10, 0, 0, 10, 20, 30,
  ]);
  expect(set.map(({ yUm }) => Math.round(yUm))).toEqual([
    0, 0, 0, 0, 10, 10, 10, 10, 20, 20, 20, 20,
  ]);
});

test('a file per point appears in pieces under a temporary name and is then renamed', async () => {
  const sizes = new Map<string, Set<number>>();
  let broken = 0;
  const look = () => {
    for (const name of readdirSync(folder)) {
      const seen = sizes.get(name) ?? new Set();
      const size = statSync(join(folder, name), { throwIfNoEntry: false })?.size;
      if (size !== undefined) sizes.set(name, seen.add(size));
    }
  };
  const watching = setInterval(look, 2);
  await runBeamline(small({ format: 'file-per-point', pointsPerSecond: 10, columns: 3, rows: 2 }));
  clearInterval(watching);
  look();
  const names = readdirSync(folder).sort();
  expect(names).toEqual(Array.from({ length: 6 }, (_, i) => `scan_0001_0000${i + 1}.nxs`));
  for (const name of names) {
    const file = await openScanFile(join(folder, name)).catch(() => null);
    if (file === null) broken++;
    else {
      expect(file).toMatchObject({ frameCount: 1, expectedFrames: 6, complete: true });
      expect(file.readFrame(0).motors).toHaveLength(8);
      file.close();
    }
    // Whole from the moment it bears its name; grown before.
    expect(sizes.get(name)?.size).toBe(1);
    expect(sizes.get(`_tmp_${name}`)?.size).toBeGreaterThan(1);
    expect(isCandidateName(name)).toBe(true);
    expect(isCandidateName(`_tmp_${name}`)).toBe(false);
  }
  expect(broken).toBe(0);
});

test('the same seed measures the same spectra, another seed others', async () => {
  const firstCounts = async (seed: number) => {
    const target = join(folder, `seed-${seed}-${readdirSync(folder).length}`);
    await runBeamline(small({ folder: target, seed, columns: 2, rows: 2 }));
    const file = await openScanFile(join(target, 'scan_0001.nxs'));
    const { counts } = file.readFrame(3).spectrum;
    file.close();
    return counts;
  };
  const once = await firstCounts(7);
  expect(await firstCounts(7)).toEqual(once);
  expect(await firstCounts(8)).not.toEqual(once);
});

test('what is in the folder stays, and the scan takes the next number', async () => {
  writeFileSync(join(folder, 'scan_0004_00001.nxs'), 'mine');
  await runBeamline(small({ columns: 2, rows: 2 }));
  expect(readdirSync(folder).sort()).toEqual(['scan_0004_00001.nxs', 'scan_0005.nxs']);
  expect(statSync(join(folder, 'scan_0004_00001.nxs')).size).toBe(4);
});

test('a beamline that cannot keep up can still be stopped', async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 100);
  const { written } = await runBeamline(
    small({
      pointsPerSecond: 100,
      columns: 60,
      rows: 60,
      sampling: { energyCount: 400, angleCount: 400 },
      signal: stop.signal,
    }),
  );
  expect(written).toBeLessThan(3600);
});

test('a stopped scan finishes its point and closes the file', async () => {
  const stop = new AbortController();
  const { written } = await runBeamline(
    small({
      pointsPerSecond: 50,
      columns: 10,
      rows: 10,
      signal: stop.signal,
      onProgress: (count) => {
        if (count === 3) stop.abort();
      },
    }),
  );
  expect(written).toBe(3);
  const file = await openScanFile(join(folder, 'scan_0001.nxs'));
  expect(file).toMatchObject({ frameCount: 3, expectedFrames: 100, complete: true });
  file.close();
});

/** The beamline's own process, with its argument and how it talks. */
function startProcess(configuration: unknown, stdio: 'ipc' | 'lines') {
  const script = `
    import { runnerImport } from 'vite';
    await runnerImport('./src/beamline/process.ts');`;
  return spawn(
    process.execPath,
    ['--input-type=module', '-e', script, 'beamline', JSON.stringify(configuration)],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit', ...(stdio === 'ipc' ? ['ipc' as const] : [])],
    },
  );
}

const request = small({});

test('its process reports every point and ends', async () => {
  const child = startProcess({ ...request, folder }, 'ipc');
  const states: BeamlineState[] = [];
  child.on('message', (message) => states.push(beamlineStateSchema.parse(message)));
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(states.at(0)).toMatchObject({ running: true, written: 0, total: 12 });
  expect(states.at(-1)).toEqual({ running: false, written: 12, total: 12, message: null });
  expect(states).toHaveLength(14);
});

test('its process stops on SIGTERM with the file closed, and without IPC talks in lines', async () => {
  const child = startProcess({ ...request, folder, columns: 30, rows: 30 }, 'lines');
  const states: BeamlineState[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => {
    states.push(beamlineStateSchema.parse(JSON.parse(line)));
    if (states.length === 4) child.kill('SIGTERM');
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  expect(states.at(-1)).toMatchObject({ running: false, message: 'Stopped' });
  const file = await openScanFile(join(folder, 'scan_0001.nxs'));
  expect(file.complete).toBe(true);
  expect(file.frameCount).toBe(states.at(-1)?.written);
  expect(file.frameCount).toBeLessThan(900);
  file.close();
});

test('its process refuses a configuration that is none', async () => {
  const child = startProcess({ folder, scene: 'moon' }, 'ipc');
  const states: BeamlineState[] = [];
  child.on('message', (message) => states.push(beamlineStateSchema.parse(message)));
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
  expect(states.at(-1)?.message).toContain('scene');
});
