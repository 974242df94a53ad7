import {
  benchmarkParts,
  proposeBackgroundThreshold,
  type BenchmarkSettings,
} from '#core/benchmark/bms';
import { proposeMdcWindow } from '#core/benchmark/mdc';
import type { Sampling } from '#core/simulate/parameters';
import type { Random } from '#core/simulate/random';
import { rasterPositions, type StagePosition } from '#core/simulate/raster';
import { createScene, type Scene } from '#core/simulate/scene';
import { sceneSpectrumAt, sceneTrueScoreAt } from '#core/simulate/scene-spectrum';
import type { Spectrum } from '#shared/spectrum';

/** Points along each side of a scene's raster, and their distance. */
const SIDE_POINTS = 25;
const STEP_UM = 10;
const SCENE_SAMPLING: Sampling = { energyCount: 160, angleCount: 160 };

/** Points of one scene. */
export const SCENE_POINTS = SIDE_POINTS * SIDE_POINTS;
/** What is told of a point beside its spectrum; the FWHM is NaN where the fit failed. */
export const SCENE_DETAILS = ['trueScore', 'fwhm', 'backgroundFraction', 'totalCounts'] as const;

interface EvaluationScene {
  scene: Scene;
  /** Null where no window stands out even in the best grain. */
  benchmark: BenchmarkSettings | null;
}

/** The `bi2se3` scene of an evaluation, 25 × 25 points with some room around them. */
export function evaluationScene(seed: number): Scene {
  const side = SIDE_POINTS * STEP_UM;
  return createScene('bi2se3', seed, { widthUm: side, heightUm: side });
}

export const SCENE_POSITIONS: readonly StagePosition[] = rasterPositions({
  kind: 'line',
  columns: SIDE_POINTS,
  rows: SIDE_POINTS,
  stepUm: STEP_UM,
  origin: { xUm: STEP_UM / 2, yUm: STEP_UM / 2 },
  seed: 0,
});

let latest: (EvaluationScene & { seed: number }) | undefined;

/** The benchmark is set up as a user would: on a spectrum of the best grain. */
function sceneOf(seed: number, random: Random): EvaluationScene {
  if (latest?.seed === seed) return latest;
  const scene = evaluationScene(seed);
  const { xUm, yUm } = scene.grains[0];
  const pointSeed = random.fork(SCENE_POINTS).nextUint32();
  const { spectrum } = sceneSpectrumAt(scene, xUm, yUm, pointSeed, SCENE_SAMPLING);
  const window = proposeMdcWindow(spectrum);
  const backgroundThreshold = proposeBackgroundThreshold(spectrum);
  latest = { seed, scene, benchmark: window === null ? null : { window, backgroundThreshold } };
  return latest;
}

/** One point of an evaluation scene: its spectrum, and SCENE_DETAILS in order. */
export function scenePoint(
  seed: number,
  point: number,
  random: Random,
): { spectrum: Spectrum; details: Float32Array } {
  const { scene, benchmark } = sceneOf(seed, random);
  const { xUm, yUm } = SCENE_POSITIONS[point];
  const pointSeed = random.fork(point).nextUint32();
  const { spectrum } = sceneSpectrumAt(scene, xUm, yUm, pointSeed, SCENE_SAMPLING);
  const parts = benchmark === null ? null : benchmarkParts(spectrum, benchmark);
  const details = {
    trueScore: sceneTrueScoreAt(scene, xUm, yUm),
    fwhm: parts?.fit.kind === 'fitted' ? parts.fit.fwhm : NaN,
    backgroundFraction: parts?.backgroundFraction ?? 1,
    totalCounts: spectrum.counts.reduce((sum, count) => sum + count, 0),
  };
  return { spectrum, details: Float32Array.from(SCENE_DETAILS, (name) => details[name]) };
}
