import { findDomains, type Domain } from '#core/map/domains';
import type { PointStore } from './point-store';

/** Domains of the points that have a place, from their fitted peak positions. */
export function findPointDomains(points: PointStore): Domain[] {
  const [x, y] = [points.column('x'), points.column('y')];
  const ids: number[] = [];
  let fits = 0;
  for (let id = 0; id < points.count; id++) {
    if (!Number.isFinite(x[id]) || !Number.isFinite(y[id])) continue;
    ids.push(id);
    if (Number.isFinite(points.fit(id)[0])) fits++;
  }
  if (fits === 0) return [];
  return findDomains({
    ids,
    x: ids.map((id) => x[id]),
    y: ids.map((id) => y[id]),
    position: ids.map((id) => points.fit(id)[0]),
    positionError: ids.map((id) => points.fit(id)[1]),
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
