import { analyseMap, type MapAnalysis } from '#core/map/best-spots';
import type { Domain } from '#core/map/domains';
import { scoreNormalisation } from '#core/map/normalisation';
import type { BestSpot, Derived, MdcWindow, Region, SessionSettings } from '#shared/scan';
import type { MapAxes } from './map-axes';
import type { PointStore } from './point-store';

interface DerivationInput {
  settings: SessionSettings;
  axes: MapAxes | null;
  fullScoreCounts: number;
  mdcWindow: MdcWindow | null;
  benchmark: Derived['benchmark'];
  domains: readonly Domain[];
}

const UNKNOWN_AXIS = { name: '', unit: '' };

/** What a scan without points has to say. */
export function emptyDerived(fullScoreCounts: number): Derived {
  return {
    axes: { x: UNKNOWN_AXIS, y: UNKNOWN_AXIS },
    step: null,
    regular: false,
    normalisation: null,
    fullScoreCounts,
    mdcWindow: null,
    benchmark: null,
    regions: [],
    domains: [],
    bestSpots: [],
    noSpotReason: 'No point with a stage position yet',
  };
}

/** Everything that follows from all points together. Costs O(points); run a few times a second at most. */
export function deriveScan(points: PointStore, input: DerivationInput): Derived {
  const { settings, axes, domains } = input;
  const labels = points.quantity('domain');
  const analysis = analyseMap(placedPoints(points), {
    delta: settings.regionDelta,
    beamFwhm: settings.beamSize,
    repeatedPoints: settings.repeatedPoints,
    ...(settings.keepWithinDomain && { domainOf: ({ pointId }) => labels[pointId] || 0 }),
  });
  const { grid, search } = analysis;
  return {
    axes: { x: axes?.x ?? UNKNOWN_AXIS, y: axes?.y ?? UNKNOWN_AXIS },
    step: grid?.step ?? null,
    regular: grid?.kind === 'raster',
    normalisation: scoreNormalisation(points.quantity('mls').subarray(0, points.count)),
    fullScoreCounts: input.fullScoreCounts,
    mdcWindow: input.mdcWindow,
    benchmark: input.benchmark,
    regions: regionsOf(analysis),
    domains: domains.map(({ pointIds, ...domain }) => ({ ...domain, points: pointIds.length })),
    bestSpots: bestSpotsOf(analysis, points, axes?.x.unit ?? ''),
    noSpotReason: search.kind === 'none' ? search.reason : null,
  };
}

/** The points that have a place and a score. */
function placedPoints(points: PointStore) {
  const x = points.column('x');
  const y = points.column('y');
  const scores = points.quantity('mls');
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
    score: pick(scores),
    uncertainty: pick(points.quantity('uncertainty')),
  };
}

function regionsOf({ map, sites }: MapAnalysis): Region[] {
  return (map?.regions ?? []).map((region) => ({
    rank: region.rank,
    pointIds: region.sites.flatMap((site) => sites[site].pointIds),
    meanScore: region.meanScore,
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
      mls: spot.score,
      uncertainty: spot.uncertainty,
      area: region.area,
      points: region.sites.length,
      pointId: spot.pointId,
      ...points.reference(spot.pointId),
    };
  });
}
