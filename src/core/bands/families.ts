import { FAMILY_NAMES, type FamilyName } from '#shared/band-families';
import { SweetSpotError } from '#shared/errors';
import type { BandFamily, FamilyParameter, HoppingTerm, MomentumTerm } from './band-family';

const SQRT_3 = Math.sqrt(3);

/** What a family needs to know beside its parameters. */
export interface FamilyOptions {
  /** Out-of-plane phase k_z c in rad, for e_g bands. */
  kzPhase?: number;
}

/** A family by name. Throws `invalid-request` for a name that is none. */
export function bandFamily(name: string, options: FamilyOptions = {}): BandFamily {
  const makers: Record<FamilyName, () => BandFamily> = {
    square: squareFamily,
    bilayer: bilayerFamily,
    t2g: t2gFamily,
    eg: () => egFamily(options.kzPhase ?? 0),
    hexagonal: hexagonalFamily,
    honeycomb: honeycombFamily,
    dirac: diracFamily,
    rashba: rashbaFamily,
  };
  const known = FAMILY_NAMES.find((candidate) => candidate === name);
  if (known !== undefined) return makers[known]();
  throw new SweetSpotError(
    'invalid-request',
    `Expected a family of band models, one of ${FAMILY_NAMES.join(', ')}; found ${name}.`,
  );
}

/** A parameter whose starting values are multiples of the family's scale. */
function parameter(
  name: string,
  typical: number,
  low: number,
  high: number,
  more: Partial<FamilyParameter> = {},
): FamilyParameter {
  return { name, unit: 'eV', typical, start: { low, high }, isFree: true, ...more };
}

/** The parameter that sets the scale: drawn between two values, evenly in its logarithm. */
function scale(
  name: string,
  typical: number,
  low: number,
  high: number,
  eitherSign = false,
): FamilyParameter {
  return { name, unit: 'eV', typical, start: { low, high, eitherSign }, isFree: true };
}

/** `amount` · cos(k·R) on the diagonal of one orbital. */
function cosine(
  parameterIndex: number,
  orbital: number,
  amount: number,
  x: number,
  y: number,
): HoppingTerm {
  return { parameter: parameterIndex, from: orbital, to: orbital, re: amount, im: 0, x, y };
}

/** A matrix element that does not depend on k. */
function constant(
  parameterIndex: number,
  from: number,
  to: number,
  re: number,
  im = 0,
): HoppingTerm {
  return { parameter: parameterIndex, from, to, re, im, x: 0, y: 0 };
}

/** Terms −2t(cx + cy), −4t′ cx cy, −2t″(c2x + c2y) and −μ of one orbital; a null index leaves out. */
function squareTerms(
  orbital: number,
  indices: { t: number | null; tPrime: number | null; tDoublePrime: number | null; mu: number },
): HoppingTerm[] {
  const { t, tPrime, tDoublePrime, mu } = indices;
  const terms = [constant(mu, orbital, orbital, -1)];
  if (t !== null) terms.push(cosine(t, orbital, -2, 1, 0), cosine(t, orbital, -2, 0, 1));
  // 4 cx cy = 2 cos(kx + ky) + 2 cos(kx − ky).
  if (tPrime !== null) {
    terms.push(cosine(tPrime, orbital, -2, 1, 1), cosine(tPrime, orbital, -2, 1, -1));
  }
  if (tDoublePrime !== null) {
    terms.push(cosine(tDoublePrime, orbital, -2, 2, 0), cosine(tDoublePrime, orbital, -2, 0, 2));
  }
  return terms;
}

const squareParameters: FamilyParameter[] = [
  scale('t', 0.16, 0.05, 0.5),
  parameter('tPrime', -0.0218, -0.45, 0.2),
  parameter('tDoublePrime', 0.0109, -0.1, 0.2),
  parameter('mu', -0.1319, -1.6, 0.8),
];

/** −μ − 2t(cx + cy) − 4t′ cx cy − 2t″(c2x + c2y). Typical: Nd-LSCO, p = 0.24 (arXiv 2011.13054). */
function squareFamily(): BandFamily {
  return {
    id: 'square',
    label: 'Square lattice, one band',
    lattice: 'square',
    orbitals: ['s'],
    parameters: squareParameters,
    hoppings: squareTerms(0, { t: 0, tPrime: 1, tDoublePrime: 2, mu: 3 }),
    momenta: [],
    hoppingNames: ['t', 'tPrime', 'tDoublePrime'],
  };
}

