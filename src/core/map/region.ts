import { createBeamWeighting, type BeamWeighting } from './beam';
import {
  createCellIndex,
  createSiteMesh,
  rasterOutline,
  ringsArea,
  type CellIndex,
  type Ring,
  type SiteMesh,
} from './outline';
import { createPositionIndex } from './position-index';
import { meanStep, type ScanGrid } from './scan-grid';
import type { Site } from './sites';

/** A connected group of good sites. */
export interface OptimalRegion {
  rank: number;
  /** Indices into the sites. */
  sites: number[];
  /** Mean of the sites' own (unsmoothed) scores. */
  meanScore: number;
  /** Enclosed by the outline, in stage units². */
  area: number;
  rings: Ring[];
}

/** The score map as the beam sees it, and what stands out of it. */
export interface RegionMap {
  /** Beam-weighted score at every site. */
  smoothed: Float64Array;
  beamFwhm: number;
  beam: BeamWeighting;
  /** Best first; holds at least one region where there is a site. */
  regions: OptimalRegion[];
}

export interface RegionSettings {
  /** Sites within `delta` of the smoothed maximum belong to a region. */
  delta: number;
  /** FWHM of the beam in stage units; null takes one scan step. */
  beamFwhm: number | null;
  /** Domain of a site, 0 for none; regions then keep within one domain, all within that of the best. */
  domainOf?: (site: Site) => number;
}

const MOST_REGIONS = 20;

/**
 * The optimal regions of a scan (scoring.md §6): the map smoothed with the beam, the
 * sites within δ of its maximum, their connected groups of at least the beam's area,
 * ranked by mean score and size. Where no group is as large as the beam, the one that
 * holds the maximum stands alone.
 */
export function optimalRegions(
  sites: readonly Site[],
  grid: ScanGrid,
  settings: RegionSettings,
): RegionMap {
  const beamFwhm = settings.beamFwhm ?? meanStep(grid);
  const beam = createBeamWeighting(sites, beamFwhm);
  const smoothed = Float64Array.from(sites, (site) => beam.at(site.x, site.y)?.score ?? site.score);
  const domains = domainsOf(sites, settings);
  const maximum = smoothed.reduce(
    (largest, value, i) => (domains[i] === 0 ? largest : Math.max(largest, value)),
    -Infinity,
  );
  const threshold = maximum - settings.delta;
  const excess = smoothed.map((value, i) => (domains[i] === 0 ? -Infinity : value - threshold));

  const { neighbours, outline } = siteTopology(sites, grid, excess, settings.delta);
  const groups = connectedGroups(excess, (site) =>
    neighbours(site).filter((other) => domains[other] === domains[site]),
  );
  const cellArea = grid.step.x * grid.step.y;
  const beamArea = (Math.PI / 4) * beamFwhm * beamFwhm;
  const largeEnough = groups.filter((group) => group.length * cellArea >= beamArea);
  const holdsMaximum = (group: readonly number[]) =>
    group.some((site) => smoothed[site] === maximum && domains[site] !== 0);
  const kept = largeEnough.length > 0 ? largeEnough : groups.filter(holdsMaximum).slice(0, 1);
  // A few outstanding points and a wide good area both count: mean height times √size.
  const merit = (group: readonly number[]) =>
    group.reduce((sum, site) => sum + excess[site], 0) / Math.sqrt(group.length);
  const ranked = kept
    .map((group) => ({ group, merit: merit(group) }))
    .sort((a, b) => b.merit - a.merit || a.group[0] - b.group[0])
    .filter(({ group }, _, [best]) => domains[group[0]] === domains[best.group[0]])
    // Noise can shatter a map into hundreds of groups, of which nobody looks at the last.
    .filter(({ group }, i) => i < MOST_REGIONS || holdsMaximum(group));

  const regions = ranked.map(({ group }, i) => {
    const inGroup = new Uint8Array(sites.length);
    for (const site of group) inGroup[site] = 1;
    const rings = outline(group, inGroup);
    return {
      rank: i + 1,
      sites: group,
      meanScore: group.reduce((sum, site) => sum + sites[site].score, 0) / group.length,
      area: ringsArea(rings),
      rings,
    };
  });
  return { smoothed, beamFwhm, beam, regions };
}

/** Domain of each site; the same one for all where none is told, or none is known. */
function domainsOf(sites: readonly Site[], { domainOf }: RegionSettings): number[] {
  const domains = sites.map((site) => domainOf?.(site) ?? 1);
  return domains.some((domain) => domain !== 0) ? domains : sites.map(() => 1);
}

/** Which sites touch, and how a group of them is outlined. */
function siteTopology(
  sites: readonly Site[],
  grid: ScanGrid,
  excess: ArrayLike<number>,
  delta: number,
): SiteMesh {
  if (grid.kind === 'raster') {
    const cells = createCellIndex(sites, grid);
    return {
      neighbours: (site) => rasterNeighbours(cells, sites[site]),
      outline: (members, inGroup) =>
        rasterOutline(sites, cells, { members, inGroup }, excess, grid, delta),
    };
  }
  const step = meanStep(grid);
  const index = createPositionIndex(
    sites.map((site) => site.x),
    sites.map((site) => site.y),
    step,
  );
  return createSiteMesh(sites, step, (x, y, clearance) => {
    let free = true;
    index.forEachWithin(x, y, clearance, () => {
      free = false;
    });
    return free;
  });
}

function rasterNeighbours(cells: CellIndex, { column, row }: Site): number[] {
  return [
    cells.siteAt(column - 1, row),
    cells.siteAt(column + 1, row),
    cells.siteAt(column, row - 1),
    cells.siteAt(column, row + 1),
  ].filter((site) => site >= 0);
}

/** Groups of connected sites whose excess is not negative, each with its sites ascending. */
function connectedGroups(
  excess: ArrayLike<number>,
  neighbours: (site: number) => number[],
): number[][] {
  const seen = new Uint8Array(excess.length);
  const groups: number[][] = [];
  for (let start = 0; start < excess.length; start++) {
    if (seen[start] !== 0 || excess[start] < 0) continue;
    seen[start] = 1;
    const group = [start];
    for (const site of group) {
      for (const other of neighbours(site)) {
        if (seen[other] !== 0 || excess[other] < 0) continue;
        seen[other] = 1;
        group.push(other);
      }
    }
    groups.push(group.sort((a, b) => a - b));
  }
  return groups;
}
