import { createRandom } from '#core/simulate/random';
import { LiveMap } from '#core/twin/map/live-map';
import type { MapPoints } from '#core/twin/map/map-points';
import type { EvaluationRow } from '#model/model-card';
import { figureRow } from '../evaluation/figure-row';

/** Points that arrive between two updates. */
const ARRIVING = 20;
const DEVIATION = 0.3;

/** Processor time of an update of the predicted map of a raster that is nearly done. */
export function judgeLiveMap(): EvaluationRow[] {
  return [updateRow(1000, 0.5), updateRow(10_000, 2)];
}

function updateRow(count: number, must: number): EvaluationRow {
  const side = Math.ceil(Math.sqrt(count));
  const random = createRandom(count);
  const cells = Array.from({ length: side * side }, (_, cell) => cell);
  const x = Float64Array.from(cells, (cell) => cell % side);
  const y = Float64Array.from(cells, (cell) => Math.floor(cell / side));
  const value = x.map(
    (place, i) => 5 + 3 * Math.sin(place / 7) * Math.cos(y[i] / 9) + DEVIATION * random.normal(),
  );
  const first = (points: number): MapPoints => ({
    x: x.slice(0, points),
    y: y.slice(0, points),
    value: value.slice(0, points),
    deviation: new Float64Array(points).fill(DEVIATION),
  });
  const map = new LiveMap();
  const places = { x, y };
  const seconds = (points: number) => {
    const before = process.cpuUsage();
    map.update(first(points), places);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  const fitting = seconds(count - ARRIVING);
  return figureRow(`live map, ${count} points: update, processor s`, seconds(count), {
    must,
    note: `fitting anew, each time the scan has grown by a third: ${fitting.toFixed(1)} s`,
  });
}
