/** Both scores of every point, as columns that may be longer than `length`. */
export interface ScorePairs {
  length: number;
  mls: ArrayLike<number>;
  bms: ArrayLike<number>;
}

/** A rectangle of scores, both limits included. */
export interface ScoreBox {
  mls: readonly [number, number];
  bms: readonly [number, number];
}

/** Ids of the points within a rectangle of the scatter, ascending. */
export function pointsInBox({ length, mls, bms }: ScorePairs, box: ScoreBox): number[] {
  const ids: number[] = [];
  for (let id = 0; id < length; id++) {
    const isInside =
      mls[id] >= box.mls[0] &&
      mls[id] <= box.mls[1] &&
      bms[id] >= box.bms[0] &&
      bms[id] <= box.bms[1];
    if (isInside) ids.push(id);
  }
  return ids;
}

/** Ids of the points whose scores differ most, widest first; points with only one score are left out. */
export function byDisagreement({ length, mls, bms }: ScorePairs, most: number): number[] {
  const gap = (id: number) => Math.abs(mls[id] - bms[id]);
  return Array.from({ length }, (_, id) => id)
    .filter((id) => Number.isFinite(gap(id)))
    .sort((a, b) => gap(b) - gap(a) || a - b)
    .slice(0, most);
}
