import { DEFAULT_STEP_UM } from '#beamline/run-beamline';
import { scenePosition, simulatedStage } from '#beamline/simulated-stage';
import { sceneTrueScoreAt } from '#core/simulate/scene-spectrum';
import type { SceneName } from '#core/simulate/scene';

/** What the simulated sample is really like; only tests look at it. */
export interface SceneTruth {
  /** True score at stage coordinates in mm. */
  scoreAt: (xMm: number, yMm: number) => number;
  /** Highest true score of all points of the raster. */
  bestScore: number;
}

/** The truth behind a scan of the simulated beamline. */
export function sceneTruth(scan: {
  scene: SceneName;
  seed: number;
  columns: number;
  rows: number;
}): SceneTruth {
  const { scene, points } = simulatedStage({
    ...scan,
    stepUm: DEFAULT_STEP_UM,
    raster: 'serpentine',
  });
  const scoreAt = (xMm: number, yMm: number) => {
    const { xUm, yUm } = scenePosition(xMm, yMm);
    return sceneTrueScoreAt(scene, xUm, yUm);
  };
  return {
    scoreAt,
    bestScore: Math.max(...points.map(({ set }) => scoreAt(set.xMm, set.yMm))),
  };
}
