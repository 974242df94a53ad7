import { analyseMap, type MapAnalysis } from '#core/map/best-spots';
import type { Domain } from '#core/map/domains';
import type { BestSpot, Derived, Region, SessionSettings } from '#shared/scan';
import type { PointStore } from '../../points/point-store';

interface MapInput {
  settings: SessionSettings;
  /** Unit of positions as shown. */
  unit: string;
  domains: readonly Domain[];
}

/** What follows from scores and positions of all points. Costs O(points); run a few times a second at most. */
export function deriveMap(
  points: PointStore,
  { settings, unit, domains }: MapInput,
): Pick<Derived, 'step' | 'regular' | 'regions' | 'domains' | 'bestSpots' | 'noSpotReason'> {
  const labels = points.quantity('domain');
  const analysis = analyseMap(placedPoints(points), {
    delta: settings.regionDelta,
    beamFwhm: settings.beamSize,
    repeatedPoints: settings.repeatedPoints,
    ...(settings.keepWithinDomain && { domainOf: ({ pointId }) => labels[pointId] || 0 }),
  });
  const { grid, search } = analysis;
  return {
    step: grid?.step ?? null,
    regular: grid?.kind === 'raster',
    regions: regionsOf(analysis, points),
    domains: domains.map(({ pointIds, ...domain }) => ({ ...domain, points: pointIds.length })),
    bestSpots: bestSpotsOf(analysis, points, unit),
    noSpotReason: search.kind === 'none' ? search.reason : null,
  };
}

/** Lowest score that counts where neighbours are averaged: a dark place takes no more from one beside it. */
const LEAST_SCORE = 0;

/**
 * What decides about places: the rank score and its noise. A session in which not every scored
 * point has one, because it was measured before there were ranks, is decided by the quality score.
 */
function decidingScores(points: PointStore) {
  const [mls, rank] = [points.quantity('mls'), points.quantity('rank')];
  for (let id = 0; id < points.count; id++) {
    if (Number.isFinite(mls[id]) && !Number.isFinite(rank[id])) {
      return { scores: mls, uncertainties: points.quantity('uncertainty') };
    }
  }
  return { scores: rank, uncertainties: points.quantity('rankNoise') };
}

/** The points that have a place and a score. */
function placedPoints(points: PointStore) {
  const x = points.column('x');
  const y = points.column('y');
  const { scores, uncertainties } = decidingScores(points);
  const ids = new Uint32Array(points.count);
  let placed = 0;
  for (let id = 0; id < points.count; id++) {
    if (Number.isFinite(x[id]) && Number.isFinite(y[id]) && Number.isFinite(scores[id])) {
      ids[placed++] = id;
    }
  }
  const chosen = ids.subarray(0, placed);
  const pick = (column: ArrayLike<number>) => Float64Array.from(chosen, (id) => column[id]);
  return {
    ids: chosen,
    x: pick(x),
    y: pick(y),
    score: pick(scores).map((score) => Math.max(LEAST_SCORE, score)),
    // Of rates whose noise tells no gain none is known: no place is held back for it.
    uncertainty: pick(uncertainties).map((value) => (Number.isFinite(value) ? value : 0)),
  };
}

function meanOf(ids: readonly number[], values: ArrayLike<number>): number {
  return ids.reduce((sum, id) => sum + values[id], 0) / ids.length;
}

function regionsOf({ map, sites }: MapAnalysis, points: PointStore): Region[] {
  return (map?.regions ?? []).map((region) => ({
    rank: region.rank,
    pointIds: region.sites.flatMap((site) => sites[site].pointIds),
    meanScore: meanOf(
      region.sites.flatMap((site) => sites[site].pointIds),
      points.quantity('mls'),
    ),
    area: region.area,
    rings: region.rings,
  }));
}

function bestSpotsOf({ map, search }: MapAnalysis, points: PointStore, unit: string): BestSpot[] {
  if (map === null || search.kind === 'none') return [];
  return search.spots.map((spot) => {
    const region = map.regions[spot.region];
    return {
      rank: spot.rank,
      x: spot.x,
      y: spot.y,
      unit,
      score: spot.score,
      noise: spot.uncertainty,
      mls: points.quantity('mls')[spot.pointId],
      uncertainty: points.quantity('uncertainty')[spot.pointId],
      area: region.area,
      points: region.sites.length,
      pointId: spot.pointId,
      ...points.reference(spot.pointId),
    };
  });
}
