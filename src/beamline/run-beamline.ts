import { mkdir } from 'node:fs/promises';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { createRandom } from '#core/simulate/random';
import type { Sampling } from '#core/simulate/parameters';
import type { RasterKind } from '#core/simulate/raster';
import { sceneSpectrumAt } from '#core/simulate/scene-spectrum';
import type { PointScan } from '#formats/writers/generic-nexus-writer';
import { zonedTime } from '#formats/zoned-time';
import type { BeamlineRequest } from '#shared/contract';
import { filePerPoint, growingFile } from './point-sinks';
import {
  restingPositions,
  scenePosition,
  simulatedStage,
  stageMotors,
  type StagePoint,
} from './simulated-stage';

export interface BeamlineOptions extends BeamlineRequest {
  /** Where the simulated analyzer writes; made when missing. */
  folder: string;
  /** Pixels of the detector image; 200 energies × 160 angles unless told otherwise. */
  sampling?: Sampling;
  /** Order of the points; every other row backwards unless told otherwise. */
  raster?: RasterKind;
  /** Distance of neighbouring points. */
  stepUm?: number;
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
  await mkdir(folder, { recursive: true });
  const stage = simulatedStage({ ...options, raster, stepUm });
  const measure = (index: number) => {
    const { readback } = stage.points[index];
    const { xUm, yUm } = scenePosition(readback.xMm, readback.yMm);
    return sceneSpectrumAt(
      stage.scene,
      xUm,
      yUm,
      createRandom(seed).fork(index).nextUint32(),
      sampling,
    ).spectrum;
  };

  const startedAt = Date.now();
  const intervalMs = 1000 / pointsPerSecond;
  const first = measure(0);
  const scan: PointScan = {
    title: `Simulated ${options.scene} surface, ${options.columns} × ${options.rows} points`,
    startTime: zonedTime(new Date(startedAt)),
    expectedPoints: stage.points.length,
    dwellSeconds: 0.8 / pointsPerSecond,
    energy: first.energy,
    angle: first.angle,
    motors: stageMotors,
  };
  const sink =
    options.format === 'growing'
      ? await growingFile(folder, scan)
      : await filePerPoint(folder, scan, PAUSE_SHARE * intervalMs);
  const hesitation = createRandom(seed).fork(102);
  let dueAt = startedAt;
  let written = 0;
  try {
    for (const [index, point] of stage.points.entries()) {
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
      onProgress?.(++written, stage.points.length);
    }
  } finally {
    await sink.end();
  }
  return { written };
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
