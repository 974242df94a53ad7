import type { BandFamily, HoppingTerm, MomentumTerm } from './band-family';
import { diagonalise, hermitianProblem } from './hermitian';

/** Bands and their derivatives at one k; the arrays are written anew by each evaluation. */
export interface BandsAt {
  /** Ascending, eV relative to the Fermi level. */
  readonly energies: Float64Array;
  /** ∂E_b/∂θ_p at [b · parameters + p]. */
  readonly byParameter: Float64Array;
  /** ∂E_b/∂kx, ∂E_b/∂ky in eV Å at [2 b], [2 b + 1]. */
  readonly byMomentum: Float64Array;
  /** Share of orbital o in band b at [b · orbitals + o]; each band's sum to 1. */
  readonly orbitalWeights: Float64Array;
}

/** Terms of one Hamiltonian with the factor of k each needs, computed once per k. */
interface CompiledTerms {
  parameter: Int32Array;
  from: Int32Array;
  to: Int32Array;
  re: Float64Array;
  im: Float64Array;
  /** Index of the factor. */
  factor: Int32Array;
}

/**
 * Evaluates a family at one lattice constant. Derivatives are exact (Hellmann–Feynman), except
 * where bands touch, where they are those of the states that the solver chose.
 */
export class BandModel {
  readonly bandCount: number;
  readonly parameterCount: number;
  readonly bands: BandsAt;
  private readonly terms: CompiledTerms;
  private readonly vectors: { x: number; y: number }[] = [];
  private readonly powers: { x: number; y: number }[] = [];
  /** Per factor: value (re, im) and derivatives by kx and ky (re, im each). */
  private readonly factors: Float64Array;
  private readonly problem;

  constructor(
    readonly family: BandFamily,
    readonly latticeAngstrom: number,
  ) {
    this.bandCount = family.orbitals.length;
    this.parameterCount = family.parameters.length;
    this.terms = this.compile(family.hoppings, family.momenta);
    this.factors = new Float64Array(6 * (this.vectors.length + this.powers.length));
    this.problem = hermitianProblem(this.bandCount);
    this.bands = {
      energies: new Float64Array(this.bandCount),
      byParameter: new Float64Array(this.bandCount * this.parameterCount),
      byMomentum: new Float64Array(2 * this.bandCount),
      orbitalWeights: new Float64Array(this.bandCount * this.bandCount).fill(1),
    };
  }

  /** Bands at kx, ky in Å⁻¹ for parameter values in the family's order and units. */
  at(parameters: ArrayLike<number>, kx: number, ky: number): BandsAt {
    this.fillFactors(kx, ky);
    if (this.bandCount === 1) this.singleBand(parameters);
    else this.manyBands(parameters);
    return this.bands;
  }

  private compile(
    hoppings: readonly HoppingTerm[],
    momenta: readonly MomentumTerm[],
  ): CompiledTerms {
    const a = this.latticeAngstrom;
    const hoppingFactors = hoppings.map(({ x, y }) => indexAmong(this.vectors, x * a, y * a));
    const momentumFactors = momenta.map(({ powerX, powerY }) =>
      indexAmong(this.powers, powerX, powerY),
    );
    const offset = this.vectors.length;
    const all = [...hoppings, ...momenta];
    return {
      parameter: Int32Array.from(all, (term) => term.parameter),
      from: Int32Array.from(all, (term) => term.from),
      to: Int32Array.from(all, (term) => term.to),
      re: Float64Array.from(all, (term) => term.re),
      im: Float64Array.from(all, (term) => term.im),
      factor: Int32Array.from([
        ...hoppingFactors,
        ...momentumFactors.map((index) => index + offset),
      ]),
    };
  }

  private fillFactors(kx: number, ky: number): void {
    const { factors, vectors, powers } = this;
    let at = 0;
    for (const { x, y } of vectors) {
      const phase = kx * x + ky * y;
      const cos = Math.cos(phase);
      const sin = Math.sin(phase);
      factors[at] = cos;
      factors[at + 1] = sin;
      factors[at + 2] = -x * sin;
      factors[at + 3] = x * cos;
      factors[at + 4] = -y * sin;
      factors[at + 5] = y * cos;
      at += 6;
    }
    for (const { x, y } of powers) {
      factors[at] = kx ** x * ky ** y;
      factors[at + 2] = x === 0 ? 0 : x * kx ** (x - 1) * ky ** y;
      factors[at + 4] = y === 0 ? 0 : y * kx ** x * ky ** (y - 1);
      at += 6;
    }
  }