/** The square lattice twice, split by ± t⊥ (cx − cy)² / 4. */
function bilayerFamily(): BandFamily {
  // (cx − cy)² / 4 = 1/4 + (c2x + c2y)/8 − (cos(kx + ky) + cos(kx − ky))/4.
  const splitting = (orbital: number, sign: number): HoppingTerm[] => [
    constant(4, orbital, orbital, sign / 4),
    cosine(4, orbital, sign / 8, 2, 0),
    cosine(4, orbital, sign / 8, 0, 2),
    cosine(4, orbital, -sign / 4, 1, 1),
    cosine(4, orbital, -sign / 4, 1, -1),
  ];
  const indices = { t: 0, tPrime: 1, tDoublePrime: 2, mu: 3 };
  return {
    id: 'bilayer',
    label: 'Square lattice, bilayer',
    lattice: 'square',
    orbitals: ['bonding', 'antibonding'],
    parameters: [...squareParameters, parameter('tPerp', 0.05, 0, 0.7)],
    hoppings: [
      ...squareTerms(0, indices),
      ...squareTerms(1, indices),
      ...splitting(0, -1),
      ...splitting(1, 1),
    ],
    momenta: [],
    hoppingNames: ['t', 'tPrime', 'tDoublePrime', 'tPerp'],
  };
}

/**
 * xz −2t1 cx − 2t2 cy, yz −2t1 cy − 2t2 cx, xy −2t3(cx + cy) − 4t4 cx cy − 2t5(c2x + c2y), all − μ.
 * Spin–orbit coupling joins the three by λ/2; one spin's block is unitarily equal to a real matrix
 * whose three off-diagonal elements are all λ/2 (the product of the three has no phase).
 * Typical: Sr2RuO4 (arXiv 1212.3994).
 */
function t2gFamily(): BandFamily {
  return {
    id: 't2g',
    label: 't2g bands with spin–orbit coupling',
    lattice: 'square',
    orbitals: ['xz', 'yz', 'xy'],
    parameters: [
      scale('t1', 0.145, 0.07, 0.35),
      parameter('t2', 0.016, 0, 0.25),
      parameter('t3', 0.081, 0.3, 1),
      parameter('t4', 0.039, 0.05, 0.5),
      parameter('t5', 0.005, -0.05, 0.1),
      parameter('mu', 0.122, 0.2, 1.6),
      parameter('lambda', 0.032, 0.03, 0.5),
    ],
    hoppings: [
      constant(5, 0, 0, -1),
      cosine(0, 0, -2, 1, 0),
      cosine(1, 0, -2, 0, 1),
      constant(5, 1, 1, -1),
      cosine(0, 1, -2, 0, 1),
      cosine(1, 1, -2, 1, 0),
      ...squareTerms(2, { t: 2, tPrime: 3, tDoublePrime: 4, mu: 5 }),
      constant(6, 0, 1, 0.5),
      constant(6, 0, 2, 0.5),
      constant(6, 1, 2, 0.5),
    ],
    momenta: [],
    hoppingNames: ['t1', 't2', 't3', 't4', 't5'],
  };
}

/**
 * e_g bands of a cubic cell by Slater–Koster integrals σ and δ, at one k_z:
 * H(3z²−r²) = ε_z + 2[(σ/4 + 3δ/4)(cx + cy) + σ cz], H(x²−y²) = ε_x + 2[(3σ/4 + δ/4)(cx + cy) + δ cz],
 * H12 = −(√3/2)(σ − δ)(cx − cy), both − μ. Only ε_z − ε_x matters beside μ: ε_x is 0.
 */
function egFamily(kzPhase: number): BandFamily {
  const cz = Math.cos(kzPhase);
  const inPlane = (index: number, orbital: number, amount: number) => [
    cosine(index, orbital, 2 * amount, 1, 0),
    cosine(index, orbital, 2 * amount, 0, 1),
  ];
  // A cosine off the diagonal is half a hopping along R and half along −R.
  const mixing = (index: number, amount: number) =>
    [1, -1].flatMap((side) => [
      { ...constant(index, 0, 1, amount / 2), x: side },
      { ...constant(index, 0, 1, -amount / 2), y: side },
    ]);
  return {
    id: 'eg',
    label: 'e_g bands, cubic cell at one k_z',
    lattice: 'square',
    orbitals: ['3z2-r2', 'x2-y2'],
    parameters: [
      scale('sigma', -0.4, 0.1, 1, true),
      parameter('delta', 0.03, -0.25, 0.25),
      parameter('epsilonZ', 0, -2, 2),
      parameter('mu', -0.5, -3, 3),
    ],
    hoppings: [
      ...inPlane(0, 0, 0.25),
      constant(0, 0, 0, 2 * cz),
      ...inPlane(1, 0, 0.75),
      constant(2, 0, 0, 1),
      ...inPlane(0, 1, 0.75),
      ...inPlane(1, 1, 0.25),
      constant(1, 1, 1, 2 * cz),
      ...mixing(0, -SQRT_3 / 2),
      ...mixing(1, SQRT_3 / 2),
      constant(3, 0, 0, -1),
      constant(3, 1, 1, -1),
    ],
    momenta: [],
    hoppingNames: ['sigma', 'delta'],
  };
}

