import { createRandom } from '#core/simulate/random';
import { createScene } from '#core/simulate/scene';
import { sceneTrueScoreAt } from '#core/simulate/scene-spectrum';
import type { MapPoints } from '#core/twin/map/map-points';

/** Points along each side of the full raster. */
export const SIDE = 25;
const STEP_UM = 10;
/** Scatter of a measured score about the true one, as the network's typical deviation. */
const SCORE_DEVIATION = 0.3;

/** A simulated sample on a full raster: true scores, and what measuring each point once gives. */
export interface SceneMap {
  x: Float64Array;
  y: Float64Array;
  truth: Float64Array;
  measured: Float64Array;
  best: number;
}

/** The `bi2se3` sample of a seed. */
export function sceneMap(seed: number): SceneMap {
  const scene = createScene('bi2se3', seed, { widthUm: SIDE * STEP_UM, heightUm: SIDE * STEP_UM });
  const count = SIDE * SIDE;
  const place = (index: number) => STEP_UM * (index + 0.5);
  const x = Float64Array.from({ length: count }, (_, i) => place(i % SIDE));
  const y = Float64Array.from({ length: count }, (_, i) => place(Math.floor(i / SIDE)));
  const truth = x.map((xUm, i) => sceneTrueScoreAt(scene, xUm, y[i]));
  const random = createRandom(seed).fork(5);
  const measured = truth.map((one) => one + SCORE_DEVIATION * random.normal());
  return { x, y, truth, measured, best: Math.max(...truth) };
}

/** Points of the raster as if they had been measured. */
export function measuredAt(map: SceneMap, indices: readonly number[]): MapPoints {
  return {
    x: Float64Array.from(indices, (i) => map.x[i]),
    y: Float64Array.from(indices, (i) => map.y[i]),
    value: Float64Array.from(indices, (i) => map.measured[i]),
    deviation: new Float64Array(indices.length).fill(SCORE_DEVIATION),
  };
}

/** Columns (or rows) of an equal grid of `count` within the raster. */
function gridLines(count: number): number[] {
  return Array.from({ length: count }, (_, k) => Math.round(((k + 0.5) * SIDE) / count - 0.5));
}

/** Indices of an equal grid of `count` × `count` points. */
export function equalGrid(count: number): number[] {
  const lines = gridLines(count);
  return lines.flatMap((row) => lines.map((column) => row * SIDE + column));
}

/** The whole raster from an equal grid: bilinear inside it, held beyond its outermost lines. */
export function bilinear(map: SceneMap, count: number): Float64Array {
  const lines = gridLines(count);
  const place = (at: number) => {
    const held = Math.min(lines[count - 1], Math.max(lines[0], at));
    let i = 0;
    while (i < count - 2 && lines[i + 1] <= held) i++;
    return { i, share: (held - lines[i]) / (lines[i + 1] - lines[i]) };
  };
  return Float64Array.from(map.truth, (_, index) => {
    const row = place(Math.floor(index / SIDE));
    const column = place(index % SIDE);
    const value = (r: number, c: number) => map.measured[lines[r] * SIDE + lines[c]];
    const along = (r: number) =>
      (1 - column.share) * value(r, column.i) + column.share * value(r, column.i + 1);
    return (1 - row.share) * along(row.i) + row.share * along(row.i + 1);
  });
}

/** Root mean square error over the raster, as a share of the truth's range. */
export function relativeError(predicted: Float64Array, { truth, best }: SceneMap): number {
  const squared = truth.reduce((sum, one, i) => sum + (predicted[i] - one) ** 2, 0);
  return Math.sqrt(squared / truth.length) / (best - Math.min(...truth));
}
