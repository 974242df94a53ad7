import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import {
  open,
  startEngine,
  temporaryFolder,
  untilFinished,
  writePointFile,
  type ObservedEngine,
} from './engine-support';

export const columns = 4;
export const rows = 3;
export const points = columns * rows;
export const fileName = (index: number) => `p${String(index).padStart(3, '0')}.h5`;

/** Largest picture asked of the engine. */
export const size = { maxEnergyPixels: 64, maxAnglePixels: 64 };

/** A folder of its own for each test, and the engines that read it, stopped after each. */
export function reviewedScan() {
  let scratch: ReturnType<typeof temporaryFolder>;
  let source: string;
  let data: string;
  let engines: ObservedEngine[];

  beforeEach(() => {
    scratch = temporaryFolder();
    source = join(scratch.path, 'scan');
    data = join(scratch.path, 'data');
    mkdirSync(source);
    engines = [];
  });

  afterEach(async () => {
    for (const { engine } of engines) await engine.stop();
    scratch.remove();
  });

  async function start(): Promise<ObservedEngine> {
    const observed = await startEngine(data);
    engines.push(observed);
    return observed;
  }

  async function write(first: number, last: number): Promise<void> {
    for (let i = first; i < last; i++) {
      await writePointFile(join(source, fileName(i)), i, columns, rows);
    }
  }

  /** An engine that has the whole scan scored and fitted. */
  async function finishedScan(): Promise<ObservedEngine> {
    await write(0, points);
    const observed = await start();
    await open(observed, source);
    await untilFinished(observed);
    return observed;
  }

  const journalPath = () =>
    join(data, 'sessions', readdirSync(join(data, 'sessions'))[0], 'journal.jsonl');

  return { sourcePath: () => source, start, write, finishedScan, journalPath };
}

/** Position in the map of each file's point: ids follow the order of arrival. */
export async function idByIndex({ snapshot }: ObservedEngine): Promise<number[]> {
  const { points: batch } = await snapshot();
  const byFile = new Map(
    Array.from(batch.ids, (id, i) => [batch.fileNames[batch.fileIndex[i]], id]),
  );
  return Array.from({ length: points }, (_, index) => byFile.get(fileName(index)) ?? -1);
}