/** −μ − 2t[cos kx a + 2 cos(kx a/2) cos(√3 ky a/2)] − 2t′[cos √3 ky a + 2 cos(3kx a/2) cos(√3 ky a/2)]. */
function hexagonalFamily(): BandFamily {
  return {
    id: 'hexagonal',
    label: 'Hexagonal lattice, one band',
    lattice: 'hexagonal',
    orbitals: ['s'],
    parameters: [
      scale('t', 0.15, 0.04, 0.5, true),
      parameter('tPrime', -0.02, -0.35, 0.35),
      parameter('mu', 0.2, -3, 3),
    ],
    hoppings: [
      cosine(0, 0, -2, 1, 0),
      cosine(0, 0, -2, 0.5, SQRT_3 / 2),
      cosine(0, 0, -2, 0.5, -SQRT_3 / 2),
      cosine(1, 0, -2, 0, SQRT_3),
      cosine(1, 0, -2, 1.5, SQRT_3 / 2),
      cosine(1, 0, -2, 1.5, -SQRT_3 / 2),
      constant(2, 0, 0, -1),
    ],
    momenta: [],
    hoppingNames: ['t', 'tPrime'],
  };
}

/** −μ − t′ g ± t √(3 + g), a being the lattice constant (√3 times the distance of two sites). */
function honeycombFamily(): BandFamily {
  const secondNeighbours = [
    [1, 0],
    [0.5, SQRT_3 / 2],
    [0.5, -SQRT_3 / 2],
  ];
  const diagonal = (orbital: number) => [
    constant(2, orbital, orbital, -1),
    ...secondNeighbours.map(([x, y]) => cosine(1, orbital, -2, x, y)),
  ];
  const neighbours = [
    [0, 1 / SQRT_3],
    [0.5, -0.5 / SQRT_3],
    [-0.5, -0.5 / SQRT_3],
  ];
  return {
    id: 'honeycomb',
    label: 'Honeycomb lattice',
    lattice: 'hexagonal',
    orbitals: ['A', 'B'],
    parameters: [
      scale('t', 2.7, 0.2, 4),
      parameter('tPrime', 0, -0.2, 0.2),
      parameter('mu', 0, -1.5, 1.5),
    ],
    hoppings: [
      ...diagonal(0),
      ...diagonal(1),
      ...neighbours.map(([x, y]) => ({ ...constant(0, 0, 1, -1), x, y })),
    ],
    momenta: [],
    hoppingNames: ['t', 'tPrime'],
  };
}

/** A power of k off or on the diagonal. */
function power(
  parameterIndex: number,
  from: number,
  to: number,
  [re, im]: readonly [number, number],
  [powerX, powerY]: readonly [number, number],
): MomentumTerm {
  return { parameter: parameterIndex, from, to, re, im, powerX, powerY };
}

/** E(k) = E₀ + c k² ± v |k|: the coupling v (kx σy − ky σx) with a parabola. */
function spinSplitTerms(velocity: number, curvature: number): MomentumTerm[] {
  return [
    power(velocity, 0, 1, [-1, 0], [0, 1]),
    power(velocity, 0, 1, [0, -1], [1, 0]),
    ...[0, 1].flatMap((spin) => [
      power(curvature, spin, spin, [1, 0], [2, 0]),
      power(curvature, spin, spin, [1, 0], [0, 2]),
    ]),
  ];
}

/** Surface state of a topological insulator near Γ: E_D + c k² ± v |k|. */
function diracFamily(): BandFamily {
  return {
    id: 'dirac',
    label: 'Dirac surface state',
    lattice: 'none',
    orbitals: ['up', 'down'],
    parameters: [
      { ...scale('velocity', 2.5, 0.5, 6), unit: 'eV Å' },
      parameter('diracPoint', -0.25, -0.2, 0.05),
      { ...parameter('curvature', 5, -4, 8), unit: 'eV Å²' },
    ],
    hoppings: [constant(1, 0, 0, 1), constant(1, 1, 1, 1)],
    momenta: spinSplitTerms(0, 2),
    hoppingNames: ['velocity'],
  };
}

/** Free electrons of a surface, split by spin: −μ + c k² ± α |k|, c = ħ²/2m*. */
function rashbaFamily(): BandFamily {
  return {
    id: 'rashba',
    label: 'Rashba surface state',
    lattice: 'none',
    orbitals: ['up', 'down'],
    parameters: [
      { ...scale('curvature', 15, 3, 60, true), unit: 'eV Å²' },
      { ...parameter('rashba', 0.4, 0, 0.2), unit: 'eV Å' },
      parameter('mu', 0.4, -0.05, 0.05),
    ],
    hoppings: [constant(2, 0, 0, -1), constant(2, 1, 1, -1)],
    momenta: spinSplitTerms(1, 0),
    hoppingNames: ['curvature', 'rashba'],
  };
}
