import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  open,
  untilFinished,
  useEngines,
  writePointFile,
  type ObservedEngine,
} from './engine-support';

export const columns = 4;
export const rows = 3;
export const points = columns * rows;
export const fileName = (index: number) => `p${String(index).padStart(3, '0')}.h5`;

/** Largest picture asked of the engine. */
export const size = { maxEnergyPixels: 64, maxAnglePixels: 64 };

/** `useEngines` for a scan of points in files of their own. */
export function reviewedScan() {
  const setup = useEngines();

  async function write(first: number, last: number): Promise<void> {
    for (let i = first; i < last; i++) {
      await writePointFile(join(setup.source, fileName(i)), i, columns, rows);
    }
  }

  /** An engine that has the whole scan scored and fitted. */
  async function finishedScan(): Promise<ObservedEngine> {
    await write(0, points);
    const observed = await setup.start();
    await open(observed, setup.source);
    await untilFinished(observed);
    return observed;
  }

  function journalPath(): string {
    const sessions = join(setup.data, 'sessions');
    return join(sessions, readdirSync(sessions)[0], 'journal.jsonl');
  }

  return { setup, write, finishedScan, journalPath };
}

/** Position in the map of each file's point: ids follow the order of arrival. */
export async function idByIndex({ snapshot }: ObservedEngine): Promise<number[]> {
  const { points: batch } = await snapshot();
  const byFile = new Map(
    Array.from(batch.ids, (id, i) => [batch.fileNames[batch.fileIndex[i]], id]),
  );
  return Array.from({ length: points }, (_, index) => byFile.get(fileName(index)) ?? -1);
}
