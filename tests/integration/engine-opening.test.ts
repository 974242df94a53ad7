import { renameSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PointScanWriter } from '../../src/formats/writers/generic-nexus-writer';
import type { Job } from '../../src/shared/jobs';
import type { Snapshot } from '../../src/shared/scan';
import {
  createScorerDouble,
  frameKeys,
  open,
  pointAt,
  scanOf,
  until,
  untilFinished,
  untilScored,
  useEngines,
  valueOf,
  writePointFile,
  type ObservedEngine,
} from './engine-support';

const columns = 20;
const rows = 15;
const total = columns * rows;

const setup = useEngines();

async function writeFinishedScan(): Promise<string> {
  const path = join(setup.source, 'finished.h5');
  const writer = await PointScanWriter.create(path, scanOf(columns, rows), { live: false });
  for (let index = 0; index < total; index++) writer.append(pointAt(index, columns));
  writer.finish();
  return path;
}

/** A network that waits, once `count` images went through it, until it is told to go on. */
function createHeldScorer(count: number) {
  const scorer = createScorerDouble();
  const { embed } = scorer;
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  scorer.embed = async (images) => {
    if (scorer.embedded > count) await released;
    return embed(images);
  };
  return { scorer, release };
}

const readingJob = ({ events }: ObservedEngine): Job | undefined =>
  events
    .flatMap((event) => (event.name === 'job' ? [event.payload] : []))
    .findLast(({ kind }) => kind === 'reading');

/** What a view was shown first on the latest opening. */
function firstSnapshot({ events }: ObservedEngine): Snapshot {
  const event = events.findLast(({ name }) => name === 'snapshot');
  if (event?.name !== 'snapshot' || event.payload === null) throw new Error('No scan was opened.');
  return event.payload;
}

it('shows how far the reading of a finished scan is, can be cancelled, and goes on when opened again', async () => {
  const path = await writeFinishedScan();
  const { scorer, release } = createHeldScorer(total / 2);
  const first = await setup.start(scorer);
  await open(first, path, { kind: 'file', mode: 'finished' });
  await until(() => (readingJob(first)?.done ?? 0) > 0);
  await untilScored(first, total / 2);
  await until(() => (readingJob(first)?.done ?? 0) >= total / 2);
  expect(readingJob(first)).toMatchObject({ total, cancellable: true });
  expect(readingJob(first)!.secondsLeft).toBeGreaterThan(0);
  valueOf(await first.engine.cancelJob({ id: readingJob(first)!.id }));
  release();
  await untilFinished(first);
  const cancelled = await first.snapshot();
  expect(cancelled.points.ids.length).toBeGreaterThanOrEqual(total / 2);
  expect(cancelled.points.ids.length).toBeLessThan(total);
  expect(readingJob(first)).toMatchObject({ state: 'cancelled' });
  expect(cancelled.warnings.map(({ message }) => message).join()).toContain('cancelled');
  await first.engine.stop();

  const again = await setup.start();
  await open(again, path, { kind: 'file', mode: 'finished' });
  expect(frameKeys(firstSnapshot(again))).toEqual(frameKeys(cancelled));
  await untilFinished(again);
  expect((await again.snapshot()).points.ids).toHaveLength(total);
  expect(again.scorer.embedded).toBe(1 + total - cancelled.points.ids.length);
  await again.engine.stop();

  // The whole of it is back at once, from the session alone.
  const third = await setup.start();
  await open(third, path, { kind: 'file', mode: 'finished' });
  expect(firstSnapshot(third).points.ids).toHaveLength(total);
  await untilFinished(third);
  expect(third.scorer.embedded).toBe(1);
  expect(readingJob(third)).toBeUndefined();
});

it('still knows what could not be read when it is opened again', async () => {
  const fileName = (index: number) => `p${index}.h5`;
  for (let index = 0; index < 4; index++) {
    await writePointFile(join(setup.source, fileName(index)), index, 4, 1);
  }
  const broken = join(setup.source, fileName(2));
  truncateSync(broken, 2000);
  // Long still: what it holds is not being written any more.
  utimesSync(broken, new Date('2026-03-01'), new Date('2026-03-01'));
  const first = await setup.start();
  await open(first, setup.source);
  await untilScored(first, 3);
  await until(async () => (await first.snapshot()).failures.length === 1);
  const [failure] = (await first.snapshot()).failures;
  expect(failure).toMatchObject({ file: fileName(2), willRetry: false });
  await first.engine.stop();

  const again = await setup.start();
  await open(again, setup.source);
  const restored = firstSnapshot(again);
  expect(restored.failures).toHaveLength(1);
  expect(restored.failures[0]).toMatchObject({ file: fileName(2), error: failure.error });
  expect(restored.status.failed).toBe(1);
  expect(restored.warnings).toHaveLength(1);

  // Once it is whole it is a point, and stays one.
  const whole = setup.within('whole.h5');
  await writePointFile(whole, 2, 4, 1);
  renameSync(whole, broken);
  await untilScored(again, 4);
  expect((await again.snapshot()).failures).toEqual([]);
  await again.engine.stop();
  const third = await setup.start();
  await open(third, setup.source);
  expect(firstSnapshot(third).failures).toEqual([]);
});
