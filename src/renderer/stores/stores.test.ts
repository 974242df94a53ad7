import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick, ref } from 'vue';
import type { CommandName, ViewEvent } from '#shared/contract';
import type { CommandResult } from '#shared/contract/define';
import { createPointBatch } from '#shared/points';
import { shippedProfiles } from '#shared/shipped-profiles';
import { defaultPreferences } from '#shared/preferences';
import { defaultSessionSettings, type Derived, type Snapshot } from '#shared/scan';
import type { Client, ConnectionState } from '../client/client';
import { useHostStore } from './host';
import { useMapGeometryStore } from './map-geometry';
import { useScanStore } from './scan';
import { useViewStore } from './view';

/** Points of a raster with 3 columns and steps of 0.5, scored 1, 2, 3, … */
function batch(from: number, to: number) {
  const points = createPointBatch(to - from);
  for (let id = from; id < to; id++) {
    points.ids[id - from] = id;
    points.x[id - from] = (id % 3) * 0.5;
    points.y[id - from] = Math.floor(id / 3) * 0.5;
    points.quantities.mls[id - from] = id + 1;
  }
  return points;
}

const derived: Derived = {
  axes: { x: { name: 'sx', unit: 'mm' }, y: { name: 'sy', unit: 'mm' } },
  step: { x: 0.5, y: 0.5 },
  regular: true,
  normalisation: null,
  fullScoreCounts: 1000,
  mdcWindow: null,
  benchmark: null,
  regions: [],
  bestSpots: [],
  domains: [],
  noSpotReason: null,
};

const bestSpot = {
  rank: 1,
  x: 0.5,
  y: 0,
  unit: 'mm',
  score: 2,
  noise: 0.1,
  mls: 2,
  uncertainty: 0.1,
  area: 1,
  points: 2,
  pointId: 1,
  file: 'a.h5',
  frame: 1,
};

function snapshot(points: number, sessionId = 'first'): Snapshot {
  return {
    status: {
      phase: 'live',
      sourcePath: '/scan',
      sourceName: 'scan',
      sourceKind: 'folder',
      sessionId,
      format: null,
      arrived: points,
      scored: points,
      failed: 0,
      expected: 9,
      secondsPerPoint: null,
      secondsLeft: null,
      latencyMs: null,
      lastPointAt: null,
      engine: 'onnx · CPU',
      model: { name: 'compact', hash: 'ab' },
      error: null,
    },
    settings: defaultSessionSettings,
    points: batch(0, points),
    derived,
    failures: [],
    warnings: [],
    judgements: [],
    meanProgress: null,
  };
}

beforeEach(() => setActivePinia(createPinia()));

describe('the scan store', () => {
  it('keeps points that arrived while a snapshot was on its way', () => {
    const scan = useScanStore();
    scan.applyEvent({ name: 'snapshot', payload: snapshot(3) });
    scan.applyEvent({ name: 'points', payload: batch(3, 5) });
    scan.applySnapshot(snapshot(4), true);
    expect(scan.pointCount).toBe(5);
    scan.applySnapshot(snapshot(4, 'second'), true);
    expect(scan.pointCount).toBe(4);
  });

  it('starts over with a snapshot that the host sent', () => {
    const scan = useScanStore();
    scan.applyEvent({ name: 'snapshot', payload: snapshot(5) });
    scan.applyEvent({ name: 'snapshot', payload: snapshot(2) });
    expect(scan.pointCount).toBe(2);
    scan.applyEvent({ name: 'snapshot', payload: null });
    expect(scan.pointCount).toBe(0);
    expect(scan.isOpen).toBe(false);
  });

  it('counts a revision only when points that were there change', () => {
    const scan = useScanStore();
    scan.applySnapshot(snapshot(3));
    const before = scan.pointsRevision;
    scan.applyEvent({ name: 'points', payload: batch(3, 4) });
    expect(scan.pointsRevision).toBe(before);
    scan.applyEvent({ name: 'points', payload: batch(1, 2) });
    expect(scan.pointsRevision).toBe(before + 1);
  });
});

