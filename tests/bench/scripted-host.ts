import type { Host } from '../../src/host/host';
import type { ViewEvent } from '../../src/shared/contract';
import { createPointBatch, type PointBatch } from '../../src/shared/points';
import { defaultPreferences } from '../../src/shared/preferences';
import { quantityNames } from '../../src/shared/quantities';
import { defaultSessionSettings, type Derived, type Snapshot } from '../../src/shared/scan';

/** Side of the square raster; points lie 10 µm apart. */
interface ScriptedScan {
  side: number;
  /** Names of the motors; short ones without. */
  motors?: readonly [x: string, y: string];
}

/** Points with these ids, with scores that vary smoothly over the map. */
export function scriptedPoints({ side }: ScriptedScan, ids: readonly number[]): PointBatch {
  const batch = createPointBatch(ids.length);
  batch.fileNames = ['scan.nxs'];
  ids.forEach((id, index) => {
    const [column, row] = [id % side, Math.floor(id / side)];
    batch.ids[index] = id;
    batch.frames[index] = id;
    batch.x[index] = column * 10;
    batch.y[index] = row * 10;
    batch.arrivedAt[index] = 1_700_000_000_000 + id * 50;
    const score = 5 + 4 * Math.sin(column / 40) * Math.cos(row / 55);
    for (const name of quantityNames) batch.quantities[name][index] = score;
  });
  return batch;
}

function status({ side }: ScriptedScan, scored: number): Snapshot['status'] {
  return {
    phase: 'live',
    sourcePath: '/scan.nxs',
    sourceName: 'scan.nxs',
    sourceKind: 'file',
    sessionId: 'scripted',
    format: 'NeXus',
    arrived: scored,
    scored,
    failed: 0,
    expected: side * side,
    secondsPerPoint: { mean: 0.05, deviation: 0.001 },
    secondsLeft: { mean: 20, deviation: 1 },
    latencyMs: { median: 40, p95: 60 },
    lastPointAt: 1_700_000_000_000,
    engine: 'scripted',
    model: { name: 'scripted', hash: '0'.repeat(64) },
    error: null,
  };
}

const bestSpot: Derived['bestSpots'][number] = {
  rank: 1,
  x: 40,
  y: 50,
  unit: 'um',
  score: 8.9,
  noise: 0.1,
  mls: 8.9,
  uncertainty: 0.2,
  area: 1200,
  points: 12,
  pointId: 0,
  file: 'scan.nxs',
  frame: 0,
};

function derived({ side, motors = ['sax', 'say'] }: ScriptedScan, scored: number): Derived {
  const region = Array.from({ length: Math.floor(scored / 20) }, (_, index) => index);
  const edge = side * 5;
  return {
    axes: { x: { name: motors[0], unit: 'um' }, y: { name: motors[1], unit: 'um' } },
    step: { x: 10, y: 10 },
    regular: true,
    normalisation: { minimum: 1, maximum: 9 },
    fullScoreCounts: 1e5,
    mdcWindow: null,
    benchmark: null,
    regions: [
      {
        rank: 1,
        pointIds: region,
        meanScore: 8,
        area: 100 * region.length,
        rings: [
          [
            [0, 0],
            [edge, 0],
            [edge, edge],
            [0, edge],
            [0, 0],
          ],
        ],
      },
    ],
    bestSpots: scored === 0 ? [] : [bestSpot],
    domains: [],
    noSpotReason: 'Scripted',
  };
}

/** A host without an engine: shows a scan of `first` points, and tells of more when asked to. */
export function createScriptedHost(scan: ScriptedScan, first: number) {
  const listeners = new Set<(event: ViewEvent) => void>();
  let scored = first;
  const snapshot = (): Snapshot => ({
    status: status(scan, scored),
    settings: defaultSessionSettings,
    points: scriptedPoints(
      scan,
      Array.from({ length: scored }, (_, id) => id),
    ),
    derived: derived(scan, scored),
    failures: [],
    warnings: [],
    judgements: [],
    meanProgress: null,
  });
  const answers: Record<string, () => unknown> = {
    getHostInfo: () => ({
      kind: 'browser',
      version: '0.0.0',
      access: 'view',
      notice: null,
      viewLink: null,
    }),
    getPreferences: () => defaultPreferences,
    getSnapshot: snapshot,
  };
  const host: Host = {
    handle: (name) =>
      Promise.resolve(
        name in answers
          ? { ok: true, value: answers[name]() }
          : { ok: false, error: { code: 'unsupported', message: `Not scripted: ${name}.` } },
      ),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    currentStates: () => [
      { name: 'engine', payload: { phase: 'ready', restarts: 0, message: null } },
    ],
    openSource: () => Promise.resolve(),
    shareViewLink: () => undefined,
    findExport: () => null,
    close: () => Promise.resolve(),
  };
  const tell = (event: ViewEvent) => {
    for (const listener of listeners) listener(event);
  };
  return {
    host,
    /** The next point is scored; returns how many there are. */
    addPoint(): number {
      tell({ name: 'points', payload: scriptedPoints(scan, [scored]) });
      scored++;
      tell({ name: 'status', payload: status(scan, scored) });
      return scored;
    },
    derive: () => tell({ name: 'derived', payload: derived(scan, scored) }),
  };
}