  private singleBand(parameters: ArrayLike<number>): void {
    const { terms, factors } = this;
    const { energies, byParameter, byMomentum } = this.bands;
    byParameter.fill(0);
    byMomentum.fill(0);
    let energy = 0;
    for (let i = 0; i < terms.parameter.length; i++) {
      const at = 6 * terms.factor[i];
      const index = terms.parameter[i];
      const value = terms.re[i] * factors[at] - terms.im[i] * factors[at + 1];
      energy += parameters[index] * value;
      byParameter[index] += value;
      const strength = parameters[index];
      byMomentum[0] += strength * (terms.re[i] * factors[at + 2] - terms.im[i] * factors[at + 3]);
      byMomentum[1] += strength * (terms.re[i] * factors[at + 4] - terms.im[i] * factors[at + 5]);
    }
    energies[0] = energy;
  }

  private manyBands(parameters: ArrayLike<number>): void {
    const { terms, factors, problem, bandCount } = this;
    const { re, im } = problem;
    re.fill(0);
    im.fill(0);
    for (let i = 0; i < terms.parameter.length; i++) {
      const at = 6 * terms.factor[i];
      const strength = parameters[terms.parameter[i]];
      const row = terms.from[i];
      const column = terms.to[i];
      const valueRe = strength * (terms.re[i] * factors[at] - terms.im[i] * factors[at + 1]);
      re[row * bandCount + column] += valueRe;
      if (row === column) continue;
      const valueIm = strength * (terms.re[i] * factors[at + 1] + terms.im[i] * factors[at]);
      re[column * bandCount + row] += valueRe;
      im[row * bandCount + column] += valueIm;
      im[column * bandCount + row] -= valueIm;
    }
    diagonalise(problem);
    this.bands.energies.set(problem.energies);
    this.fillDerivatives(parameters);
  }

  /** ∂E/∂x = ⟨v|∂H/∂x|v⟩. */
  private fillDerivatives(parameters: ArrayLike<number>): void {
    const { terms, factors, problem, bandCount, parameterCount } = this;
    const { byParameter, byMomentum, orbitalWeights } = this.bands;
    const { vectorRe, vectorIm } = problem;
    byParameter.fill(0);
    byMomentum.fill(0);
    for (let band = 0; band < bandCount; band++) {
      for (let o = 0; o < bandCount; o++) {
        const at = o * bandCount + band;
        orbitalWeights[band * bandCount + o] = vectorRe[at] ** 2 + vectorIm[at] ** 2;
      }
      for (let i = 0; i < terms.parameter.length; i++) {
        const p = terms.from[i] * bandCount + band;
        const q = terms.to[i] * bandCount + band;
        const twice = p === q ? 1 : 2;
        // conj(v_from) v_to, times the term's own coefficient.
        const pairRe = twice * (vectorRe[p] * vectorRe[q] + vectorIm[p] * vectorIm[q]);
        const pairIm = twice * (vectorRe[p] * vectorIm[q] - vectorIm[p] * vectorRe[q]);
        const weightRe = pairRe * terms.re[i] - pairIm * terms.im[i];
        const weightIm = pairRe * terms.im[i] + pairIm * terms.re[i];
        const at = 6 * terms.factor[i];
        const index = terms.parameter[i];
        byParameter[band * parameterCount + index] +=
          weightRe * factors[at] - weightIm * factors[at + 1];
        const strength = parameters[index];
        byMomentum[2 * band] +=
          strength * (weightRe * factors[at + 2] - weightIm * factors[at + 3]);
        byMomentum[2 * band + 1] +=
          strength * (weightRe * factors[at + 4] - weightIm * factors[at + 5]);
      }
    }
  }
}

/** Index of (x, y) in a list, which it joins where it is new. */
function indexAmong(list: { x: number; y: number }[], x: number, y: number): number {
  const known = list.findIndex((entry) => entry.x === x && entry.y === y);
  if (known >= 0) return known;
  list.push({ x, y });
  return list.length - 1;
}
