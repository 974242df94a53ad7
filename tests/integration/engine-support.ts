import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach } from 'vitest';
import { createEngine, type Engine } from '../../src/engine/engine';
import type { SpectrumScorer } from '../../src/engine/features/quality/network';
import { PointScanWriter, type PointScan } from '../../src/formats/writers/generic-nexus-writer';
import type { CommandResult } from '../../src/shared/contract/define';
import type { ViewEvent } from '../../src/shared/contract';
import type { OpenScan } from '../../src/shared/engine-contract';
import type { ScanStatus, Snapshot } from '../../src/shared/scan';

export const ENERGY_PIXELS = 40;
export const ANGLE_PIXELS = 48;

/** A raster of `columns` × `rows` points, 2 µm apart. */
export function scanOf(columns: number, rows: number): PointScan {
  return {
    title: 'test raster',
    startTime: '2026-03-01T04:00:00+01:00',
    expectedPoints: columns * rows,
    dwellSeconds: 1,
    energy: { name: 'E − E_F', unit: 'eV', start: -0.3, step: 0.01, count: ENERGY_PIXELS },
    angle: { name: 'Angle', unit: 'deg', start: -12, step: 0.5, count: ANGLE_PIXELS },
    motors: [
      { name: 'sx', unit: 'um', scanAxis: 'x' },
      { name: 'sy', unit: 'um', scanAxis: 'y' },
    ],
  };
}

/** Point `index` of a raster: a band whose sharpness and strength depend on where it is, no two alike. */
export function pointAt(index: number, columns: number) {
  const column = index % columns;
  const row = Math.floor(index / columns);
  const goodness = Math.exp(-((column - 2) ** 2 + (row - 1) ** 2) / 3);
  const width = 3 - goodness;
  const counts = new Float32Array(ENERGY_PIXELS * ANGLE_PIXELS);
  for (let e = 0; e < ENERGY_PIXELS; e++) {
    for (let a = 0; a < ANGLE_PIXELS; a++) {
      const centre = 14 + 0.4 * e;
      const band = e < 30 ? (20 + 60 * goodness) / (1 + ((a - centre) / width) ** 2) : 0;
      counts[e * ANGLE_PIXELS + a] = Math.round(2 + band);
    }
  }
  counts[0] += index;
  const x = 2 * column;
  const y = 2 * row;
  return {
    counts,
    positions: [
      { set: x, readback: x + 0.01 },
      { set: y, readback: y - 0.01 },
    ],
    secondsSinceStart: index,
  };
}

/** Writes point `index` as a file of its own. */
export async function writePointFile(
  path: string,
  index: number,
  columns: number,
  rows: number,
): Promise<void> {
  const writer = await PointScanWriter.create(path, scanOf(columns, rows), { live: false });
  writer.append(pointAt(index, columns));
  writer.finish();
}

/** How often each image went through the network, by the double below. */
export interface CountingScorer extends SpectrumScorer {
  embedded: number;
  predicted: number;
}

/**
 * A stand-in for the trained network where the test is about files, not scores: sharp
 * images get a good S, many counts a good N, everything deterministic.
 */
export function createScorerDouble(hash = 'a'.repeat(64)): CountingScorer {
  /** Probabilities around a place between two brackets, so that scores vary smoothly. */
  const brackets = (place: number, length: number) => {
    const inside = Math.max(0, Math.min(length - 1.001, place));
    const lower = Math.floor(inside);
    return Array.from({ length }, (_, i) =>
      i === lower ? 1 - (inside - lower) : i === lower + 1 ? inside - lower : 0,
    );
  };
  const scorer: CountingScorer = {
    label: 'double',
    card: { name: 'double', hash, architecture: { inputSize: 32 } },
    embedded: 0,
    predicted: 0,
    embed(images) {
      scorer.embedded += images.length;
      return Promise.resolve(
        images.map((image) => {
          const peak = image.reduce((most, value) => Math.max(most, value), 0);
          return Float32Array.of(peak, image[0], image[image.length - 1], 1);
        }),
      );
    },
    predict(embeddings, scalars) {
      scorer.predicted += embeddings.length;
      return Promise.resolve(
        embeddings.map(([peak], i) => {
          const ratio = scalars[i][6];
          return {
            sharpness: brackets(6 - peak, 6),
            signalToBackground: brackets(1, 6),
            counts: brackets(6 * (1 - ratio), 7),
            featureMissing: 0.05,
            lowSignalAndCounts: 0.1,
            sharpnessGrade: peak,
            signalToBackgroundGrade: 1,
          };
        }),
      );
    },
    dispose: () => Promise.resolve(),
  };
  return scorer;
}

