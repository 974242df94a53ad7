import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { benchmarkScore, proposeBackgroundThreshold } from '../../src/core/benchmark/bms';
import { TaskList } from '../../src/engine/notices';
import { PointStore } from '../../src/engine/point-store';
import { RegionMean } from '../../src/engine/region-mean';
import { journalEventSchema } from '../../src/engine/session/journal-events';
import type { MapRegion } from '../../src/shared/region-of-interest';
import { defaultSessionSettings } from '../../src/shared/scan';
import {
  ANGLE_PIXELS,
  ENERGY_PIXELS,
  open,
  pointAt,
  scanOf,
  startEngine,
  temporaryFolder,
  until,
  untilFinished,
  untilScored,
  valueOf,
  writePointFile,
  type ObservedEngine,
} from './engine-support';

const columns = 4;
const rows = 3;
const points = columns * rows;
const fileName = (index: number) => `p${String(index).padStart(3, '0')}.h5`;
const size = { maxEnergyPixels: 64, maxAnglePixels: 64 };

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

/** Position in the map of each file's point: ids follow the order of arrival. */
async function idByIndex({ snapshot }: ObservedEngine): Promise<number[]> {
  const { points: batch } = await snapshot();
  const byFile = new Map(
    Array.from(batch.ids, (id, i) => [batch.fileNames[batch.fileIndex[i]], id]),
  );
  return Array.from({ length: points }, (_, index) => byFile.get(fileName(index)) ?? -1);
}

const journalPath = () =>
  join(data, 'sessions', readdirSync(join(data, 'sessions'))[0], 'journal.jsonl');

describe('verdicts', () => {
  it('are kept, told, taken back, and there again when the scan is opened again', async () => {
    const first = await finishedScan();
    const note = 'sharp,\n"clean" cleave – Γ';
    valueOf(await first.engine.setVerdict({ pointId: 3, verdict: 'good', note: `  ${note} ` }));
    valueOf(await first.engine.setVerdict({ pointId: 5, verdict: 'bad', note: '' }));
    valueOf(await first.engine.setVerdict({ pointId: 5, verdict: null, note: '' }));
    valueOf(await first.engine.setVerdict({ pointId: 7, verdict: null, note: 'charging?' }));
    await until(() => first.events.some(({ name }) => name === 'judgements'));
    const told = [...first.events].reverse().find(({ name }) => name === 'judgements');
    const { judgements } = await first.snapshot();
    expect(judgements).toMatchObject([
      { pointId: 3, verdict: 'good', note },
      { pointId: 7, verdict: null, note: 'charging?' },
    ]);
    expect(told?.payload).toBeDefined();
    await first.engine.stop();
    const again = await start();
    await open(again, source);
    expect((await again.snapshot()).judgements).toEqual(judgements);
  });

  it('follow a renamed file, and come back with a point whose journal line was lost', async () => {
    const first = await finishedScan();
    const [id] = await idByIndex(first);
    valueOf(await first.engine.setVerdict({ pointId: id, verdict: 'good', note: '' }));
    renameSync(join(source, fileName(0)), join(source, 'renamed.h5'));
    await until(async () => (await first.snapshot()).points.fileNames.includes('renamed.h5'));
    expect((await first.snapshot()).judgements).toMatchObject([{ pointId: id, verdict: 'good' }]);
    await first.engine.stop();
    // The line of the last point is lost, and with it the place of its verdict.
    const lines = readFileSync(journalPath(), 'utf8').trimEnd().split('\n');
    const lost = lines.findLastIndex((line) => line.includes('"t":"point"'));
    const lostPoint = journalEventSchema.parse(JSON.parse(lines[lost]));
    if (lostPoint.t !== 'point') throw new Error('Expected a point.');
    const { file, frame } = lostPoint;
    const verdict = { t: 'verdict', file, frame, verdict: 'bad', note: 'edge', at: 1 };
    const kept = [...lines.slice(0, lost), ...lines.slice(lost + 1), JSON.stringify(verdict)];
    writeFileSync(journalPath(), `${kept.join('\n')}\n`);
    const again = await start();
    await open(again, source);
    await untilScored(again, points);
    const { judgements } = await again.snapshot();
    expect(judgements).toMatchObject([{ verdict: 'good' }, { verdict: 'bad', note: 'edge' }]);
  });

  it('are refused for points there are not, and for notes without end', async () => {
    const { engine } = await finishedScan();
    const missing = await engine.setVerdict({ pointId: points, verdict: 'good', note: '' });
    expect(missing).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
    const endless = await engine.setVerdict({ pointId: 0, verdict: 'good', note: 'x'.repeat(501) });
    expect(endless).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
  });
});

