import { Delaunay } from 'd3-delaunay';
import { createSiteMesh, ringsArea, type Ring } from './outline';
import { createPositionIndex } from './position-index';
import { findScanGrid, meanStep } from './scan-grid';
import { scanSites, type Site } from './sites';

/** Fitted MDC peak positions of a scan as columns; NaN where there is no fit. Places are finite. */
export interface PeakPositions {
  ids: ArrayLike<number>;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** Peak position along the angle axis, and one standard error. */
  position: ArrayLike<number>;
  positionError: ArrayLike<number>;
}

/** A connected part of the sample with one orientation. */
export interface Domain {
  /** 1 for the largest. */
  rank: number;
  pointIds: number[];
  /** Mean peak position in the angle axis's unit, and its standard error. */
  position: number;
  positionError: number;
  /** Enclosed by the outline, stage units². */
  area: number;
  rings: Ring[];
}

/** Positions that differ by less than this are one orientation, whatever their errors, deg. */
const LEAST_STEP = 0.5;
/** A step between neighbours is real from this many standard errors on. */
const SIGNIFICANCE = 4;
/** Points a domain has at least: fewer are noise, or the mixture at a boundary. */
const LEAST_POINTS = 4;
/** Neighbours lie no farther apart than this, in steps. */
const LONGEST_LINK = 1.9;
/** Typical over shortest distance of neighbours on scattered positions. */
const SCATTERED_SPREAD = 2;

/**
 * Domains of the peak position map (scoring.md §5): each fit is replaced by the median of its
 * neighbourhood, places grow together along the shortest steps first as long as the means of both
 * sides agree, and groups of fewer than four places belong to no domain. Works on the neighbour
 * graph, so that rasters, scattered positions and gaps are treated alike. Largest area first.
 */
export function findDomains(points: PeakPositions): Domain[] {
  const grid = findScanGrid(points.x, points.y);
  if (grid === null) return [];
  const sites = scanSites(
    { ...points, score: points.position, uncertainty: points.positionError },
    grid,
    'latest',
  ).filter(({ score, uncertainty }) => Number.isFinite(score) && Number.isFinite(uncertainty));
  if (sites.length < LEAST_POINTS) return [];
  // The shortest distances tell the step of scattered places; the typical ones are longer.
  const spread = grid.kind === 'raster' ? 1 : SCATTERED_SPREAD;
  const step = spread * meanStep(grid);
  const links = linksBetween(sites, spread * LONGEST_LINK * Math.max(grid.step.x, grid.step.y));
  const smooth = medianSmoothed(sites, links);
  const groups = grownGroups(sites, smooth, links).filter(
    (members) => members.length >= LEAST_POINTS,
  );
  const index = createPositionIndex(
    sites.map(({ x }) => x),
    sites.map(({ y }) => y),
    step,
  );
  const mesh = createSiteMesh(sites, step, (x, y, clearance) => {
    let isFree = true;
    index.forEachWithin(x, y, clearance, () => (isFree = false));
    return isFree;
  });
  return groups
    .map((members) => domainOf(members, sites, mesh.outline))
    .sort((a, b) => b.area - a.area || a.pointIds[0] - b.pointIds[0])
    .map((domain, i) => ({ ...domain, rank: i + 1 }));
}

interface Link {
  a: number;
  b: number;
}

function linksBetween(sites: readonly Site[], longest: number): Link[] {
  const delaunay = new Delaunay(Float64Array.from(sites.flatMap(({ x, y }) => [x, y])));
  const links: Link[] = [];
  for (let a = 0; a < sites.length; a++) {
    for (const b of delaunay.neighbors(a)) {
      if (b <= a) continue;
      const length = Math.hypot(sites[a].x - sites[b].x, sites[a].y - sites[b].y);
      if (length <= longest) links.push({ a, b });
    }
  }
  return links;
}

/** Each position as the median of its own and its neighbours': a single bad fit vanishes, a boundary stays. */
function medianSmoothed(sites: readonly Site[], links: readonly Link[]): number[] {
  const around = sites.map(({ score }) => [score]);
  for (const { a, b } of links) {
    around[a].push(sites[b].score);
    around[b].push(sites[a].score);
  }
  return around.map((values) => {
    values.sort((one, other) => one - other);
    const middle = values.length >> 1;
    return values.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  });
}

/** Merges along links, smallest steps first, while the means of both sides are within their scatter. */
function grownGroups(
  sites: readonly Site[],
  smooth: readonly number[],
  links: readonly Link[],
): number[][] {
  const parent = sites.map((_, i) => i);
  const size = sites.map(() => 1);
  const mean = [...smooth];
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]];
    return i;
  };
  const stepOf = ({ a, b }: Link) => Math.abs(smooth[a] - smooth[b]);
  const errors = sites.map(({ uncertainty }) => uncertainty).sort((a, b) => a - b);
  const allowed = Math.max(LEAST_STEP, SIGNIFICANCE * errors[errors.length >> 1]);
  for (const link of [...links].sort((one, other) => stepOf(one) - stepOf(other))) {
    const [a, b] = [root(link.a), root(link.b)];
    if (a === b || stepOf(link) > allowed || Math.abs(mean[a] - mean[b]) > allowed) continue;
    const [into, from] = size[a] >= size[b] ? [a, b] : [b, a];
    parent[from] = into;
    mean[into] = (mean[into] * size[into] + mean[from] * size[from]) / (size[into] + size[from]);
    size[into] += size[from];
  }
  const groups = new Map<number, number[]>();
  for (let i = 0; i < sites.length; i++) {
    const at = root(i);
    const group = groups.get(at);
    if (group === undefined) groups.set(at, [i]);
    else group.push(i);
  }
  return [...groups.values()];
}

function domainOf(
  members: readonly number[],
  sites: readonly Site[],
  outline: (members: readonly number[], inGroup: ArrayLike<number>) => Ring[],
): Domain {
  const inGroup = new Uint8Array(sites.length);
  for (const i of members) inGroup[i] = 1;
  const rings = outline(members, inGroup);
  const values = members.map((i) => sites[i].score);
  const position = medianOf(values);
  // From the scatter of the fits, half of which lies within 0.67 standard deviations of the median.
  const deviation = medianOf(values.map((value) => Math.abs(value - position))) / 0.6745;
  return {
    rank: 0,
    pointIds: members.flatMap((i) => sites[i].pointIds).sort((a, b) => a - b),
    position,
    positionError: deviation / Math.sqrt(members.length),
    area: ringsArea(rings),
    rings,
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How far two domains are turned against one another along the analyzer's angle, and its error. */
export function misorientation(a: Domain, b: Domain): { angle: number; error: number } {
  return {
    angle: Math.abs(a.position - b.position),
    error: Math.hypot(a.positionError, b.positionError),
  };
}
