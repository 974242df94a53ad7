import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sesWaveBytes } from '../../src/formats/writers/ses-writers';
import type { Snapshot } from '../../src/shared/scan';
import { open, pointAt, scanOf, untilScored, useEngines, writePointFile } from './engine-support';
import { earlierSession, layEarlierSession } from './session-support';

const setup = useEngines();
const columns = 4;
const rows = 3;

/** Expects every point, score, verdict, note and setting that version 0.1.0 showed. */
function expectAllOf({ points, judgements, settings }: Snapshot): void {
  const expected = earlierSession;
  expect(settings).toEqual(expected.settings);
  expect(points.ids).toHaveLength(expected.points.length);
  for (const [i, point] of expected.points.entries()) {
    expect(points.ids[i]).toBe(point.id);
    expect(points.fileNames[points.fileIndex[i]]).toBe(point.file);
    expect([points.frames[i], points.x[i], points.y[i]]).toEqual([point.frame, point.x, point.y]);
    for (const [name, value] of Object.entries(point.quantities)) {
      const shown = points.quantities[name as keyof typeof points.quantities][i];
      expect([name, shown]).toEqual([name, value ?? NaN]);
    }
  }
  const byFile = judgements.map(({ pointId, ...judgement }) => ({
    file: points.fileNames[points.fileIndex[points.ids.indexOf(pointId)]],
    ...judgement,
  }));
  expect(byFile).toEqual(expect.arrayContaining(earlierSession.judgements));
  expect(byFile).toHaveLength(earlierSession.judgements.length);
}

it('of version 0.1.0 opens with every score, verdict and note, its files moved away', async () => {
  layEarlierSession(setup.data, setup.source);
  const observed = await setup.start();
  await open(observed, setup.source);
  const snapshot = await observed.snapshot();
  expectAllOf(snapshot);
  expect(snapshot.warnings).toEqual([]);
  // The one image is the engine's start.
  expect(observed.scorer.embedded).toBe(1);
});

it('of version 0.1.0 goes on where its files are: what is scored is not scored again', async () => {
  layEarlierSession(setup.data, setup.source);
  const { energy, angle } = scanOf(columns, rows);
  const late = { energy, angle, counts: pointAt(12, columns).counts, dwellSeconds: 1 };
  const measuredAt = new Date(2026, 2, 1);
  writeFileSync(
    join(setup.source, 'late_S00001.ibw'),
    sesWaveBytes({ region: 'cut', ...late, measuredAt }),
  );
  for (let index = 0; index < columns * rows; index++) {
    const name = index === 0 ? 'renamed.h5' : `p${String(index).padStart(3, '0')}.h5`;
    await writePointFile(join(setup.source, name), index, columns, rows);
  }
  writeFileSync(join(setup.source, 'broken.h5'), 'not a file of spectra');
  const observed = await setup.start();
  await open(observed, setup.source);
  const snapshot = await observed.snapshot();
  expectAllOf(snapshot);
  expect(snapshot.failures).toMatchObject([{ file: 'broken.h5', frame: 0 }]);
  await writePointFile(join(setup.source, 'p012.h5'), 12, columns, rows);
  await untilScored(observed, earlierSession.points.length + 1);
  expect(observed.scorer.embedded).toBe(2);
});
