import { dot } from './direction-sums';
import type { FittedSet } from './fitted-set';

/** Functions of the background: even counts and occupied ones. */
const BACKGROUND_FUNCTIONS = 2;

/**
 * Normal equations of the amplitudes of one data set, summed over directions. In one direction
 * the linear functions are a few functions of energy (a line shape each channel, two of background),
 * each times smooth functions of direction.
 */
export class NormalSums {
  private readonly count: number;
  private readonly functions: Float64Array;
  private readonly weighted: Float64Array;
  /** Smooth factors of each function, their number and where they begin among the linear ones. */
  private readonly bases: Float64Array[];
  private readonly terms: number[];
  private readonly offsets: number[];

  constructor(
    private readonly set: FittedSet,
    private readonly channels: number,
  ) {
    const { energies, amplitudeTerms, amplitudeBasis, backgroundTerms, backgroundBasis } = set;
    this.count = channels + BACKGROUND_FUNCTIONS;
    this.functions = new Float64Array(this.count * energies);
    this.weighted = new Float64Array(energies);
    const flat = new Float64Array(set.directions).fill(1);
    const flatAt = channels * amplitudeTerms;
    const ofChannels = <Item>(item: (channel: number) => Item): Item[] =>
      Array.from({ length: channels }, (_, channel) => item(channel));
    this.bases = [...ofChannels(() => amplitudeBasis), flat, backgroundBasis];
    this.terms = [...ofChannels(() => amplitudeTerms), 1, backgroundTerms];
    this.offsets = [...ofChannels((channel) => channel * amplitudeTerms), flatAt, flatAt + 1];
    this.functions.fill(1, channels * energies, (channels + 1) * energies);
    this.functions.set(set.occupied, (channels + 1) * energies);
  }

  /** Adds direction `d` to the lower triangle of `normal` and to `right`. */
  add(d: number, normal: Float64Array, right: Float64Array): void {
    const { count, functions, weighted, bases, terms, offsets, channels } = this;
    const { energies, weights, data, signals, linearCount } = this.set;
    const w = d * energies;
    const signalBase = d * channels * energies;
    functions.set(signals.subarray(signalBase, signalBase + channels * energies));
    for (let f = 0; f < count; f++) {
      let projected = 0;
      for (let i = 0; i < energies; i++) {
        const value = weights[w + i] * functions[f * energies + i];
        weighted[i] = value;
        projected += value * data.counts[w + i];
      }
      const basis = bases[f];
      const at = d * terms[f];
      for (let l = 0; l < terms[f]; l++) right[offsets[f] + l] += projected * basis[at + l];
      for (let g = 0; g <= f; g++) {
        const product = dot(weighted, 0, functions, g * energies, energies);
        const other = bases[g];
        const otherAt = d * terms[g];
        for (let l = 0; l < terms[f]; l++) {
          const factor = product * basis[at + l];
          const row = (offsets[f] + l) * linearCount + offsets[g];
          const last = g === f ? l + 1 : terms[g];
          for (let m = 0; m < last; m++) normal[row + m] += factor * other[otherAt + m];
        }
      }
    }
  }
}
