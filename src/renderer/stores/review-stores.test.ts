import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { nextTick, ref } from 'vue';
import type { CommandName } from '#shared/contract';
import type { CommandResult } from '#shared/contract/define';
import { createPointBatch } from '#shared/points';
import type { MeanSpectrum } from '#shared/spectrum-view';
import type { Judgement } from '#shared/verdict';
import type { Client } from '../client/client';
import { useHostStore } from './host';
import { usePinsStore } from './pins';
import { useScanStore } from './scan';
import { useVerdictsStore } from './verdicts';
import { useViewStore } from './view';

/** A host that keeps verdicts as the engine does, and refuses everything else. */
function attachHost(): { given: (Judgement & { pointId: number })[] } {
  const given: (Judgement & { pointId: number })[] = [];
  const call = (name: CommandName, request: unknown): Promise<CommandResult<unknown>> => {
    if (name !== 'setVerdict') {
      return Promise.resolve({ ok: false, error: { code: 'engine-unavailable', message: name } });
    }
    const judgement = request as Judgement & { pointId: number };
    given.push(judgement);
    return Promise.resolve({ ok: true, value: { ...judgement, at: given.length } });
  };
  const host = useHostStore();
  host.client = {
    connection: ref('connected'),
    call,
    subscribe: () => () => undefined,
  } as unknown as Client;
  host.info = { kind: 'browser', version: '1', access: 'control', notice: null, viewLink: null };
  return { given };
}

function addPoints(first: number, scores: readonly [mls: number, bms: number][]): void {
  const points = createPointBatch(scores.length);
  scores.forEach(([mls, bms], i) => {
    points.ids[i] = first + i;
    points.quantities.mls[i] = mls;
    points.quantities.bms[i] = bms;
  });
  useScanStore().applyEvent({ name: 'points', payload: points });
}

beforeEach(() => setActivePinia(createPinia()));

describe('the verdicts store', () => {
  it('gives a verdict, takes it back when given again, and undoes step by step', async () => {
    const { given } = attachHost();
    const verdicts = useVerdictsStore();
    const view = useViewStore();
    addPoints(0, [
      [1, 1],
      [2, 2],
    ]);
    view.select(1);
    await verdicts.toggle('good');
    await verdicts.change({ note: 'sharp' });
    expect(verdicts.selected).toEqual({ verdict: 'good', note: 'sharp' });
    view.select(0);
    await verdicts.toggle('bad');
    await verdicts.toggle('bad');
    expect(verdicts.judgementOf(0)).toEqual({ verdict: null, note: '' });
    await verdicts.undo();
    expect(verdicts.judgementOf(0).verdict).toBe('bad');
    await verdicts.undo();
    await verdicts.undo();
    expect(view.selectedPoint).toBe(1);
    expect(verdicts.selected).toEqual({ verdict: 'good', note: '' });
    await verdicts.undo();
    expect(verdicts.selected).toEqual({ verdict: null, note: '' });
    expect(verdicts.canUndo).toBe(false);
    expect(given).toHaveLength(8);
  });

  it('asks for nothing where nothing changes or this view may only look', async () => {
    const { given } = attachHost();
    const verdicts = useVerdictsStore();
    addPoints(0, [[1, 1]]);
    await verdicts.change({ note: '' });
    const host = useHostStore();
    host.info = { ...host.info!, access: 'view' };
    await verdicts.toggle('good');
    expect(given).toEqual([]);
  });
});

describe('the marked scores', () => {
  it('hold the points within them, those that arrive later included', async () => {
    const view = useViewStore();
    addPoints(0, [
      [2, 3],
      [8, 3],
      [8, 9],
    ]);
    view.brush = { mls: [5, 10], bms: [0, 5] };
    expect(view.brushedPoints).toEqual([1]);
    addPoints(3, [
      [6, 4],
      [6, 6],
    ]);
    await expect.poll(() => view.brushedPoints).toEqual([1, 3]);
    view.brush = null;
    await nextTick();
    expect(view.brushedPoints).toEqual([]);
  });
});

describe('the pins store', () => {
  it('keeps a mean as it was, beside points, five in all', () => {
    attachHost();
    const pins = usePinsStore();
    const axis = { name: '', unit: '', start: 0, step: 1, count: 1 };
    const mean = {
      energy: axis,
      angle: axis,
      intensity: Float32Array.of(7),
      progress: { inside: 3, averaged: 2, skipped: 1 },
    } as MeanSpectrum;
    pins.pinMean(mean);
    for (let id = 0; id < 4; id++) pins.toggle(id);
    expect(pins.pinned[0]).toMatchObject({ kind: 'mean', points: 2 });
    expect(pins.spectra.get(pins.pinned[0].key)?.intensity).toEqual(Float32Array.of(7));
    expect(pins.pinnedPoints).toEqual([0, 1, 2, 3]);
    pins.toggle(2);
    pins.toggle(9);
    pins.toggle(10);
    expect(pins.pinned.map(({ kind }) => kind)).toContain('mean');
    expect(pins.pinnedPoints).toEqual([0, 1, 3, 9]);
    const told = useHostStore().notices.filter(({ tone }) => tone === 'info');
    expect(told.map(({ title }) => title)).toEqual(['5 spectra are pinned']);
  });
});
