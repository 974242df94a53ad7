import type { SearchAim } from '#shared/features/twin';
import { correlation, type MapKernel } from './map-kernel';
import { NearestPlaces, type MapPlaces, type MapPoints } from './map-points';
import type { MapPrediction } from './map-process';

export interface NextPlacesRequest {
  aim: SearchAim;
  /** How many, 1 … 20. */
  count: number;
  /** Places that may be proposed, and what is predicted there. */
  places: MapPlaces;
  prediction: Pick<MapPrediction, 'value' | 'deviation'>;
  kernel: MapKernel;
  measured: MapPoints;
  /** Distance below which a place counts as measured. */
  sameWithin: number;
  /** Whether measured places may be proposed again. */
  remeasure?: boolean;
  /** Where the stage stands; null: travel costs nothing. */
  from?: { x: number; y: number } | null;
  /** What one unit of way is worth, in units of the value. */
  travelCost?: number;
}

/** A place to measure next, and why. */
export interface NextPlace {
  /** Index into the places. */
  index: number;
  x: number;
  y: number;
  value: number;
  deviation: number;
}

/** Standard deviations that are hoped for (upper confidence bound) when looking for the best. */
const HOPE = 2;

/**
 * The next places to measure, in the order in which they are worth it: for the best spot those of
 * the highest value + 2σ, for an even map those of the largest σ, less what the way there costs.
 * Each chosen place takes from the doubt around it, so that several are spread.
 */
export function nextPlaces(request: NextPlacesRequest): NextPlace[] {
  const { places, prediction, kernel, aim } = request;
  const open = openPlaces(request);
  const deviation = prediction.deviation.slice();
  const chosen: NextPlace[] = [];
  let stage = request.from ?? null;
  while (chosen.length < request.count && open.size > 0) {
    let best = { index: -1, worth: -Infinity };
    for (const index of open) {
      const way =
        stage === null ? 0 : Math.hypot(places.x[index] - stage.x, places.y[index] - stage.y);
      const hope = aim === 'map evenly' ? 0 : prediction.value[index];
      const factor = aim === 'map evenly' ? 1 : HOPE;
      const worth = hope + factor * deviation[index] - (request.travelCost ?? 0) * way;
      if (worth > best.worth) best = { index, worth };
    }
    if (best.index < 0) break;
    const [x, y] = [places.x[best.index], places.y[best.index]];
    const { index } = best;
    chosen.push({
      index,
      x,
      y,
      value: prediction.value[index],
      deviation: prediction.deviation[index],
    });
    open.delete(index);
    stage = request.from === undefined || request.from === null ? null : { x, y };
    for (const other of open) {
      const shared = correlation(kernel, places.x[other] - x, places.y[other] - y, 0);
      deviation[other] *= Math.sqrt(Math.max(0, 1 - shared * shared));
    }
  }
  return chosen;
}

/** Places that are predicted, and not measured unless that is asked for. */
function openPlaces(request: NextPlacesRequest): Set<number> {
  const { places, prediction, measured, sameWithin } = request;
  const near = new NearestPlaces(measured);
  const open = new Set<number>();
  for (let index = 0; index < places.x.length; index++) {
    if (!Number.isFinite(prediction.value[index])) continue;
    const isMeasured = () =>
      near.nearest(places.x[index], places.y[index], 1).distances[0] <= sameWithin;
    if (request.remeasure === true || !isMeasured()) open.add(index);
  }
  return open;
}