/** A temporary folder, removed after `use`. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'sweetspot-engine-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** An engine with everything it said. */
export interface ObservedEngine {
  engine: Engine;
  events: ViewEvent[];
  scorer: CountingScorer;
  status: () => ScanStatus | null;
  snapshot: () => Promise<Snapshot>;
}

export function valueOf<Value>(result: CommandResult<Value>): Value {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

export async function startEngine(
  dataDirectory: string,
  scorer = createScorerDouble(),
): Promise<ObservedEngine> {
  const events: ViewEvent[] = [];
  const configuration = { dataDirectory, modelDirectory: '', appVersion: '0.0.0-test' };
  const engine = createEngine(configuration, (event) => events.push(event), {
    loadScorer: () => Promise.resolve(scorer),
  });
  valueOf(await engine.start());
  return {
    engine,
    events,
    scorer,
    status: () => {
      for (const event of [...events].reverse()) {
        if (event.name === 'status') return event.payload;
        if (event.name === 'snapshot') return event.payload?.status ?? null;
      }
      return null;
    },
    snapshot: async () => {
      const snapshot = valueOf(await engine.getSnapshot({}));
      if (snapshot === null) throw new Error('No scan is open.');
      return snapshot;
    },
  };
}

/**
 * Folders of their own for each test of the file, and engines that end with it: an
 * acquisition folder, which only the test writes to, and a data folder.
 */
export function useEngines() {
  let scratch: ReturnType<typeof temporaryFolder> | null = null;
  const engines: ObservedEngine[] = [];
  const within = (name: string) => {
    if (scratch === null) throw new Error('Folders are there while a test runs.');
    return join(scratch.path, name);
  };
  beforeEach(() => {
    scratch = temporaryFolder();
    mkdirSync(within('scan'));
  });
  afterEach(async () => {
    for (const { engine } of engines.splice(0)) await engine.stop();
    scratch?.remove();
  });
  return {
    /** A path beside the acquisition folder. */
    within,
    get source() {
      return within('scan');
    },
    get data() {
      return within('data');
    },
    /** `data`: the data folder, where it is not the one beside the acquisition folder. */
    async start(scorer = createScorerDouble(), data = within('data')): Promise<ObservedEngine> {
      const observed = await startEngine(data, scorer);
      engines.push(observed);
      return observed;
    },
  };
}

export async function open(
  { engine }: ObservedEngine,
  path: string,
  options: Partial<OpenScan> = {},
): Promise<void> {
  const request: OpenScan = { path, kind: 'folder', mode: 'live', watch: 'auto', ...options };
  valueOf(await engine.openScan(request));
}

/** Waits until `holds`; only a hang fails, with what `describe` says. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  describe: () => string = () => 'The condition',
  timeoutMs = 540_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${describe()} did not come true.`);
    await pause(10);
  }
}

/** Waits until the scan has `count` points. */
export function untilScored(observed: ObservedEngine, count: number): Promise<void> {
  return until(
    () => (observed.status()?.scored ?? 0) >= count,
    () => `${count} points scored (status ${JSON.stringify(observed.status())})`,
  );
}

export function untilFinished(observed: ObservedEngine): Promise<void> {
  return until(
    () => observed.status()?.phase === 'finished',
    () => `Finished (status ${JSON.stringify(observed.status())})`,
  );
}

/** `file#frame` of every point, sorted. */
export function frameKeys({ points }: Snapshot): string[] {
  return Array.from(
    points.ids,
    (_, i) => `${points.fileNames[points.fileIndex[i]]}#${points.frames[i]}`,
  ).sort();
}
