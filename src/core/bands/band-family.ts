/**
 * Families of band models as plain data: a Hamiltonian H(k) = Σ_p θ_p H_p(k) that is linear in its
 * parameters θ, each H_p a list of hoppings or, for surface states near Γ, of powers of k.
 */

/**
 * One matrix element of H_p. Off the diagonal (`from` < `to`) it is
 * H[from][to] += θ · (re + i im) · e^{ik·R}, its conjugate implied; on the diagonal only the real
 * part counts, so that one entry stands for R and −R.
 */
export interface HoppingTerm {
  /** Index into the family's parameters. */
  parameter: number;
  from: number;
  to: number;
  re: number;
  im: number;
  /** R in units of the lattice constant. */
  x: number;
  y: number;
}

/** As `HoppingTerm`, with kx^powerX · ky^powerY (k in Å⁻¹) in place of e^{ik·R}. */
export interface MomentumTerm {
  parameter: number;
  from: number;
  to: number;
  re: number;
  im: number;
  powerX: number;
  powerY: number;
}

/** Where starting values are drawn from: the scale by its logarithm, others as multiples of it. */
export interface StartRange {
  low: number;
  high: number;
  /** True where the sign is not known beforehand. */
  eitherSign?: boolean;
}

export interface FamilyParameter {
  /** As in results and files, e.g. `tPrime`. */
  name: string;
  unit: 'eV' | 'eV Å' | 'eV Å²';
  /** A value of a known material, to simulate by default. */
  typical: number;
  start: StartRange;
  /** False for a parameter that stays at its typical value unless the user frees it. */
  isFree: boolean;
}

/** In-plane Bravais lattice; `none` for surface states that repeat nowhere. */
export type PlanarLattice = 'square' | 'hexagonal' | 'none';

export interface BandFamily {
  id: string;
  label: string;
  lattice: PlanarLattice;
  orbitals: readonly string[];
  /** The first sets the energy scale of the hoppings. */
  parameters: readonly FamilyParameter[];
  hoppings: readonly HoppingTerm[];
  momenta: readonly MomentumTerm[];
  /** Names of the parameters called hoppings when errors are judged. */
  hoppingNames: readonly string[];
}
