import { findDomains, type Domain } from '#core/map/domains';
import type { PointStore } from '../../points/point-store';
import type { PointFits } from '../benchmark/benchmark';

/** Domains of the points that have a place, from their fitted peak positions. */
export function findPointDomains(points: PointStore, fits: PointFits): Domain[] {
  const [x, y] = [points.column('x'), points.column('y')];
  const ids: number[] = [];
  let fitted = 0;
  for (let id = 0; id < points.count; id++) {
    if (!Number.isFinite(x[id]) || !Number.isFinite(y[id])) continue;
    ids.push(id);
    if (Number.isFinite(fits.peak(id).position)) fitted++;
  }
  if (fitted === 0) return [];
  return findDomains({
    ids,
    x: ids.map((id) => x[id]),
    y: ids.map((id) => y[id]),
    position: ids.map((id) => fits.peak(id).position),
    positionError: ids.map((id) => fits.peak(id).error),
  });
}

/** Writes the domain of every point, NaN for none; returns the ids of those that changed. */
export function labelDomains(points: PointStore, domains: readonly Domain[]): number[] {
  const ranks = new Float32Array(points.count).fill(NaN);
  for (const { rank, pointIds } of domains) for (const id of pointIds) ranks[id] = rank;
  const labels = points.quantity('domain');
  const changed: number[] = [];
  for (let id = 0; id < points.count; id++) {
    if (Object.is(labels[id], ranks[id])) continue;
    labels[id] = ranks[id];
    changed.push(id);
  }
  return changed;
}
