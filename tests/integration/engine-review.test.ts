import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchmarkScore, proposeBackgroundThreshold } from '../../src/core/benchmark/bms';
import { scanFormat } from '../../src/engine/scan/scan-lines';
import { readEntries, type Fields } from '../../src/engine/session/journal-format';
import { defaultSessionSettings } from '../../src/shared/scan';
import {
  open,
  pointAt,
  scanOf,
  until,
  untilFinished,
  untilScored,
  valueOf,
} from './engine-support';
import { columns, fileName, idByIndex, points, reviewedScan, rows, size } from './review-support';

const { setup, write, finishedScan, journalPath } = reviewedScan();

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
    const again = await setup.start();
    await open(again, setup.source);
    expect((await again.snapshot()).judgements).toEqual(judgements);
  });

  it('follow a renamed file, and come back with a point whose journal line was lost', async () => {
    const first = await finishedScan();
    const [id] = await idByIndex(first);
    valueOf(await first.engine.setVerdict({ pointId: id, verdict: 'good', note: '' }));
    renameSync(join(setup.source, fileName(0)), join(setup.source, 'renamed.h5'));
    await until(async () => (await first.snapshot()).points.fileNames.includes('renamed.h5'));
    expect((await first.snapshot()).judgements).toMatchObject([{ pointId: id, verdict: 'good' }]);
    await first.engine.stop();
    // The line of the last point is lost, and with it the place of its verdict.
    const lines = readFileSync(journalPath(), 'utf8').trimEnd().split('\n');
    const lost = lines.findLastIndex((line) => line.includes('"t":"point"'));
    const [lostPoint] = readEntries(scanFormat, JSON.parse(lines[lost]) as Fields).lines;
    if (lostPoint.t !== 'point') throw new Error('Expected a point.');
    const { file, frame } = lostPoint;
    const verdict = { t: 'verdict', file, frame, verdict: 'bad', note: 'edge', at: 1 };
    const kept = [...lines.slice(0, lost), ...lines.slice(lost + 1), JSON.stringify(verdict)];
    writeFileSync(journalPath(), `${kept.join('\n')}\n`);
    const again = await setup.start();
    await open(again, setup.source);
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
    const again = await setup.start();
    await open(again, setup.source);
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

describe('a session of an earlier version', () => {
  it('keeps its points and the settings it knew; the others start from their defaults', async () => {
    await write(0, 3);
    const first = await setup.start();
    await open(first, setup.source);
    await untilScored(first, 3);
    valueOf(await first.engine.updateSettings({ regionDelta: 2.5 }));
    await first.engine.stop();
    const path = join(dirname(journalPath()), 'session.json');
    const session = JSON.parse(readFileSync(path, 'utf8')) as { settings: Record<string, unknown> };
    const later = ['backgroundThreshold', 'benchmarkFullCounts', 'intensityWindow', 'mapRegion'];
    const known = Object.entries(session.settings).filter(([name]) => !later.includes(name));
    session.settings = Object.fromEntries(known);
    writeFileSync(path, JSON.stringify(session));
    const again = await setup.start();
    await open(again, setup.source);
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
