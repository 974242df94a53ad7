/**
 * A bucket index over scattered positions: every query costs only what lies near
 * it, so that a map of any size is smoothed in time proportional to its points.
 */
export interface PositionIndex {
  /** Calls `visit` with each position within `radius` of (x, y) and its squared distance. */
  forEachWithin: (
    x: number,
    y: number,
    radius: number,
    visit: (index: number, distanceSquared: number) => void,
  ) => void;
  /** Index of the nearest position, or -1 where the index is empty. */
  nearest: (x: number, y: number) => number;
}

/** Most buckets a side: keeps far-apart clusters from asking for a bucket grid without end. */
const MAXIMUM_BUCKETS_PER_SIDE = 2048;

/** Index over positions (`x[i]`, `y[i]`), all finite; `spacing` is their typical distance. */
export function createPositionIndex(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  spacing: number,
): PositionIndex {
  const count = x.length;
  let minimumX = Infinity;
  let minimumY = Infinity;
  let maximumX = -Infinity;
  let maximumY = -Infinity;
  for (let i = 0; i < count; i++) {
    minimumX = Math.min(minimumX, x[i]);
    maximumX = Math.max(maximumX, x[i]);
    minimumY = Math.min(minimumY, y[i]);
    maximumY = Math.max(maximumY, y[i]);
  }
  const width = count > 0 ? maximumX - minimumX : 0;
  const height = count > 0 ? maximumY - minimumY : 0;
  const size = Math.max(spacing, Math.max(width, height) / MAXIMUM_BUCKETS_PER_SIDE) || 1;
  const columns = Math.floor(width / size) + 1;
  const rows = Math.floor(height / size) + 1;
  const clampColumn = (value: number) =>
    Math.min(columns - 1, Math.max(0, Math.floor((value - minimumX) / size)));
  const clampRow = (value: number) =>
    Math.min(rows - 1, Math.max(0, Math.floor((value - minimumY) / size)));

  // Members of bucket b are members[starts[b]] … members[starts[b + 1] - 1].
  const starts = new Uint32Array(columns * rows + 1);
  const bucket = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    bucket[i] = clampRow(y[i]) * columns + clampColumn(x[i]);
    starts[bucket[i] + 1]++;
  }
  for (let b = 0; b < columns * rows; b++) starts[b + 1] += starts[b];
  const next = starts.slice();
  const members = new Uint32Array(count);
  for (let i = 0; i < count; i++) members[next[bucket[i]]++] = i;

  const forEachWithin: PositionIndex['forEachWithin'] = (atX, atY, radius, visit) => {
    if (count === 0) return;
    const radiusSquared = radius * radius;
    const lastColumn = clampColumn(atX + radius);
    const lastRow = clampRow(atY + radius);
    for (let row = clampRow(atY - radius); row <= lastRow; row++) {
      for (let column = clampColumn(atX - radius); column <= lastColumn; column++) {
        const b = row * columns + column;
        for (let m = starts[b]; m < starts[b + 1]; m++) {
          const i = members[m];
          const squared = (x[i] - atX) ** 2 + (y[i] - atY) ** 2;
          if (squared <= radiusSquared) visit(i, squared);
        }
      }
    }
  };

  const nearest: PositionIndex['nearest'] = (atX, atY) => {
    let best = -1;
    let bestSquared = Infinity;
    const reach = Math.hypot(
      Math.max(Math.abs(atX - minimumX), Math.abs(atX - maximumX)),
      Math.max(Math.abs(atY - minimumY), Math.abs(atY - maximumY)),
    );
    for (let radius = size; best < 0 && count > 0; radius *= 2) {
      forEachWithin(atX, atY, radius, (index, squared) => {
        if (squared < bestSquared || (squared === bestSquared && index < best)) {
          best = index;
          bestSquared = squared;
        }
      });
      if (radius > 2 * reach + size) break;
    }
    return best;
  };

  return { forEachWithin, nearest };
}