describe('the settings of the benchmark score', () => {
  it('are proposed, set by the user, kept for the scan, and put back', async () => {
    const observed = await finishedScan();
    const { engine } = observed;
    const before = await observed.snapshot();
    const proposed = before.derived.benchmark!;
    expect(proposed.fullCounts).toBe(Math.max(...before.points.quantities.totalCounts));
    const threshold = proposed.backgroundThreshold + 11;
    const fullCounts = proposed.fullCounts / 3;
    valueOf(
      await engine.updateSettings({
        backgroundThreshold: threshold,
        benchmarkFullCounts: fullCounts,
      }),
    );
    await until(async () => {
      const { derived, points: batch } = await observed.snapshot();
      return (
        derived.benchmark?.backgroundThreshold === threshold &&
        batch.quantities.bms.every(Number.isFinite)
      );
    });
    const after = await observed.snapshot();
    expect(after.derived.benchmark!.fullCounts).toBe(fullCounts);
    expect(after.derived.mdcWindow).toEqual(before.derived.mdcWindow);
    const byIndex = await idByIndex(observed);
    byIndex.forEach((id, index) => {
      const { counts } = pointAt(index, columns);
      const totalCounts = counts.reduce((sum, value) => sum + value, 0);
      const below = counts.reduce((sum, value) => sum + (value < threshold ? value : 0), 0);
      const fwhm = after.points.quantities.mdcFwhm[id];
      const expected = benchmarkScore(
        {
          fwhm: Number.isNaN(fwhm) ? null : fwhm,
          backgroundFraction: below / totalCounts,
          totalCounts,
        },
        { fwhm: after.derived.benchmark!.widestFwhm, totalCounts: fullCounts },
        defaultSessionSettings.weights,
      );
      expect(after.points.quantities.bms[id]).toBeCloseTo(expected, 4);
    });
    await engine.stop();
    const again = await start();
    await open(again, source);
    await untilFinished(again);
    const restored = await again.snapshot();
    expect(restored.points.quantities.bms).toEqual(after.points.quantities.bms);
    valueOf(
      await again.engine.updateSettings({ backgroundThreshold: null, benchmarkFullCounts: null }),
    );
    await until(
      async () => (await again.snapshot()).derived.benchmark?.fullCounts === proposed.fullCounts,
    );
    // The proposal comes from the best spectrum as it is now.
    const { mls } = restored.points.quantities;
    const best = mls.indexOf(Math.max(...mls));
    const { counts } = pointAt(byIndex.indexOf(best), columns);
    const { energy, angle } = scanOf(columns, rows);
    const proposal = proposeBackgroundThreshold({ counts, energy, angle });
    await until(async () => {
      const { derived, points: batch } = await again.snapshot();
      return (
        derived.benchmark?.backgroundThreshold === proposal &&
        batch.quantities.bms.every(Number.isFinite)
      );
    });
  });

  it('explain the score of a point in the terms of the label', async () => {
    const observed = await finishedScan();
    const { quantities } = (await observed.snapshot()).points;
    for (const pointId of [0, 5, points - 1]) {
      const view = valueOf(await observed.engine.getSpectrum({ pointId, ...size }));
      const { penalty, bonus, score } = view.benchmark!;
      const lost = Object.values(penalty).reduce((sum, value) => sum + value, 0);
      expect(Math.min(10, Math.max(0, 10 - lost + bonus))).toBeCloseTo(score, 9);
      expect(score).toBeCloseTo(quantities.bms[pointId], 5);
    }
  });
});

/** Mean counts per pixel of the points with these indices, computed from what was written. */
function meanOf(indices: readonly number[]): Float64Array {
  const mean = new Float64Array(ENERGY_PIXELS * ANGLE_PIXELS);
  for (const index of indices) {
    pointAt(index, columns).counts.forEach((value, i) => (mean[i] += value / indices.length));
  }
  return mean;
}

describe('a session of an earlier version', () => {
  it('keeps its points and the settings it knew; the others start from their defaults', async () => {
    await write(0, 3);
    const first = await start();
    await open(first, source);
    await untilScored(first, 3);
    valueOf(await first.engine.updateSettings({ regionDelta: 2.5 }));
    await first.engine.stop();
    const path = join(dirname(journalPath()), 'session.json');
    const session = JSON.parse(readFileSync(path, 'utf8')) as { settings: Record<string, unknown> };
    const later = ['backgroundThreshold', 'benchmarkFullCounts', 'intensityWindow', 'mapRegion'];
    const known = Object.entries(session.settings).filter(([name]) => !later.includes(name));
    session.settings = Object.fromEntries(known);
    writeFileSync(path, JSON.stringify(session));
    const again = await start();
    await open(again, source);
    const { settings, points: batch, warnings } = await again.snapshot();
    expect(settings).toMatchObject({
      regionDelta: 2.5,
      backgroundThreshold: null,
      mapRegion: null,
    });
    expect(batch.ids).toHaveLength(3);
    expect(warnings).toEqual([]);
  });
});

