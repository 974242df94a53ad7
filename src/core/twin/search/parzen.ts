import type { Random } from '#core/simulate/random';

/** A quantity that a search may choose. */
export type Dimension =
  | { kind: 'integer'; least: number; largest: number }
  | { kind: 'logarithmic'; least: number; largest: number }
  | { kind: 'choice'; values: readonly number[] };

export type SearchSpace = Record<string, Dimension>;
export type Choice = Record<string, number>;

/** A trial that has ended, or its last loss where it was stopped on the way. */
export interface Trial {
  choice: Choice;
  loss: number;
}

/** Trials drawn blindly before the estimator has anything to go by. */
const BLIND = 8;
const CANDIDATES = 24;
/** Share of the trials that counts as good. */
const GOOD_SHARE = 0.12;

/**
 * The next choice by a tree-structured Parzen estimator (J. Bergstra et al., 2011): of candidates
 * drawn where good trials lie, the one whose density among the good over that among the others is
 * the largest; every dimension by itself.
 */
export function suggest(space: SearchSpace, trials: readonly Trial[], random: Random): Choice {
  const ended = trials.filter(({ loss }) => Number.isFinite(loss));
  const choice: Choice = {};
  const sorted = [...ended].sort((a, b) => a.loss - b.loss);
  const goodCount = Math.max(2, Math.ceil(GOOD_SHARE * sorted.length));
  for (const [name, dimension] of Object.entries(space)) {
    if (ended.length < BLIND) {
      choice[name] = draw(dimension, random);
      continue;
    }
    const places = sorted.map((trial) => placeOf(dimension, trial.choice[name]));
    const good = density(dimension, places.slice(0, goodCount));
    const other = density(dimension, places.slice(goodCount));
    let best = { place: 0, gain: -Infinity };
    for (let i = 0; i < CANDIDATES; i++) {
      const place = good.sample(random);
      const gain = Math.log(good.at(place)) - Math.log(other.at(place));
      if (gain > best.gain) best = { place, gain };
    }
    choice[name] = valueAt(dimension, best.place);
  }
  return choice;
}

/** A blind draw. */
function draw(dimension: Dimension, random: Random): number {
  return dimension.kind === 'choice'
    ? random.choice(dimension.values)
    : valueAt(dimension, random.next());
}

/** Where a value lies within its dimension: 0 … 1, or the index of a choice. */
function placeOf(dimension: Dimension, value: number): number {
  if (dimension.kind === 'choice') return Math.max(0, dimension.values.indexOf(value));
  const { least, largest } = dimension;
  return dimension.kind === 'integer'
    ? (value - least + 0.5) / (largest - least + 1)
    : Math.log(value / least) / Math.log(largest / least);
}

function valueAt(dimension: Dimension, place: number): number {
  if (dimension.kind === 'choice') return dimension.values[place];
  const { least, largest } = dimension;
  if (dimension.kind === 'logarithmic') return least * (largest / least) ** place;
  return Math.min(largest, least + Math.floor(place * (largest - least + 1)));
}

interface Density {
  at(place: number): number;
  sample(random: Random): number;
}

function density(dimension: Dimension, places: readonly number[]): Density {
  return dimension.kind === 'choice'
    ? choiceDensity(dimension.values.length, places)
    : mixture(places);
}

/** Shares of the choices, each counted once more than it occurred. */
function choiceDensity(count: number, places: readonly number[]): Density {
  const weights = Array.from(
    { length: count },
    (_, index) => 1 + places.filter((place) => place === index).length,
  );
  const total = weights.reduce((sum, one) => sum + one, 0);
  return {
    at: (place) => weights[place] / total,
    sample(random) {
      let left = random.next() * total;
      const index = weights.findIndex((weight) => (left -= weight) < 0);
      return index < 0 ? count - 1 : index;
    },
  };
}

/** Normal kernels at the places and one broad one in the middle, within 0 … 1. */
function mixture(places: readonly number[]): Density {
  const count = places.length;
  const mean = places.reduce((sum, one) => sum + one, 0) / count;
  const spread = Math.sqrt(places.reduce((sum, one) => sum + (one - mean) ** 2, 0) / count);
  // Scott's rule, never narrower than the trials can tell apart.
  const width = Math.max(1 / Math.min(100, 4 + 2 * count), 1.06 * spread * count ** -0.2);
  const kernels = places.map((centre) => ({ centre, width }));
  kernels.push({ centre: 0.5, width: 1 });
  return {
    at(place) {
      const sum = kernels.reduce(
        (total, { centre, width }) =>
          total + Math.exp(-0.5 * ((place - centre) / width) ** 2) / width,
        0,
      );
      return sum / kernels.length;
    },
    sample(random) {
      const { centre, width } = random.choice(kernels);
      for (let attempt = 0; attempt < 50; attempt++) {
        const place = centre + width * random.normal();
        if (place >= 0 && place < 1) return place;
      }
      return random.next();
    },
  };
}
