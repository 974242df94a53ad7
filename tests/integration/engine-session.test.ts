import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchmarkFormat } from '../../src/engine/features/benchmark/benchmark-journal';
import { qualityFormat } from '../../src/engine/features/quality/quality-journal';
import { reviewFormat } from '../../src/engine/features/review/review-journal';
import { scanFormat } from '../../src/engine/scan/scan-lines';
import { readEntries, type Fields } from '../../src/engine/session/journal-format';
import { defaultSessionSettings } from '../../src/shared/scan';
import {
  createScorerDouble,
  frameKeys,
  open,
  until,
  untilFinished,
  untilScored,
  useEngines,
  valueOf,
  writePointFile,
} from './engine-support';

const columns = 5;
const rows = 3;
const fileName = (index: number) => `p${String(index).padStart(3, '0')}.h5`;

const setup = useEngines();

async function write(first: number, last: number): Promise<void> {
  for (let i = first; i < last; i++)
    await writePointFile(join(setup.source, fileName(i)), i, columns, rows);
}

/** Scores what is in the folder and closes the engine, as a user who goes home. */
async function scoreOnce(count: number) {
  const observed = await setup.start();
  await open(observed, setup.source);
  await untilScored(observed, count);
  // Until nothing more is going on: fits and derived quantities included.
  await until(() => ['live', 'finished'].includes(observed.status()?.phase ?? ''));
  const snapshot = await observed.snapshot();
  await observed.engine.stop();
  return snapshot;
}

const sessionFolder = () =>
  join(setup.data, 'sessions', readdirSync(join(setup.data, 'sessions'))[0]);
/** Name of the file of embeddings by the only model. */
const embeddings = () => readdirSync(sessionFolder()).find((name) => name.endsWith('.f32'))!;
const journalPath = () => join(sessionFolder(), 'journal.jsonl');

/** Whether a line of a journal is one of the scan's or of a feature's, and wholly so. */
function isSound(line: Fields): boolean {
  const parts = [
    readEntries(scanFormat, line),
    readEntries(qualityFormat, line),
    readEntries(benchmarkFormat, line),
    readEntries(reviewFormat, line),
  ];
  return parts.some(({ isOurs }) => isOurs) && parts.every((part) => part.isSound);
}

