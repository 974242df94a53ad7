/** Spectra that a figure shows side by side, as the paper's Fig. 6 f–j does. */
const COMPARED_POINTS = 5;
/** Scores the chosen points come closest to, from the scan's lowest (0) to its highest (1). */
const SHARES = [1, 0.75, 0.5, 0.25, 0.05];

/**
 * Up to five points for comparison, best MLS first: those a user pinned, filled up with others
 * spread over the range of MLS. `mls[id]` is NaN where a point has no score.
 */
export function comparedPoints(mls: ArrayLike<number>, pinned: readonly number[]): number[] {
  const known = Array.from({ length: mls.length }, (_, id) => id).filter((id) =>
    Number.isFinite(mls[id]),
  );
  const chosen = new Set(pinned.filter((id) => Number.isFinite(mls[id])).slice(0, COMPARED_POINTS));
  const lowest = known.reduce((least, id) => Math.min(least, mls[id]), Infinity);
  const highest = known.reduce((most, id) => Math.max(most, mls[id]), -Infinity);
  for (const share of SHARES) {
    const wanted = lowest + share * (highest - lowest);
    const free = known.filter((id) => !chosen.has(id));
    if (free.length === 0 || chosen.size >= COMPARED_POINTS) break;
    const distance = (id: number) => Math.abs(mls[id] - wanted);
    chosen.add(free.reduce((nearest, id) => (distance(id) < distance(nearest) ? id : nearest)));
  }
  return [...chosen].sort((a, b) => mls[b] - mls[a] || a - b);
}
