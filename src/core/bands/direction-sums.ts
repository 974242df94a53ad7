import { solveLower } from './cholesky';
import type { FittedSet } from './fitted-set';

/** Curvature and slope of the loss in the unknowns, the linear amplitudes being optimal. */
export interface Linearisation {
  loss: number;
  /** −½ ∂loss/∂θ. */
  gradient: Float64Array;
  /** Gauss–Newton matrix, amplitudes projected out; row-major over all unknowns. */
  curvature: Float64Array;
}

/** Derivatives that all bands share: Fermi level, two parts of Γ, resolution. */
const SHARED_FUNCTIONS = 4;

/**
 * Sums over directions from which slope and curvature follow. In each direction all derivatives are
 * mixtures of a few functions of energy (one a band and four shared ones), so that only those are
 * multiplied pixel by pixel.
 */
export class DirectionSums {
  readonly functionCount: number;
  /** Functions of energy in the present direction, [function][energy]. */
  readonly functions: Float64Array;
  /** ∂model/∂θ_p = Σ_f mixing[p][f] functions[f]. */
  readonly mixing: Float64Array;
  /** Expected counts in the present direction. */
  readonly expected: Float64Array;
  private readonly weighted: Float64Array;
  private readonly gram: Float64Array;
  private readonly slope: Float64Array;
  private readonly mixed: Float64Array;
  /** Σ w ∂model/∂θ_p · (linear function), [unknown][linear]. */
  private readonly coupling: Float64Array;

  constructor(
    private readonly size: number,
    private readonly channels: number,
    private readonly set: FittedSet,
  ) {
    const { energies, linearCount } = set;
    this.functionCount = channels + SHARED_FUNCTIONS;
    this.functions = new Float64Array(this.functionCount * energies);
    this.weighted = new Float64Array(this.functionCount * energies);
    this.mixing = new Float64Array(size * this.functionCount);
    this.expected = new Float64Array(energies);
    this.gram = new Float64Array(this.functionCount ** 2);
    this.slope = new Float64Array(this.functionCount);
    this.mixed = new Float64Array(this.functionCount);
    this.coupling = new Float64Array(size * linearCount);
  }

  /** Adds the present direction, number `d` of the set. */
  add(d: number, into: Linearisation): void {
    this.multiplyFunctions(d);
    const { size, functionCount: n, mixing, gram, mixed } = this;
    for (let p = 0; p < size; p++) {
      const row = p * n;
      let slope = 0;
      for (let f = 0; f < n; f++) slope += mixing[row + f] * this.slope[f];
      into.gradient[p] += slope;
      for (let g = 0; g < n; g++) {
        let sum = 0;
        for (let f = 0; f < n; f++) sum += mixing[row + f] * gram[f * n + g];
        mixed[g] = sum;
      }
      for (let q = 0; q <= p; q++) {
        let sum = 0;
        for (let g = 0; g < n; g++) sum += mixed[g] * mixing[q * n + g];
        into.curvature[p * size + q] += sum;
      }
    }
    this.coupleAmplitudes(d);
    this.coupleBackground(d);
  }

  /** Schur complement: curvature −= C N⁻¹ Cᵀ, C the coupling of unknowns and amplitudes. */
  projectOut(into: Linearisation): void {
    const { size, coupling } = this;
    const { linearCount, factor } = this.set;
    const rows = Array.from({ length: size }, (_, p) => {
      const row = coupling.slice(p * linearCount, (p + 1) * linearCount);
      solveLower(factor, linearCount, row);
      return row;
    });
    for (let p = 0; p < size; p++) {
      for (let q = 0; q <= p; q++) {
        let sum = 0;
        for (let l = 0; l < linearCount; l++) sum += rows[p][l] * rows[q][l];
        into.curvature[p * size + q] -= sum;
      }
    }
  }

  private multiplyFunctions(d: number): void {
    const { functions, weighted, gram, expected, slope, functionCount: n } = this;
    const { energies, weights, data } = this.set;
    const w = d * energies;
    for (let f = 0; f < n; f++) {
      let projected = 0;
      for (let i = 0; i < energies; i++) {
        const value = weights[w + i] * functions[f * energies + i];
        weighted[f * energies + i] = value;
        projected += value * (data.counts[w + i] - expected[i]);
      }
      slope[f] = projected;
      for (let g = 0; g <= f; g++) {
        const sum = dot(weighted, f * energies, functions, g * energies, energies);
        gram[f * n + g] = sum;
        gram[g * n + f] = sum;
      }
    }
  }

  private coupleAmplitudes(d: number): void {
    const { size, channels, functionCount: n, weighted, mixing, mixed, coupling } = this;
    const { energies, amplitudeTerms: terms, amplitudeBasis, linearCount, signals } = this.set;
    for (let channel = 0; channel < channels; channel++) {
      const base = (d * channels + channel) * energies;
      for (let f = 0; f < n; f++) {
        mixed[f] = dot(weighted, f * energies, signals, base, energies);
      }
      for (let p = 0; p < size; p++) {
        let sum = 0;
        for (let f = 0; f < n; f++) sum += mixing[p * n + f] * mixed[f];
        const row = p * linearCount + channel * terms;
        for (let l = 0; l < terms; l++) coupling[row + l] += sum * amplitudeBasis[d * terms + l];
      }
    }
  }

  private coupleBackground(d: number): void {
    const { size, channels, functionCount: n, weighted, mixing, coupling } = this;
    const { energies, amplitudeTerms, backgroundTerms: terms, backgroundBasis } = this.set;
    const { linearCount, occupied } = this.set;
    for (let f = 0; f < n; f++) {
      let flat = 0;
      let edge = 0;
      for (let i = 0; i < energies; i++) {
        flat += weighted[f * energies + i];
        edge += weighted[f * energies + i] * occupied[i];
      }
      for (let p = 0; p < size; p++) {
        const factor = mixing[p * n + f];
        if (factor === 0) continue;
        const row = p * linearCount + channels * amplitudeTerms;
        coupling[row] += factor * flat;
        for (let l = 0; l < terms; l++) {
          coupling[row + 1 + l] += factor * edge * backgroundBasis[d * terms + l];
        }
      }
    }
  }
}

/** Σ a[i] b[i] over `count` values from two offsets. */
export function dot(
  a: Float64Array,
  aOffset: number,
  b: Float64Array,
  bOffset: number,
  count: number,
): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[aOffset + i] * b[bOffset + i];
  return sum;
}
