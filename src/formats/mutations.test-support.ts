import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { SweetSpotError } from '#shared/errors';
import { backdate } from './hdf5/fixture.test-support';
import { rawStatistics } from './raw-statistics';
import { openScanFile } from './registry';
import type { Frame } from './scan-file';

/** Longest time of a processor that opening and reading one damaged file may take, ms. */
const LONGEST_MS = 2000;
const numbersThatHurt = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff];

/** Numbers between 0 and 1 that are the same every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Damaged copies: cut at every kind of place, flipped bits, absurd numbers, parts doubled or lost. */
export function* damaged(bytes: Buffer, count: number, seed: number): Generator<Buffer> {
  const random = seeded(seed);
  const place = () => Math.floor(random() * bytes.length);
  for (let i = 0; i < count; i++) {
    const copy = Buffer.from(bytes);
    switch (i % 5) {
      case 0:
        yield copy.subarray(0, Math.floor((i / count) * bytes.length));
        break;
      case 1: {
        const at = place();
        copy[at] ^= 1 << Math.floor(random() * 8);
        yield copy;
        break;
      }
      case 2: {
        const value = numbersThatHurt[Math.floor(random() * numbersThatHurt.length)];
        const at = Math.min(
          bytes.length - 4,
          random() < 0.5 ? place() : Math.floor(random() * 400),
        );
        if (random() < 0.5) copy.writeUInt32LE(value, at);
        else copy.writeUInt32BE(value, at);
        yield copy;
        break;
      }
      case 3: {
        const [from, to] = [place(), place()].sort((a, b) => a - b);
        yield Buffer.concat([copy.subarray(0, from), copy.subarray(to)]);
        break;
      }
      default: {
        // Digits are what sizes are made of in texts.
        const at = place();
        copy[at] = '0123456789-e\t\n'.charCodeAt(Math.floor(random() * 14));
        yield copy;
      }
    }
  }
}

/**
 * Reads damaged copies of a file: each must give an error of ours or frames whose
 * arrays fit their axes, and quickly. `check` may ask for more of what was read.
 * Returns how many were read and refused.
 */
export async function readDamagedCopies(
  bytes: Buffer,
  options: { count: number; seed: number; mostFrames?: number; check?: (frame: Frame) => void },
): Promise<{ read: number; refused: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'sweetspot-damaged-'));
  const result = { read: 0, refused: 0 };
  try {
    let copies = 0;
    for (const copy of damaged(bytes, options.count, options.seed)) {
      const path = join(folder, `damaged-${copies++}`);
      writeFileSync(path, copy);
      backdate(path);
      const started = process.cpuUsage();
      try {
        await readAll(path, options);
        result.read++;
      } catch (error) {
        if (!(error instanceof SweetSpotError)) throw error;
        if (!/expected|nothing has been written/.test(error.message)) throw error;
        result.refused++;
      }
      const { user, system } = process.cpuUsage(started);
      const elapsedMs = (user + system) / 1000;
      unlinkSync(path);
      if (elapsedMs > LONGEST_MS) expect.fail(`took ${elapsedMs} ms`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return result;
}

async function readAll(
  path: string,
  { mostFrames = 50, check }: { mostFrames?: number; check?: (frame: Frame) => void },
): Promise<void> {
  const file = await openScanFile(path);
  try {
    for (let index = 0; index < Math.min(file.frameCount, mostFrames); index++) {
      const frame = file.readFrame(index);
      expectSound(frame);
      check?.(frame);
    }
    const raw = file.rawData();
    if (Number.isNaN(rawStatistics(raw).sum)) expect.fail('a sum that is none');
  } finally {
    file.close();
  }
}

function expectSound({ spectrum, motors }: Frame): void {
  const { counts, energy, angle } = spectrum;
  if (counts.length !== energy.count * angle.count) expect.fail('counts do not fit the axes');
  for (const axis of [energy, angle]) {
    if (!Number.isFinite(axis.start) || !(axis.step > 0) || !Number.isFinite(axis.step)) {
      expect.fail(`axis from ${axis.start} in steps of ${axis.step}`);
    }
  }
  if (!counts.every((count) => count >= 0 && count < Infinity)) expect.fail('counts that are none');
  if (!motors.every(({ value }) => Number.isFinite(value))) expect.fail('a motor without a value');
}