describe('an area of the map', () => {
  const region = { kind: 'rectangle', x: [-1, 3], y: [-1, 3] } as const;
  /** The two leftmost columns of the two lowest rows. */
  const inside = [0, 1, columns, columns + 1];

  async function untilAveraged(observed: ObservedEngine, count: number): Promise<void> {
    await until(async () => (await observed.snapshot()).meanProgress?.averaged === count);
  }

  it('has the mean spectrum of its points, new ones included', async () => {
    await write(0, 3);
    const observed = await start();
    await open(observed, source);
    await untilScored(observed, 3);
    valueOf(
      await observed.engine.updateSettings({
        mapRegion: { ...region, x: [...region.x], y: [...region.y] },
      }),
    );
    await untilAveraged(observed, 2);
    await write(3, points);
    await untilAveraged(observed, inside.length);
    const mean = valueOf(await observed.engine.getMeanSpectrum(size))!;
    expect(mean.progress).toEqual({ inside: 4, averaged: 4, skipped: 0 });
    expect(mean.energy.count).toBe(ENERGY_PIXELS);
    const expected = meanOf(inside);
    mean.intensity.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 3));
    expect(mean.mdcFit ?? mean.mdcFitFailure).not.toBeNull();
  });

  it('may be a polygon, counts what cannot be read, and can be let go', async () => {
    const observed = await finishedScan();
    rmSync(join(source, fileName(1)));
    const vertices: [number, number][] = [
      [-1, -1],
      [3, -1],
      [3, 3],
      [-1, 3],
    ];
    valueOf(await observed.engine.updateSettings({ mapRegion: { kind: 'polygon', vertices } }));
    await untilAveraged(observed, inside.length - 1);
    const mean = valueOf(await observed.engine.getMeanSpectrum(size))!;
    expect(mean.progress).toEqual({ inside: 4, averaged: 3, skipped: 1 });
    const expected = meanOf(inside.filter((index) => index !== 1));
    mean.intensity.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 3));
    valueOf(await observed.engine.updateSettings({ mapRegion: null }));
    expect(valueOf(await observed.engine.getMeanSpectrum(size))).toBeNull();
    expect((await observed.snapshot()).meanProgress).toBeNull();
  });
});

describe('a window on the spectrum', () => {
  const window: { energyEv: [number, number]; angle: [number, number] } = {
    energyEv: [-0.2, -0.1],
    angle: [-6, 2],
  };

  function windowSum(index: number): number {
    const { counts } = pointAt(index, columns);
    let sum = 0;
    for (let e = 10; e <= 20; e++) {
      for (let a = 12; a <= 28; a++) sum += counts[e * ANGLE_PIXELS + a];
    }
    return sum;
  }

  async function intensities(observed: ObservedEngine): Promise<number[]> {
    const byIndex = await idByIndex(observed);
    const { roiIntensity } = (await observed.snapshot()).points.quantities;
    return byIndex.map((id) => roiIntensity[id]);
  }

  it('maps its intensity for old points and new ones, and remembers it', async () => {
    await write(0, 5);
    const observed = await start();
    await open(observed, source);
    await untilScored(observed, 5);
    valueOf(await observed.engine.updateSettings({ intensityWindow: window }));
    await until(async () =>
      (await observed.snapshot()).points.quantities.roiIntensity.every(Number.isFinite),
    );
    await write(5, points);
    await untilFinished(observed);
    const expected = Array.from({ length: points }, (_, index) => windowSum(index));
    expect(await intensities(observed)).toEqual(expected);
    await observed.engine.stop();
    // Nothing is read again: not even a file that is gone by now.
    rmSync(join(source, fileName(7)));
    const again = await start();
    await open(again, source);
    expect(await intensities(again)).toEqual(expected);
    valueOf(await again.engine.updateSettings({ intensityWindow: null }));
    await until(async () => (await intensities(again)).every(Number.isNaN));
  });
});

describe('the mean of an area', () => {
  it('takes in a point whose position became known late, and starts over with other axes', async () => {
    await write(0, 3);
    const store = new PointStore();
    const [x, y] = [store.column('x'), store.column('y')];
    for (let index = 0; index < 3; index++) {
      store.add({ file: fileName(index), frame: 0 });
      y[index] = 0;
    }
    x.set([0, NaN, 9]);
    const region: MapRegion = { kind: 'rectangle', x: [-1, 3], y: [-1, 1] };
    let axes = { x: { name: 'sx', unit: 'um' }, y: { name: 'sy', unit: 'um' } };
    const mean = new RegionMean({
      files: { folder: source, reading: {} },
      points: store,
      tasks: new TaskList(() => undefined),
      region: () => region,
      axes: () => axes,
      onChange: () => undefined,
    });
    while (await mean.advance());
    expect(mean.averagedIds).toEqual([0]);
    x[1] = 2;
    mean.place([1]);
    expect(mean.progress).toEqual({ inside: 2, averaged: 1, skipped: 0 });
    while (await mean.advance());
    expect(mean.averagedIds).toEqual([0, 1]);
    const expected = meanOf([0, 1]);
    mean.spectrum?.counts.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 4));
    x.set([9, 9, 0]);
    axes = { ...axes, x: { name: 'sz', unit: 'um' } };
    while (await mean.advance());
    expect(mean.averagedIds).toEqual([2]);
  });
});
