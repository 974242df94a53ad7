import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Dataset, File } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseBandTable } from '#core/simulate/band-table';
import { simulateSpectrum } from '#core/simulate/spectrum';
import type { BatchSimulator } from './batch-simulators';
import { simulateInOrder } from './batch-simulators';
import type { DatasetRecipe } from './labelled-rows';
import { labelledRow, labelOfRow } from './labelled-rows';
import { batchesOf, simulateRows } from './row-batch';
import { writeDataset } from './write-dataset';

const recipe: DatasetRecipe = {
  distribution: 'alignment',
  seed: 5,
  sampling: { energyCount: 24, angleCount: 20 },
  bands: null,
};
const rowCount = 70;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweetspot-dataset-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, signal?: AbortSignal): Promise<void> {
  const done: number[] = [];
  return writeDataset({
    ...recipe,
    path,
    rowCount,
    threadCount: 2,
    onProgress: (rows) => done.push(rows),
    signal,
  }).then(() => {
    expect(done.at(-1)).toBe(rowCount);
  });
}

describe('a data set', () => {
  it('reads back with the labels and parameters that its spectra can be rebuilt from', async () => {
    const path = join(folder, 'set.h5');
    await write(path);
    const file = new File(path, 'r');
    const numbers = (name: string): Float64Array => {
      const dataset = file.get(name);
      if (!(dataset instanceof Dataset)) throw new Error(`${name} is missing`);
      return Float64Array.from(dataset.value as ArrayLike<number>);
    };
    const counts = numbers('counts');
    const size = 24 * 20;
    expect(counts.length).toBe(rowCount * size);
    for (const row of [0, 63, 64, 69]) {
      const expected = labelledRow(recipe, row);
      const image = counts.subarray(row * size, (row + 1) * size);
      expect(Array.from(image)).toEqual(Array.from(expected.counts));
      expect(numbers('labels/alignment/score')[row]).toBe(expected.labels.alignment.score);
      expect(numbers('labels/published/score')[row]).toBe(expected.labels.published.score);
      expect(numbers('components/published/feature')[row]).toBe(
        expected.components.published.feature,
      );
      expect(numbers('axes/energy_step')[row]).toBe(expected.energy.step);
      const firstRow = row < 64 ? 0 : 64;
      const json = file.get(`parameters_json/${String(firstRow).padStart(9, '0')}`);
      if (!(json instanceof Dataset)) throw new Error('parameters are missing');
      const parameters: unknown = JSON.parse((json.value as string[])[row - firstRow]);
      expect(parameters).toEqual(expected.parameters);
      const rebuilt = simulateSpectrum(parameters as typeof expected.parameters);
      expect(Array.from(image)).toEqual(Array.from(rebuilt.spectrum.counts));
    }
    file.close();
  });

  it('is never written over another file', async () => {
    const path = join(folder, 'taken.h5');
    await write(path);
    await expect(write(path)).rejects.toMatchObject({ code: 'write-failed' });
    expect(existsSync(path)).toBe(true);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const path = join(folder, 'cancelled.h5');
    await expect(write(path, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(path)).toBe(false);
  });
});

describe('a data set of imported bands', () => {
  it('shows the table’s bands, and keeps the table once', async () => {
    const bands = parseBandTable('kx,ky,E\n0,0,-0.3\n0,1,-0.3\n1,0,-0.3\n1,1,-0.3\n', {
      isPeriodic: true,
    });
    const path = join(folder, 'imported.h5');
    await writeDataset({
      ...recipe,
      bands,
      path,
      rowCount: 3,
      threadCount: 1,
      onProgress: () => undefined,
    });
    const file = new File(path, 'r');
    const textOf = (name: string): string => {
      const dataset = file.get(name);
      if (!(dataset instanceof Dataset)) throw new Error(`${name} is missing`);
      return String(dataset.value);
    };
    expect(JSON.parse(textOf('band_table'))).toEqual(bands);
    const json = file.get('parameters_json/000000000');
    if (!(json instanceof Dataset)) throw new Error('parameters are missing');
    const [first] = json.value as string[];
    expect(JSON.parse(first)).toMatchObject({
      material: { kind: 'imported', table: 'band_table', bands: [{}] },
    });
    file.close();
    // A flat band has no feature along the angle, whatever else is drawn.
    expect(labelOfRow({ ...recipe, bands }, 0, 'published').featureMissing).toBe(true);
  });
});

describe('rows', () => {
  it('depend on their number alone, not on the rows before them', () => {
    const rows = simulateRows({ recipe, firstRow: 3, rowCount: 2 });
    expect(rows[1].counts).toEqual(labelledRow(recipe, 4).counts);
    expect(rows[1].counts).not.toEqual(rows[0].counts);
    expect(labelOfRow(recipe, 4, 'alignment')).toEqual(rows[1].labels.alignment);
  });

  it.each([1, 2, 3, 7])(
    'arrive in order from %i simulators of uneven speed',
    async (simulators) => {
      const requests = batchesOf(
        { ...recipe, sampling: { energyCount: 2000, angleCount: 2000 } },
        12,
      );
      expect(requests.length).toBe(12);
      let ahead = 0;
      let taken = 0;
      const uneven: BatchSimulator = {
        async simulate({ firstRow }) {
          ahead = Math.max(ahead, firstRow - taken);
          await delay((firstRow * 7) % 11);
          return simulateRows({ recipe, firstRow, rowCount: 1 });
        },
        close: () => Promise.resolve(),
      };
      const order: number[] = [];
      const pool = Array.from({ length: simulators }, () => uneven);
      await simulateInOrder(requests, pool, (rows, { firstRow }) => {
        order.push(firstRow);
        taken = firstRow + 1;
        expect(rows[0].counts).toEqual(labelledRow(recipe, firstRow).counts);
      });
      expect(order).toEqual(requests.map(({ firstRow }) => firstRow));
      expect(ahead).toBeLessThanOrEqual(2 * simulators);
    },
  );

  it('stop at the first failure', async () => {
    const requests = batchesOf({ ...recipe, sampling: { energyCount: 2000, angleCount: 2000 } }, 9);
    const failing: BatchSimulator = {
      async simulate({ firstRow }) {
        await delay(1);
        if (firstRow === 2) throw new Error('out of memory');
        return simulateRows({ recipe, firstRow, rowCount: 1 });
      },
      close: () => Promise.resolve(),
    };
    const taken: number[] = [];
    await expect(
      simulateInOrder(requests, [failing, failing, failing], (_, request) => {
        taken.push(request.firstRow);
      }),
    ).rejects.toThrow('out of memory');
    expect(taken.length).toBeLessThanOrEqual(2);
  });
});