describe('a session that is opened again', () => {
  it('is back in full without scoring anything again, and goes on', async () => {
    await write(0, 8);
    const before = await scoreOnce(8);
    const again = await setup.start();
    await open(again, setup.source);
    const restored = await again.snapshot();
    expect(again.scorer.embedded).toBe(1);
    expect(frameKeys(restored)).toEqual(frameKeys(before));
    expect(restored.points.x).toEqual(before.points.x);
    expect(restored.points.y).toEqual(before.points.y);
    for (const name of ['mls', 'mlsMedian', 'uncertainty', 'bms', 'mdcFwhm', 'feature'] as const) {
      expect(restored.points.quantities[name]).toEqual(before.points.quantities[name]);
    }
    expect(restored.points.quantities.totalCounts).toEqual(before.points.quantities.totalCounts);
    expect(restored.derived).toEqual(before.derived);
    await write(8, columns * rows);
    await untilFinished(again);
    expect((await again.snapshot()).points.ids).toHaveLength(columns * rows);
    expect(again.scorer.embedded).toBe(1 + columns * rows - 8);
  });

  it('keeps its settings', async () => {
    await write(0, 3);
    const first = await setup.start();
    await open(first, setup.source);
    await untilScored(first, 3);
    const changes = { regionDelta: 2.5, repeatedPoints: 'mean' } as const;
    valueOf(await first.engine.updateSettings(changes));
    await first.engine.stop();
    const again = await setup.start();
    await open(again, setup.source);
    expect((await again.snapshot()).settings).toEqual({ ...defaultSessionSettings, ...changes });
  });

  it('drops a torn last line of the journal and scores that point again', async () => {
    await write(0, 6);
    await scoreOnce(6);
    const lines = readFileSync(journalPath(), 'utf8').trimEnd().split('\n');
    const lastPoint = lines.findLastIndex((line) => line.includes('"t":"point"'));
    const torn = lines[lastPoint].slice(0, 200);
    writeFileSync(journalPath(), `${lines.slice(0, lastPoint).join('\n')}\n${torn}`);
    const again = await setup.start();
    await open(again, setup.source);
    expect((await again.snapshot()).points.ids).toHaveLength(5);
    await untilScored(again, 6);
    expect(again.scorer.embedded).toBe(2);
    const snapshot = await again.snapshot();
    expect(new Set(frameKeys(snapshot)).size).toBe(6);
    expect(snapshot.warnings).toEqual([]);
    await again.engine.stop();
    for (const line of readFileSync(journalPath(), 'utf8').trimEnd().split('\n')) {
      expect(isSound(JSON.parse(line) as Fields)).toBe(true);
    }
  });

  it('scores again what a damaged journal or a lost embedding no longer tells', async () => {
    await write(0, 6);
    await scoreOnce(6);
    const lines = readFileSync(journalPath(), 'utf8').split('\n');
    const damaged = lines.findIndex((line) => line.includes('"id":3'));
    lines[damaged] = '{"t":"point","id":';
    writeFileSync(journalPath(), lines.join('\n'));
    const again = await setup.start();
    await open(again, setup.source);
    await untilScored(again, 6);
    const snapshot = await again.snapshot();
    expect(new Set(frameKeys(snapshot)).size).toBe(6);
    expect(snapshot.warnings).toHaveLength(1);
    await again.engine.stop();
    rmSync(join(sessionFolder(), embeddings()));
    const third = await setup.start();
    await open(third, setup.source);
    expect((await third.snapshot()).points.ids).toHaveLength(6);
    await until(() => third.scorer.embedded === 7);
  });

  it('is shown at once under another model, scored anew by it, and known to both', async () => {
    await write(0, 3);
    await scoreOnce(3);
    const other = await setup.start(createScorerDouble('b'.repeat(64)));
    await open(other, setup.source);
    const atOnce = await other.snapshot();
    expect(atOnce.points.quantities.mls.every(Number.isFinite)).toBe(true);
    expect(Array.from(atOnce.points.quantities.outdated)).toEqual([1, 1, 1]);
    await until(async () =>
      (await other.snapshot()).points.quantities.outdated.every((value) => value === 0),
    );
    expect(other.scorer.embedded).toBe(4);
    await other.engine.stop();
    // The first model's scores are still there, and so are the other's.
    for (const hash of ['a', 'b']) {
      const again = await setup.start(createScorerDouble(hash.repeat(64)));
      await open(again, setup.source);
      expect(Array.from((await again.snapshot()).points.quantities.outdated)).toEqual([0, 0, 0]);
      expect(again.scorer.embedded).toBe(1);
      await again.engine.stop();
    }
    expect(readdirSync(join(setup.data, 'sessions'))).toHaveLength(1);
  });

  it('is another session for another scan in the same place', async () => {
    await write(0, 3);
    await scoreOnce(3);
    for (let i = 0; i < 3; i++) rmSync(join(setup.source, fileName(i)));
    for (let i = 0; i < 2; i++) {
      await writePointFile(join(setup.source, fileName(i)), i + 7, columns, rows);
    }
    const fresh = await setup.start();
    await open(fresh, setup.source);
    await untilScored(fresh, 2);
    expect((await fresh.snapshot()).points.ids).toHaveLength(2);
    expect(readdirSync(join(setup.data, 'sessions'))).toHaveLength(2);
  });

  it('goes on elsewhere, and says so, where the data folder cannot be written', async () => {
    await write(0, 3);
    writeFileSync(setup.data, 'a file where the folder should be');
    const observed = await setup.start();
    await open(observed, setup.source);
    await untilScored(observed, 3);
    const { warnings } = await observed.snapshot();
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining(`The session cannot be kept in ${setup.data}`),
    ]);
    const [elsewhere] = /\S*sweetspot-session-[^/]+/.exec(warnings[0].hint ?? '') ?? [];
    rmSync(elsewhere!, { recursive: true });
  });

  it('writes nothing into the acquisition folder', async () => {
    await write(0, 3);
    const before = readdirSync(setup.source);
    await scoreOnce(3);
    expect(readdirSync(setup.source)).toEqual(before);
  });

  it('brings 10,000 points back from the journal alone', async () => {
    await write(0, 6);
    await scoreOnce(6);
    const lines = readFileSync(journalPath(), 'utf8').split('\n');
    const lineOf = (kind: string) => lines.find((line) => line.includes(`"t":"${kind}"`))!;
    const point = JSON.parse(lineOf('point')) as Fields;
    const count = 10_000;
    let block = '';
    for (let id = 6; id < count; id++) {
      const motors = [id % 100, 0, Math.floor(id / 100), 0];
      block += `${JSON.stringify({ ...point, id, file: `f${id}.h5`, motors })}\n`;
    }
    appendFileSync(journalPath(), block);
    const again = await setup.start();
    await open(again, setup.source);
    const { points } = await again.snapshot();
    expect(points.ids).toHaveLength(count);
    expect(points.quantities.mls.every(Number.isFinite)).toBe(true);
    expect([points.x[4321], points.y[4321]]).toEqual([21, 43]);
    expect(again.scorer.embedded).toBe(1);
  });
});

describe('exports', () => {
  it('hold the scan and its session log', async () => {
    await write(0, columns * rows);
    const observed = await setup.start();
    await open(observed, setup.source, { mode: 'finished' });
    await untilFinished(observed);
    const directory = setup.within('out');
    mkdirSync(directory);
    const { files } = valueOf(await observed.engine.writeExports({ directory }));
    const names = files.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['best-spots.csv', 'best-spots.json', 'map.csv', 'map.h5', 'map.png']),
    );
    expect(names).toContain('session.jsonl');
    expect(readdirSync(directory).sort()).toEqual([...names].sort());
    const log = readFileSync(join(directory, 'session.jsonl'), 'utf8').trimEnd().split('\n');
    const kinds = log.map((line) => (JSON.parse(line) as Fields).t);
    expect(log.every((line) => isSound(JSON.parse(line) as Fields))).toBe(true);
    expect(kinds.filter((kind) => kind === 'point')).toHaveLength(columns * rows);
    expect(kinds).toContain('export');
  });
});
