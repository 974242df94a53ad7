/** Measured places of a map and what was measured there, as columns of equal length. */
export interface MapPoints {
  x: Float64Array;
  y: Float64Array;
  value: Float64Array;
  /** Standard deviation of each value; 0 where nothing is known of it. */
  deviation: Float64Array;
}

/** Places without values. */
export interface MapPlaces {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** Some of the points, in the given order. */
export function pointsAt(points: MapPoints, indices: readonly number[]): MapPoints {
  const pick = (column: Float64Array) => Float64Array.from(indices, (index) => column[index]);
  return {
    x: pick(points.x),
    y: pick(points.y),
    value: pick(points.value),
    deviation: pick(points.deviation),
  };
}

/**
 * Points with finite numbers, several measurements of one place joined into their mean weighted by
 * 1/σ² (equally where no σ is known).
 */
export function joinedPoints(points: MapPoints): MapPoints {
  const groups = new Map<string, number[]>();
  for (let i = 0; i < points.x.length; i++) {
    if (![points.x[i], points.y[i], points.value[i]].every(Number.isFinite)) continue;
    const key = `${points.x[i]} ${points.y[i]}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [i]);
    else group.push(i);
  }
  const joined = [...groups.values()].map((group) => {
    const isWeighted = group.every((i) => points.deviation[i] > 0);
    const weights = group.map((i) => (isWeighted ? points.deviation[i] ** -2 : 1));
    const total = weights.reduce((sum, one) => sum + one, 0);
    const value = group.reduce((sum, i, k) => sum + weights[k] * points.value[i], 0) / total;
    const deviation = isWeighted ? total ** -0.5 : Math.max(0, points.deviation[group[0]] || 0);
    return { first: group[0], value, deviation };
  });
  return {
    x: Float64Array.from(joined, ({ first }) => points.x[first]),
    y: Float64Array.from(joined, ({ first }) => points.y[first]),
    value: Float64Array.from(joined, ({ value }) => value),
    deviation: Float64Array.from(joined, ({ deviation }) => deviation),
  };
}

/** Places in buckets of a square grid, to find the nearest of them. */
export class NearestPlaces {
  readonly #places: MapPlaces;
  readonly #buckets = new Map<string, number[]>();
  readonly #size: number;
  readonly #reach: number;

  /** `perBucket` places share a bucket where they are spread evenly. */
  constructor(places: MapPlaces, perBucket = 4) {
    this.#places = places;
    const count = places.x.length;
    const spread = (values: ArrayLike<number>) => {
      let least = Infinity;
      let largest = -Infinity;
      for (let i = 0; i < count; i++) {
        least = Math.min(least, values[i]);
        largest = Math.max(largest, values[i]);
      }
      return count === 0 ? 0 : largest - least;
    };
    const [width, height] = [spread(places.x), spread(places.y)];
    const area = width > 0 && height > 0 ? width * height : Math.max(width, height) ** 2;
    this.#size = Math.sqrt((perBucket * area) / Math.max(1, count)) || 1;
    this.#reach = Math.ceil(Math.max(width, height) / this.#size) + 1;
    for (let i = 0; i < count; i++) {
      const key = this.#key(this.#cell(places.x[i]), this.#cell(places.y[i]));
      const bucket = this.#buckets.get(key);
      if (bucket === undefined) this.#buckets.set(key, [i]);
      else bucket.push(i);
    }
  }

  /** Indices of the `wanted` places nearest to one, nearest first, and their distances. */
  nearest(x: number, y: number, wanted: number): { indices: number[]; distances: number[] } {
    const found: { index: number; distance: number }[] = [];
    const [column, row] = [this.#cell(x), this.#cell(y)];
    // Beyond the places' own extent rings are empty: the asked place may lie far outside.
    const outside = this.#ringsToPlaces(column, row);
    for (let ring = 0; ring <= outside + this.#reach; ring++) {
      this.#collect(found, x, y, column, row, ring);
      if (found.length < wanted) continue;
      found.sort((a, b) => a.distance - b.distance || a.index - b.index);
      if (found[wanted - 1].distance <= ring * this.#size) break;
    }
    found.sort((a, b) => a.distance - b.distance || a.index - b.index);
    const kept = found.slice(0, wanted);
    return {
      indices: kept.map(({ index }) => index),
      distances: kept.map(({ distance }) => distance),
    };
  }

  #ringsToPlaces(column: number, row: number): number {
    if (this.#places.x.length === 0) return 0;
    const first = [this.#cell(this.#places.x[0]), this.#cell(this.#places.y[0])];
    return Math.max(Math.abs(column - first[0]), Math.abs(row - first[1]));
  }

  #collect(
    found: { index: number; distance: number }[],
    x: number,
    y: number,
    column: number,
    row: number,
    ring: number,
  ): void {
    for (let dy = -ring; dy <= ring; dy++) {
      const step = Math.abs(dy) === ring ? 1 : Math.max(1, 2 * ring);
      for (let dx = -ring; dx <= ring; dx += step) {
        const bucket = this.#buckets.get(this.#key(column + dx, row + dy));
        for (const index of bucket ?? []) {
          const distance = Math.hypot(this.#places.x[index] - x, this.#places.y[index] - y);
          found.push({ index, distance });
        }
      }
    }
  }

  #cell(place: number): number {
    return Math.floor(place / this.#size);
  }

  #key(column: number, row: number): string {
    return `${column} ${row}`;
  }
}
