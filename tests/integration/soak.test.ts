import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  frameKeys,
  open,
  startEngine,
  temporaryFolder,
  untilFinished,
  writePointFile,
} from './engine-support';

/** Points of the scan; `npm run test:soak -- --points N` asks for more than a usual run. */
const points = Number(process.env.SWEETSPOT_SOAK_POINTS ?? 200);
const columns = Math.ceil(Math.sqrt(points));
const rows = Math.ceil(points / columns);

let scratch: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  scratch = temporaryFolder();
});
afterAll(() => scratch.remove());

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

it('misses and repeats no point of a long scan that comes as fast as it can be written', async () => {
  const source = join(scratch.path, 'scan');
  mkdirSync(source);
  const observed = await startEngine(join(scratch.path, 'data'));
  try {
    await open(observed, source);
    const memory: number[] = [];
    const startedAt = performance.now();
    for (let i = 0; i < columns * rows; i++) {
      await writePointFile(join(source, `s${String(i).padStart(6, '0')}.h5`), i, columns, rows);
      if (i % Math.ceil(points / 10) === 0) memory.push(process.memoryUsage().rss);
    }
    await untilFinished(observed);
    const seconds = (performance.now() - startedAt) / 1000;
    const keys = frameKeys(await observed.snapshot());
    expect(keys).toHaveLength(columns * rows);
    expect(new Set(keys).size).toBe(columns * rows);
    process.stdout.write(
      `Soak: ${keys.length} points in ${seconds.toFixed(0)} s, ` +
        `memory ${memory.map(megabytes).join(', ')}\n`,
    );
  } finally {
    await observed.engine.stop();
  }
});
