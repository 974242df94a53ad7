import type { MapKernel } from './map-kernel';
import { joinedPoints, type MapPlaces, type MapPoints } from './map-points';
import { fitMapProcess, mapProcess, type MapPrediction, type MapProcess } from './map-process';

/** Settings are fitted anew when there are so many times more points than they were fitted to. */
const GROWTH = 1.3;

interface Held {
  points: MapPoints;
  places: MapPlaces;
  prediction: MapPrediction;
  kernel: MapKernel;
  leftOutError: number | null;
  fittedTo: number;
}

/**
 * The predicted map of a scan while it runs. The kernel is kept until the scan has grown by a third,
 * and only places that new points reach are predicted anew.
 */
export class LiveMap {
  #held: Held | null = null;

  /** The process and its prediction for all points so far; `places` are the same array as long as the grid is. */
  update(all: MapPoints, places: MapPlaces): { process: MapProcess; prediction: MapPrediction } {
    const points = joinedPoints(all);
    const held = this.#held;
    if (held === null || !continues(held, points, places)) return this.#fit(points, places);
    const process = mapProcess(points, held.kernel, held.leftOutError);
    const prediction = refreshed(held, process, places);
    this.#held = { ...held, points, prediction };
    return { process, prediction };
  }

  #fit(points: MapPoints, places: MapPlaces) {
    const process = fitMapProcess(points);
    const prediction = process.predict(places);
    const { kernel, leftOutError } = process;
    this.#held = { points, places, prediction, kernel, leftOutError, fittedTo: points.x.length };
    return { process, prediction };
  }
}

/** Whether these are the points of before and some more. */
function continues(
  { points: before, places: known, fittedTo }: Held,
  points: MapPoints,
  places: MapPlaces,
) {
  return (
    known === places &&
    points.x.length >= before.x.length &&
    points.x.length <= GROWTH * fittedTo &&
    before.x.every(
      (x, i) =>
        x === points.x[i] && before.y[i] === points.y[i] && before.value[i] === points.value[i],
    )
  );
}

/** The prediction with those places done anew that a new point came near enough to. */
function refreshed({ points: before, prediction }: Held, process: MapProcess, places: MapPlaces) {
  const { x, y } = process.points;
  const touched: number[] = [];
  for (let place = 0; place < places.x.length; place++) {
    for (let i = before.x.length; i < x.length; i++) {
      const distance = Math.hypot(x[i] - places.x[place], y[i] - places.y[place]);
      if (!(distance <= prediction.reach[place])) continue;
      touched.push(place);
      break;
    }
  }
  const fresh = process.predict({
    x: touched.map((place) => places.x[place]),
    y: touched.map((place) => places.y[place]),
  });
  const answer = {
    value: prediction.value.slice(),
    deviation: prediction.deviation.slice(),
    reach: prediction.reach.slice(),
  };
  touched.forEach((place, i) => {
    answer.value[place] = fresh.value[i];
    answer.deviation[place] = fresh.deviation[i];
    answer.reach[place] = fresh.reach[i];
  });
  return answer;
}
