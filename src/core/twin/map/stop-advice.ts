import type { MapKernel } from './map-kernel';
import type { MapPlaces } from './map-points';
import type { MapPrediction } from './map-process';

/** Whether going on is worth it, with the numbers behind the sentence; never an action. */
export interface StopAdvice {
  /** Chance that an open place is better than the best measured one by `gain`, 0 … 1. */
  chance: number;
  gain: number;
  /** Expected gain of the best open place over the best measured value. */
  expectedGain: number;
  minutesLeft: number | null;
  isWorthGoingOn: boolean;
  sentence: string;
}

/** Below this chance the rest is not expected to hold anything better. */
const WORTH_IT = 0.05;

/** Standard normal distribution function (Abramowitz and Stegun 26.2.17, error below 1e-7). */
export function normalCumulative(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}

/**
 * Chance that the open places hold a value above the best one by `gain`. Places closer than half a
 * length scale rise and fall together: of each block of that size the best chance counts.
 */
export function adviseStop(options: {
  places: MapPlaces;
  prediction: Pick<MapPrediction, 'value' | 'deviation'>;
  kernel: MapKernel;
  /** Indices of the places that are still open. */
  open: readonly number[];
  best: number;
  gain: number;
  minutesLeft: number | null;
}): StopAdvice {
  const { places, prediction, kernel, open, best, gain, minutesLeft } = options;
  const blocks = new Map<string, number>();
  let expectedGain = 0;
  for (const index of open) {
    const deviation = Math.max(prediction.deviation[index], 1e-12);
    const z = (prediction.value[index] - best - gain) / deviation;
    const own = (prediction.value[index] - best) / deviation;
    const density = Math.exp(-0.5 * own * own) / Math.sqrt(2 * Math.PI);
    expectedGain = Math.max(expectedGain, deviation * (own * normalCumulative(own) + density));
    const column = Math.floor(places.x[index] / (0.5 * kernel.lengthX));
    const row = Math.floor(places.y[index] / (0.5 * kernel.lengthY));
    const key = `${column} ${row}`;
    blocks.set(key, Math.max(blocks.get(key) ?? 0, normalCumulative(z)));
  }
  let none = 1;
  for (const chance of blocks.values()) none *= 1 - chance;
  const chance = 1 - none;
  const isWorthGoingOn = chance >= WORTH_IT;
  const percent = chance < 0.01 ? 'less than 1 %' : `${Math.round(100 * chance)} %`;
  const cost = minutesLeft === null ? '' : ` for the ${Math.ceil(minutesLeft)} min left`;
  return {
    chance,
    gain,
    expectedGain,
    minutesLeft,
    isWorthGoingOn,
    sentence:
      `The chance that the ${open.length} places left hold a spot better by ${gain} is ${percent}` +
      `; the best of them promises ${expectedGain.toFixed(2)} on average${cost}.`,
  };
}
