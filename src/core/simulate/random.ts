import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { poissonVariate } from './random-counts';

const TWO_POW_32 = 4294967296;
const INVERSE_TWO_POW_32 = 1 / TWO_POW_32;
const INVERSE_TWO_POW_53 = 1 / 9007199254740992;

/** Avalanche of one 32-bit word (two multiply–xorshift rounds), so that near seeds give far states. */
function scrambled(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) | 0;
}

/**
 * A seeded stream of random numbers: the same seed gives the same bits on every
 * machine. `fork` opens an independent stream that does not depend on how much
 * of this one was used.
 */
export class Random {
  readonly #generator: RandomGenerator;
  readonly #keyLow: number;
  readonly #keyHigh: number;
  #spareNormal = Number.NaN;

  constructor(keyLow: number, keyHigh: number) {
    this.#keyLow = keyLow | 0;
    this.#keyHigh = keyHigh | 0;
    const a = scrambled(this.#keyLow ^ 0x2545f491);
    const b = scrambled(this.#keyHigh ^ a ^ 0x1b873593);
    const c = scrambled(b + 0x6d2b79f5);
    // The all-zero state is the generator's one fixed point; the constant keeps away from it.
    this.#generator = xoroshiro128plusFromState([a, b, c, scrambled(c ^ this.#keyLow) | 1]);
    for (let discarded = 0; discarded < 4; discarded++) this.#generator.next();
  }

  /** Uniform 32-bit integer, 0 … 2³² − 1. */
  nextUint32(): number {
    return this.#generator.next() >>> 0;
  }

  /** Uniform in [0, 1) with 53 random bits. */
  next(): number {
    const high = this.#generator.next() >>> 5;
    const low = this.#generator.next() >>> 6;
    return (high * 67108864 + low) * INVERSE_TWO_POW_53;
  }

  /** Uniform in [0, 1) with 32 random bits: twice as fast as `next`. */
  nextCoarse(): number {
    return (this.#generator.next() >>> 0) * INVERSE_TWO_POW_32;
  }

  /** Uniform in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Uniform integer, both ends included. */
  integer(low: number, highInclusive: number): number {
    return low + Math.floor(this.next() * (highInclusive - low + 1));
  }

  /** Log-uniform in [low, high), both positive. */
  logUniform(low: number, high: number): number {
    return Math.exp(this.uniform(Math.log(low), Math.log(high)));
  }

  /** Standard normal (polar method, two at a time). */
  normal(): number {
    if (!Number.isNaN(this.#spareNormal)) {
      const spare = this.#spareNormal;
      this.#spareNormal = Number.NaN;
      return spare;
    }
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const radiusSquared = x * x + y * y;
      if (radiusSquared >= 1 || radiusSquared === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(radiusSquared)) / radiusSquared);
      this.#spareNormal = y * factor;
      return x * factor;
    }
  }

  /** Poisson-distributed count of the given mean ≥ 0. */
  poisson(mean: number): number {
    return poissonVariate(this, mean);
  }

  /** One element, all equally likely. */
  choice<Item>(items: readonly Item[]): Item {
    return items[this.integer(0, items.length - 1)];
  }

  /** An independent stream named by `label`: the same label gives the same stream. */
  fork(label: number): Random {
    const labelLow = label | 0;
    const labelHigh = Math.floor(label / TWO_POW_32) | 0;
    const low = scrambled(this.#keyLow ^ scrambled(labelLow + 0x3c6ef372));
    const high = scrambled(this.#keyHigh ^ scrambled(labelHigh ^ low ^ 0x510e527f));
    return new Random(low ^ scrambled(high), high);
  }
}

/** A random stream from a seed (any integer up to 2⁵³ in size). */
export function createRandom(seed: number): Random {
  return new Random(seed | 0, Math.floor(seed / TWO_POW_32) | 0);
}
