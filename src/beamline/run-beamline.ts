import { mkdir } from 'node:fs/promises';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { createRandom } from '#core/simulate/random';
import type { Sampling } from '#core/simulate/parameters';
import type { RasterKind } from '#core/simulate/raster';
import { sceneSpectrumAt } from '#core/simulate/scene-spectrum';
import type { PointScan } from '#formats/writers/generic-nexus-writer';
import { zonedTime } from '#formats/zoned-time';
import type { BeamlineRequest } from '#shared/features/beamline';
import { SweetSpotError } from '#shared/errors';
import {
  inRandomOrder,
  restingPositions,
  scenePosition,
  simulatedStage,
  stageAxes,
  stageMotors,
  type StagePoint,
} from './simulated-stage';
import { preallocatedBlock } from './sinks/block-sink';
import { filePerPoint, growingFile } from './sinks/nexus-sinks';
import type { PointSink } from './sinks/point-sink';
import { filesWithTable, type TableHabits } from './sinks/table-sinks';

export interface BeamlineOptions extends BeamlineRequest {
  /** Where the simulated analyzer writes; made when missing. */
  folder: string;
  /** Pixels of the detector image; 200 energies × 160 angles unless told otherwise. */
  sampling?: Sampling;
  /** Order of the points; every other row backwards unless told otherwise. */
  raster?: RasterKind;
  /** Visits the same points in an order drawn from the seed. */
  shuffled?: boolean;
  /** Distance of neighbouring points. */
  stepUm?: number;
  /** What is written beside a table of positions, and when; taken in turns unless told otherwise. */
  tableHabits?: TableHabits;
  /** What a block holds where nothing has been measured. */
  unfilled?: 'nan' | 'zero';
  /** Stops the scan after the point under way. */
  signal?: AbortSignal;
  onProgress?: (written: number, total: number) => void;
}

const DEFAULT_SAMPLING: Sampling = { energyCount: 200, angleCount: 160 };
export const DEFAULT_STEP_UM = 10;
/** Share of the time per point that goes into pauses while a point's file is written. */
const PAUSE_SHARE = 0.1;
/** One point in so many takes its time, as when a shutter sticks or the ring is topped up. */
const HESITATION_EVERY = 40;
/** Length of a hesitation, in times per point. */
const HESITATION_LENGTH = 3;
/** Each kind of file shows another habit of the front ends that write it. */
const usualHabits: Record<'ibw' | 'zip', TableHabits> = {
  ibw: { renaming: 'at-the-end', rows: 'mixed' },
  zip: { renaming: 'at-once', rows: 'mixed' },
};
/** Larger blocks begin as zeros: writing NaN everywhere would take minutes. */
const MOST_PIXELS_OF_NAN = 2500;

/**
 * Measures a simulated sample the way a beamline does: the stage goes from point
 * to point, the analyzer writes real files at the given rate. Nothing that exists
 * is overwritten. Resolves when the scan is over or stopped, with the points written.
 */
export async function runBeamline(options: BeamlineOptions): Promise<{ written: number }> {
  const {
    folder,
    pointsPerSecond,
    seed,
    sampling = DEFAULT_SAMPLING,
    raster = 'serpentine',
    stepUm = DEFAULT_STEP_UM,
    signal,
    onProgress,
  } = options;
  if (options.format === 'block' && raster === 'random') {
    throw new SweetSpotError('invalid-request', 'A block needs the points of a raster.');
  }
  await mkdir(folder, { recursive: true });
  const stage = simulatedStage({ ...options, raster, stepUm });
  const points = options.shuffled ? inRandomOrder(stage.points, seed) : stage.points;
  const intervalMs = 1000 / pointsPerSecond;
  const measure = (index: number) => {
    const { readback } = points[index];
    const { xUm, yUm } = scenePosition(readback.xMm, readback.yMm);
    return sceneSpectrumAt(
      stage.scene,
      xUm,
      yUm,
      createRandom(seed).fork(index).nextUint32(),
      sampling,
      (index * intervalMs) / 1000,
    ).spectrum;
  };

  const startedAt = Date.now();
  const first = measure(0);
  const scan: PointScan = {
    title: `Simulated ${options.scene} surface, ${options.columns} × ${options.rows} points`,
    startTime: zonedTime(new Date(startedAt)),
    expectedPoints: points.length,
    dwellSeconds: 0.8 / pointsPerSecond,
    energy: first.energy,
    angle: first.angle,
    motors: stageMotors,
  };
  const sink = await sinkOf({ ...options, stepUm }, scan, PAUSE_SHARE * intervalMs);
  const hesitation = createRandom(seed).fork(102);
  let dueAt = startedAt;
  let written = 0;
  try {
    for (const [index, point] of points.entries()) {
      if (signal?.aborted) break;
      const { counts } = index === 0 ? first : measure(index);
      dueAt += intervalMs;
      if (hesitation.next() < 1 / HESITATION_EVERY) dueAt += HESITATION_LENGTH * intervalMs;
      await pauseUntil(dueAt, signal);
      await sink.write({
        counts,
        positions: positionsOf(point),
        secondsSinceStart: (Date.now() - startedAt) / 1000,
      });
      onProgress?.(++written, points.length);
    }
  } finally {
    await sink.end();
  }
  return { written };
}

function sinkOf(
  options: BeamlineOptions & { stepUm: number },
  scan: PointScan,
  pauseMs: number,
): Promise<PointSink> {
  const { folder, format, columns, rows, stepUm } = options;
  switch (format) {
    case 'growing':
      return growingFile(folder, scan);
    case 'file-per-point':
      return filePerPoint(folder, scan, pauseMs);
    case 'ibw-and-table':
    case 'zip-and-table': {
      const kind = format === 'ibw-and-table' ? 'ibw' : 'zip';
      const habits = options.tableHabits ?? usualHabits[kind];
      return filesWithTable(folder, scan, kind, habits, pauseMs);
    }
    case 'block': {
      const fewEnough = columns * rows <= MOST_PIXELS_OF_NAN;
      const unfilled = options.unfilled ?? (fewEnough ? 'nan' : 'zero');
      return preallocatedBlock(folder, scan, { ...stageAxes(columns, rows, stepUm), unfilled });
    }
  }
}

function positionsOf({ set, readback }: StagePoint) {
  return [
    { set: set.xMm, readback: readback.xMm },
    { set: set.yMm, readback: readback.yMm },
    ...restingPositions.map((position) => ({ set: position, readback: position })),
  ];
}

/** Waits for the moment, or less when stopped: the point under way is then written at once. */
async function pauseUntil(timeMs: number, signal: AbortSignal | undefined): Promise<void> {
  const remainingMs = timeMs - Date.now();
  // Also a beamline that is late must hear when it is told to stop.
  if (remainingMs <= 0) await nextTurn();
  else await delay(remainingMs, undefined, { signal }).catch(() => undefined);
}
