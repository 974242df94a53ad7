import { LiveMap } from '#core/twin/map/live-map';
import { joinedPoints, type MapPlaces } from '#core/twin/map/map-points';
import { LEAST_POINTS } from '#core/twin/map/map-process';
import { nextPlaces } from '#core/twin/map/next-places';
import { adviseStop } from '#core/twin/map/stop-advice';
import { SweetSpotError } from '#shared/errors';
import type { MapAnswer, MapGrid, MapQuestion } from '#shared/features/twin';

/** Distance from a place, in steps of the grid, at which it counts as measured. */
const SAME_WITHIN = 0.5;

/** Centres of a grid's cells, row by row. */
function cellsOf({ x, y, stepX, stepY, columns, rows }: MapGrid): MapPlaces {
  const count = columns * rows;
  return {
    x: Float64Array.from({ length: count }, (_, cell) => x + stepX * (cell % columns)),
    y: Float64Array.from({ length: count }, (_, cell) => y + stepY * Math.floor(cell / columns)),
  };
}

/** Answers questions about the map of a scan; what it learned serves the next question on the same grid. */
export function mapPredictor(): (question: MapQuestion) => MapAnswer {
  const map = new LiveMap();
  let known: { grid: string; places: MapPlaces } | null = null;
  return ({ points, grid, aim, count, gain, travelCost, secondsPerPoint }) => {
    const measured = joinedPoints(points);
    if (measured.x.length < LEAST_POINTS) {
      throw new SweetSpotError(
        'invalid-request',
        `A predicted map needs ${LEAST_POINTS} placed points; found ${measured.x.length}.`,
      );
    }
    const key = JSON.stringify(grid);
    if (known?.grid !== key) known = { grid: key, places: cellsOf(grid) };
    const { places } = known;
    const { process, prediction } = map.update(points, places);
    const sameWithin = SAME_WITHIN * Math.min(grid.stepX, grid.stepY);
    const last = points.x.length - 1;
    const request = { places, prediction, kernel: process.kernel, measured, sameWithin };
    const from = travelCost > 0 ? { x: points.x[last], y: points.y[last] } : null;
    const open = openCells(measured, grid);
    const next = nextPlaces({ ...request, aim, count, from, travelCost });
    const best = process.predict(measured).value.reduce((a, b) => Math.max(a, b), -Infinity);
    const minutesLeft = secondsPerPoint === null ? null : (open.length * secondsPerPoint) / 60;
    const { kernel } = process;
    const stop = adviseStop({ places, prediction, kernel, open, best, gain, minutesLeft });
    return {
      // Copies: what is held for the next question stays here.
      value: Float64Array.from(prediction.value),
      deviation: Float64Array.from(prediction.deviation),
      next: next.map(({ x, y, value, deviation }) => ({ x, y, value, deviation })),
      stop: {
        chance: stop.chance,
        expectedGain: stop.expectedGain,
        isWorthGoingOn: stop.isWorthGoingOn,
        sentence: stop.sentence,
      },
      kernel: kernel.kind,
      leftOutError: process.leftOutError,
    };
  };
}

/** Cells without a measured point. */
function openCells(measured: { x: Float64Array; y: Float64Array }, grid: MapGrid): number[] {
  const taken = new Set<number>();
  measured.x.forEach((x, i) => {
    const column = Math.round((x - grid.x) / grid.stepX);
    const row = Math.round((measured.y[i] - grid.y) / grid.stepY);
    if (column >= 0 && column < grid.columns) taken.add(row * grid.columns + column);
  });
  return Array.from({ length: grid.columns * grid.rows }, (_, cell) => cell).filter(
    (cell) => !taken.has(cell),
  );
}