describe('the view store', () => {
  it('follows the best spot until a point is chosen, and again when asked to', async () => {
    const scan = useScanStore();
    const view = useViewStore();
    expect(view.selectedPoint).toBeNull();
    scan.applySnapshot(snapshot(4));
    expect(view.selectedPoint).toBe(3);
    scan.applyEvent({ name: 'derived', payload: { ...derived, bestSpots: [bestSpot] } });
    expect(view.selectedPoint).toBe(1);
    view.select(2);
    expect(view.selectedPoint).toBe(2);
    view.followBestSpot();
    expect(view.selectedPoint).toBe(1);
    view.select(2);
    scan.applySnapshot(snapshot(4, 'second'));
    await nextTick();
    expect(view.chosenPoint).toBeNull();
  });
});

describe('the map geometry store', () => {
  it('keeps its raster and extent while points of the plan arrive', async () => {
    const scan = useScanStore();
    const map = useMapGeometryStore();
    scan.applySnapshot(snapshot(4));
    await nextTick();
    const { geometry, wholeBounds } = map;
    expect(wholeBounds).toEqual({
      minimumU: -0.25,
      maximumU: 1.25,
      minimumV: -0.25,
      maximumV: 1.25,
    });
    scan.applyEvent({ name: 'points', payload: batch(4, 6) });
    await nextTick();
    expect(map.geometry).toBe(geometry);
    expect(map.pointAt({ x: 1.1, y: 0.45 })).toBe(5);
    expect(map.pointAt({ x: 1, y: 1 })).toBeNull();
  });

  it('draws scattered points as cells', async () => {
    const scan = useScanStore();
    const map = useMapGeometryStore();
    scan.applySnapshot({ ...snapshot(5), derived: { ...derived, regular: false } });
    await nextTick();
    expect(map.geometry?.kind).toBe('cells');
    expect(map.pointAt({ x: 0.55, y: 0.1 })).toBe(1);
  });
});

describe('the host store', () => {
  function fakeClient(answers: Partial<Record<CommandName, CommandResult<unknown>>>) {
    let emit: (event: ViewEvent) => void = () => undefined;
    const connection = ref<ConnectionState>('connected');
    const call = vi.fn((name: CommandName) =>
      Promise.resolve(
        answers[name] ?? { ok: false, error: { code: 'internal', message: `no ${name}` } },
      ),
    );
    const client = {
      connection,
      call,
      subscribe: (listener: (event: ViewEvent) => void) => {
        emit = listener;
        return () => undefined;
      },
    } as unknown as Client;
    return { client, call, emit: (event: ViewEvent) => emit(event) };
  }

  const hostInfo = {
    kind: 'browser',
    version: '1',
    access: 'view',
    notice: null,
    viewLink: null,
  };

  it('asks again for the scan once the engine is ready', async () => {
    const answers: Partial<Record<CommandName, CommandResult<unknown>>> = {
      getHostInfo: { ok: true, value: hostInfo },
      getPreferences: { ok: true, value: { ...defaultPreferences, theme: 'dark' } },
      listProfiles: { ok: true, value: { entries: shippedProfiles, active: null, problem: null } },
      getSnapshot: { ok: false, error: { code: 'engine-unavailable', message: 'starting' } },
    };
    const { client, emit } = fakeClient(answers);
    const host = useHostStore();
    host.attach(client);
    emit({ name: 'engine', payload: { phase: 'starting', restarts: 0, message: null } });
    await vi.waitFor(() => expect(host.isReady).toBe(true));
    expect(host.notices).toEqual([]);
    expect(host.canControl).toBe(false);
    expect(useViewStore().theme).toBe('dark');

    answers.getSnapshot = { ok: true, value: snapshot(3) };
    emit({ name: 'engine', payload: { phase: 'ready', restarts: 0, message: null } });
    await vi.waitFor(() => expect(useScanStore().pointCount).toBe(3));
  });

  it('turns a refusal into a notice', async () => {
    const error = {
      code: 'not-found',
      message: 'Expected a folder.',
      hint: 'Choose one.',
    } as const;
    const { client } = fakeClient({ openPath: { ok: false, error } });
    const host = useHostStore();
    host.attach(client);
    expect(await host.ask('openPath', { path: '/none' })).toBeUndefined();
    expect(host.notices).toContainEqual(
      expect.objectContaining({ tone: 'error', title: error.message, detail: error.hint }),
    );
  });
});
