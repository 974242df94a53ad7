import { createRandom } from '#core/simulate/random';
import { rasterPositions, type RasterKind } from '#core/simulate/raster';
import { createScene, type Scene, type SceneName } from '#core/simulate/scene';
import type { Axis } from '#shared/axis';
import type { ScanMotor } from '#formats/writers/generic-nexus-writer';

export interface StageOptions {
  scene: SceneName;
  columns: number;
  rows: number;
  stepUm: number;
  raster: RasterKind;
  seed: number;
}

/** Where the stage was sent and what its encoders said, mm. */
export interface StagePoint {
  set: { xMm: number; yMm: number };
  readback: { xMm: number; yMm: number };
}

/** A sample on a stage, and the scan over it. */
export interface SimulatedStage {
  scene: Scene;
  points: StagePoint[];
}

/** Stage coordinates of the scene's corner: samples do not sit at the origin of a real stage. */
const STAGE_ORIGIN_MM = { x: 1.24, y: -3.08 };
/** Encoder noise, one standard deviation. */
const READBACK_NOISE_UM = 0.08;

/** Motors of the simulated beamline: two that scan, and the rest of the manipulator. */
export const stageMotors: ScanMotor[] = [
  { name: 'sax', unit: 'mm', scanAxis: 'x' },
  { name: 'say', unit: 'mm', scanAxis: 'y' },
  { name: 'saz', unit: 'mm', scanAxis: null },
  { name: 'sapolar', unit: 'deg', scanAxis: null },
];
/** Positions of the motors that stay where they are, in the order of `stageMotors`. */
export const restingPositions = [-3.481, 0.5];

/** The sample and the points of the scan in the order of measurement. */
export function simulatedStage(options: StageOptions): SimulatedStage {
  const { scene, columns, rows, stepUm, raster, seed } = options;
  const widthUm = (columns - 1) * stepUm;
  const heightUm = (rows - 1) * stepUm;
  const noise = createRandom(seed).fork(101);
  const positions = rasterPositions({
    kind: raster,
    columns,
    rows,
    stepUm,
    origin: { xUm: 0, yUm: 0 },
    seed,
  });
  return {
    scene: createScene(scene, seed, { widthUm, heightUm }),
    points: positions.map(({ xUm, yUm }) => ({
      set: stageCoordinates(xUm, yUm),
      readback: stageCoordinates(
        xUm + READBACK_NOISE_UM * noise.normal(),
        yUm + READBACK_NOISE_UM * noise.normal(),
      ),
    })),
  };
}

/** The columns and rows of a raster: where the stage is sent, mm. */
export function stageAxes(columns: number, rows: number, stepUm: number): { x: Axis; y: Axis } {
  const step = stepUm / 1000;
  const [x, y] = stageMotors;
  return {
    x: { name: x.name, unit: x.unit, start: STAGE_ORIGIN_MM.x, step, count: columns },
    y: { name: y.name, unit: y.unit, start: STAGE_ORIGIN_MM.y, step, count: rows },
  };
}

/** The same points in an order that the seed decides (Fisher and Yates). */
export function inRandomOrder(points: readonly StagePoint[], seed: number): StagePoint[] {
  const random = createRandom(seed).fork(103);
  const shuffled = [...points];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random.next() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
  }
  return shuffled;
}

/** Stage coordinates in mm, as encoders give them (10 nm), of a place on the scene. */
function stageCoordinates(xUm: number, yUm: number): { xMm: number; yMm: number } {
  const toMm = (um: number, origin: number) => Math.round((um / 1000 + origin) * 1e5) / 1e5;
  return { xMm: toMm(xUm, STAGE_ORIGIN_MM.x), yMm: toMm(yUm, STAGE_ORIGIN_MM.y) };
}

/** The place on the scene at stage coordinates in mm: the inverse, for checks against the truth. */
export function scenePosition(xMm: number, yMm: number): { xUm: number; yUm: number } {
  return {
    xUm: (xMm - STAGE_ORIGIN_MM.x) * 1000,
    yUm: (yMm - STAGE_ORIGIN_MM.y) * 1000,
  };
}
