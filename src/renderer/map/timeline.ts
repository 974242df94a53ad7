/** What the timeline draws: scores against arrival number (1 is the first). */
export interface TimelineSeries {
  /** Number and score by turns: a flat array spares the chart thousands of pairs. */
  scores: Float64Array;
  /** The best score so far, as the corners of a staircase. */
  running: [number, number][];
}

/**
 * Scores in order of arrival, thinned to about `limit` entries by keeping the
 * lowest and highest of each stretch, and the staircase of the best so far.
 */
export function timelineSeries(
  mls: ArrayLike<number>,
  length: number,
  limit: number,
): TimelineSeries {
  const stretch = Math.max(1, Math.ceil((2 * length) / limit));
  const scores: number[] = [];
  const running: [number, number][] = [];
  let best = -Infinity;
  for (let start = 0; start < length; start += stretch) {
    let low = -1;
    let high = -1;
    for (let id = start; id < Math.min(length, start + stretch); id++) {
      if (Number.isNaN(mls[id])) continue;
      if (low < 0 || mls[id] < mls[low]) low = id;
      if (high < 0 || mls[id] > mls[high]) high = id;
      if (mls[id] > best) {
        best = mls[id];
        running.push([id + 1, best]);
      }
    }
    if (low < 0) continue;
    for (const id of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) {
      scores.push(id + 1, mls[id]);
    }
  }
  if (running.length) running.push([length, best]);
  return { scores: Float64Array.from(scores), running };
}

/** Arrival number after which something happened at `time`: how many points were there by then. */
export function arrivalNumberAt(
  arrivedAt: ArrayLike<number>,
  length: number,
  time: number,
): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (arrivedAt[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
