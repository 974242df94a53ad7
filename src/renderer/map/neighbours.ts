/** A direction along one stage axis. */
export interface StageDirection {
  axis: 'x' | 'y';
  sign: 1 | -1;
}

/**
 * The nearest point from `from` in a direction, within 45° of it and preferring
 * those straight ahead; null at the edge of the map. Distances are in steps.
 */
export function neighbourTowards(
  points: { x: ArrayLike<number>; y: ArrayLike<number>; length: number },
  from: number,
  direction: StageDirection,
  step: { x: number; y: number },
): number | null {
  let best: number | null = null;
  let bestCost = Infinity;
  for (let id = 0; id < points.length; id++) {
    const dx = (points.x[id] - points.x[from]) / step.x;
    const dy = (points.y[id] - points.y[from]) / step.y;
    const along = direction.sign * (direction.axis === 'x' ? dx : dy);
    const across = Math.abs(direction.axis === 'x' ? dy : dx);
    // Half a step keeps repeats and readback jitter from counting as a move.
    if (!(along > 0.5) || across > along) continue;
    const cost = along + 2 * across;
    if (cost <= bestCost) {
      best = id;
      bestCost = cost;
    }
  }
  return best;
}
