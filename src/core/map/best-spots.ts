import { isInsideRings } from './outline';
import { optimalRegions, type OptimalRegion, type RegionMap } from './region';
import { findScanGrid, meanStep, type ScanGrid } from './scan-grid';
import { scanSites, type ScoredPoints, type Site } from './sites';

/** A place to measure at, in stage units. */
export interface Spot {
  rank: number;
  x: number;
  y: number;
  /** Beam-weighted expected score there, and its uncertainty. */
  score: number;
  uncertainty: number;
  /** Index into the regions. */
  region: number;
  /** Latest point at the nearest site. */
  pointId: number;
}

/** Best spots, or why there is none. */
export type SpotSearch = { kind: 'found'; spots: Spot[] } | { kind: 'none'; reason: string };

/** What a map of scores says about where to measure. */
export interface MapAnalysis {
  grid: ScanGrid | null;
  sites: Site[];
  /** Null until there are enough points, and where nothing is good. */
  map: RegionMap | null;
  search: SpotSearch;
}

export interface MapSettings {
  delta: number;
  beamFwhm: number | null;
  repeatedPoints: 'latest' | 'mean';
  /** Domain of a site, 0 for none: regions and spots then keep within one. */
  domainOf?: (site: Site) => number;
}

const LEAST_POINTS = 3;
const MOST_SPOTS = 10;
/** At or below this score no place is worth naming. */
const LEAST_GOOD_SCORE = 3;
/** Spots are refined down to this part of a step. */
const FINEST_REFINEMENT = 1 / 32;

/**
 * Regions and best spots of the scored points (scoring.md §6). The same for any order
 * of the points; defined from the third point on.
 */
export function analyseMap(points: ScoredPoints, settings: MapSettings): MapAnalysis {
  const grid = findScanGrid(points.x, points.y);
  const none = (reason: string, sites: Site[] = []): MapAnalysis => ({
    grid,
    sites,
    map: null,
    search: { kind: 'none', reason },
  });
  if (points.ids.length === 0) return none('No point with a stage position yet');
  if (points.ids.length < LEAST_POINTS) return none('Best spots appear from the third point on');
  if (grid === null) return none('All points lie at one position');
  const sites = scanSites(points, grid, settings.repeatedPoints);
  if (!sites.some((site) => site.score > LEAST_GOOD_SCORE)) {
    return none(`No spectrum here scores above ${LEAST_GOOD_SCORE}`, sites);
  }
  const map = optimalRegions(sites, grid, settings);
  return { grid, sites, map, search: { kind: 'found', spots: bestSpots(sites, grid, map) } };
}

/**
 * Up to ten places, no two within a beam size. The first is the place in the best
 * region where the beam-weighted score minus its uncertainty is highest; the others are
 * the tops of the further hills, in any region, by the same measure.
 */
function bestSpots(sites: readonly Site[], grid: ScanGrid, map: RegionMap): Spot[] {
  const regionOf = new Int32Array(sites.length).fill(-1);
  map.regions.forEach((region, r) => {
    for (const site of region.sites) regionOf[site] = r;
  });
  const merit = sites.map((site, i) =>
    regionOf[i] < 0 ? -Infinity : meritAt(map, site.x, site.y),
  );
  const isHilltop = (i: number) => {
    let top = true;
    map.beam.index.forEachWithin(sites[i].x, sites[i].y, hillRadius(grid, map), (j) => {
      // Equal heights: the first in position order, so that a plateau has one top.
      if (merit[j] > merit[i] || (merit[j] === merit[i] && j < i)) top = false;
    });
    return top;
  };
  const refine = (i: number): Spot => {
    const region = map.regions[regionOf[i]];
    const place = refinedPlace(sites[i], merit[i], grid, map, region);
    const view = map.beam.at(place.x, place.y);
    return {
      rank: 0,
      ...place,
      score: view?.score ?? sites[i].score,
      uncertainty: view?.uncertainty ?? sites[i].uncertainty,
      region: regionOf[i],
      pointId: sites[map.beam.index.nearest(place.x, place.y)].pointId,
    };
  };
  const hilltops: number[] = [];
  let first = -1;
  for (let i = 0; i < sites.length; i++) {
    if (regionOf[i] < 0) continue;
    if (regionOf[i] === 0 && (first < 0 || merit[i] > merit[first])) first = i;
    if (isHilltop(i)) hilltops.push(i);
  }
  if (first < 0) return [];
  const byMerit = (a: Spot, b: Spot) => b.score - b.uncertainty - (a.score - a.uncertainty);
  const others = hilltops.filter((i) => i !== first).map(refine);
  const spots: Spot[] = [];
  for (const spot of [refine(first), ...others.sort(byMerit)]) {
    const apart = spots.every(
      (taken) => Math.hypot(taken.x - spot.x, taken.y - spot.y) >= map.beamFwhm,
    );
    if (apart && spots.length < MOST_SPOTS) spots.push({ ...spot, rank: spots.length + 1 });
  }
  return spots;
}

function hillRadius(grid: ScanGrid, map: RegionMap): number {
  return Math.max(map.beamFwhm, 1.5 * Math.max(grid.step.x, grid.step.y));
}

/**
 * Beam-weighted score minus one uncertainty. Less weight than `fullWeight` means that part
 * of the beam falls where nothing was measured, which counts as nothing.
 */
function meritAt(map: RegionMap, x: number, y: number, fullWeight = 0): number {
  const view = map.beam.at(x, y);
  if (view === null) return -Infinity;
  return Math.min(1, view.weight / fullWeight) * view.score - view.uncertainty;
}

/** Climbs from a site to the best place around it, at most one step away and inside the outline. */
function refinedPlace(
  site: Site,
  meritAtSite: number,
  grid: ScanGrid,
  map: RegionMap,
  region: OptimalRegion,
): { x: number; y: number } {
  const best = { x: site.x, y: site.y, merit: meritAtSite };
  const reach = meanStep(grid);
  const fullWeight = map.beam.at(site.x, site.y)?.weight;
  for (let part = 1 / 4; part >= FINEST_REFINEMENT; part /= 2) {
    const centre = { x: best.x, y: best.y };
    for (const [right, up] of COMPASS) {
      const x = centre.x + right * part * grid.step.x;
      const y = centre.y + up * part * grid.step.y;
      if (Math.hypot(x - site.x, y - site.y) > reach) continue;
      const merit = meritAt(map, x, y, fullWeight);
      // Rounding is no reason to leave a site.
      if (merit > best.merit + 1e-9 && isInsideRings(region.rings, x, y)) {
        best.x = x;
        best.y = y;
        best.merit = merit;
      }
    }
  }
  return { x: best.x, y: best.y };
}

const COMPASS = [
  [-1, -1],
  [0, -1],
  [1, -1],
  [-1, 0],
  [1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
] as const;
