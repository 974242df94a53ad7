/**
 * Everything that decides a simulated spectrum, as plain serialisable data: no
 * hidden draws, so a spectrum can be rebuilt from its parameters alone.
 */

import type { BandTable } from './band-table';

export type LatticeKind = 'rectangle' | 'square' | 'hexagonal' | 'honeycomb';

export interface Lattice {
  kind: LatticeKind;
  /** Lattice constant along kx; for honeycomb the site–site distance. Å. */
  aAngstrom: number;
  /** Lattice constant along ky, used by the rectangle only. Å. */
  bAngstrom: number;
}

/**
 * Fermi liquid: Σ′ = 0, Σ″(ω) = curvature · ω² + offset, positive; with `kink`, the
 * coupling to a boson adds to both.
 */
export interface SelfEnergy {
  curvaturePerEv: number;
  offsetEv: number;
  kink?: BosonKink;
}

/** Coupling to a boson of one energy: Σ″ rises by a step, Σ′ bends the band (self-energy.ts). */
export type BosonKink =
  | {
      form: 'kramers-kronig';
      bosonEnergyEv: number;
      /** Rise of Σ″ beyond the boson's energy, eV. */
      stepHeightEv: number;
      /** Lorentzian half width of the boson, eV. */
      widthEv: number;
    }
  | {
      /** Eq. 3 of the paper as printed, which joins an unrelated Σ′ and Σ″. */
      form: 'published';
      bosonEnergyEv: number;
      /** Σ₁ − Σ₀, eV. */
      stepHeightEv: number;
      /** γ of the step, per eV. */
      stepRatePerEv: number;
      /** R, eV². */
      strengthEv2: number;
      /** γ and w of the Lorentzians, eV. */
      widthEv: number;
    };

/** One tight-binding band (simulator Eq. 1 and its relatives). */
export interface TightBindingBand {
  /** E0 relative to the Fermi level, eV. */
  energyEv: number;
  /** Nearest-neighbour hopping t (along kx for the rectangle), eV. */
  hoppingEv: number;
  /** Hopping along ky, used by the rectangle only, eV. */
  hoppingYEv: number;
  /** r: next-nearest hopping over nearest (along kx for the rectangle). */
  nextNearestRatio: number;
  /** r along ky, used by the rectangle only. */
  nextNearestRatioY: number;
  selfEnergy: SelfEnergy;
  /** Factor on the material's matrix element, ≥ 0. */
  matrixAmplitude: number;
  /** The band's own modulation, times that of the material. */
  latticeModulation?: LatticeModulation;
}

/**
 * |M|² with the lattice's period and point symmetry: 1 + Σ depth · shell over its
 * nearest shells (lattice-modulation.ts). Σ |depth| ≤ 1 keeps it positive.
 */
export interface LatticeModulation {
  depths: number[];
}

/**
 * Smooth modulation of the intensity with momentum, standing for |M|²:
 * M(k) = scale · (P(kx, ky) · cos(n · arctan(ky / kx)) − minimum), never below 0,
 * with P = Σ coefficients[i][j] kx^i ky^j, k in Å⁻¹.
 */
export interface MatrixElement {
  coefficients: number[][];
  /** n; 0 for no rotational factor. */
  rotationOrder: number;
  minimum: number;
  scale: number;
}

interface TightBindingMaterial {
  kind: 'tight-binding';
  lattice: Lattice;
  bands: TightBindingBand[];
  matrixElement: MatrixElement;
}

/** The projected continuum of a bulk band: filled on one side of a parabola. */
export interface BulkContinuum {
  /** Band edge at k = 0 relative to the Fermi level, eV. */
  edgeEv: number;
  /** edge(k) = edgeEv + curvature · k², eV Å²; positive for a conduction band. */
  curvatureEvAngstrom2: number;
  /** Energy over which the continuum sets in, eV. */
  onsetEv: number;
  /** Intensity over that of the surface state's peak at its sharpest. */
  weight: number;
}

/** A topological surface state with bulk bands above and below its Dirac point (Bi₂Se₃-like). */
export interface DiracMaterial {
  kind: 'dirac';
  /** Dirac point relative to the Fermi level, eV. */
  diracPointEv: number;
  /** Slope of the cone, eV Å. */
  velocityEvAngstrom: number;
  /** k² term that bends the cone upwards, eV Å². */
  curvatureEvAngstrom2: number;
  selfEnergy: SelfEnergy;
  /** Filled above its edge. */
  conduction: BulkContinuum;
  /** Filled below its edge. */
  valence: BulkContinuum;
  /** 0 for a left–right symmetric cone; ±1 extinguishes one branch at |k| = 0.2 Å⁻¹. */
  asymmetry: number;
}

/** Bands from a calculation, without any model behind them. */
export interface ImportedMaterial {
  kind: 'imported';
  table: BandTable;
  /** One entry per band of the table. */
  bands: { selfEnergy: SelfEnergy; matrixAmplitude: number }[];
  matrixElement: MatrixElement;
}

export type Material = TightBindingMaterial | DiracMaterial | ImportedMaterial;

/** Photon energy, sample orientation and analyser position. Angles in degrees. */
export interface Kinematics {
  photonEnergyEv: number;
  workFunctionEv: number;
  /** θ0, about ŷ: normal emission appears at polar angle −θ0. */
  polarDeg: number;
  /** φ0, about x̂: normal emission appears at tilt angle −φ0. */
  tiltDeg: number;
  /** α0, about the surface normal. */
  azimuthDeg: number;
  /** Which manipulator-like angle runs along the image: polar, or tilt. */
  imageAngle: 'polar' | 'tilt';
  /** The other angle, fixed for the whole image. */
  crossAngleDeg: number;
}

/** One crystallite under the beam, as offsets to the sample orientation. */
export interface Domain {
  /** Share of the intensity, ≥ 0. */
  weight: number;
  polarOffsetDeg: number;
  tiltOffsetDeg: number;
  azimuthOffsetDeg: number;
}

/** Added to the signal, whose own maximum is `signalAmplitude`. All amplitudes ≥ 0. */
export interface Background {
  flat: number;
  /** Height of the Shirley background at its maximum. */
  shirley: number;
  /** Height of the polynomial between its lowest and its highest point in the window. */
  polynomial: number;
  /** Tensor polynomial Σ c[i][j] θ^i E^j, θ in rad, E the kinetic energy in eV. */
  polynomialCoefficients: number[][];
}

/** Sensitivity over the image: uniform, or a separable parabola, 1 at the centre. */
export type DetectorResponse =
  | { kind: 'flat' }
  | {
      kind: 'centre';
      /** Loss at the first and last energy, 0 … 1. */
      energyEdgeLoss: number;
      /** Loss at the first and last angle, 0 … 1. */
      angleEdgeLoss: number;
    };

/** Marks that real frames carry. Shares and fractions are of the image's extent, 0 … 1. */
export type DetectorArtefact =
  /** Two crossed sinusoids of the given period in pixels and depth 0 … 1. */
  | { kind: 'mesh'; periodPixels: number; depth: number; rotationDeg: number }
  /** Corner darkening: 1 − depth · r², r = 1 in the corners. */
  | { kind: 'vignette'; depth: number }
  /** No counts beyond straight edges: a trapezoid where `slope` is not 0. */
  | { kind: 'border'; left: number; right: number; bottom: number; top: number; slope: number }
  /** No counts beyond edges in angle that bend by `bow` from the middle energy to the ends. */
  | { kind: 'curved-border'; left: number; right: number; bow: number }
  /** No counts outside an ellipse of these half axes, half the image being 1. */
  | { kind: 'aperture'; energyRadius: number; angleRadius: number }
  /** Exposure that falls linearly to zero towards both ends of a swept energy axis. */
  | { kind: 'swept-edges'; low: number; high: number }
  /** `count` strips of equal width with gains 1 + depth · N(0, 1), drawn from `seed`. */
  | { kind: 'gain-steps'; along: 'energy' | 'angle'; count: number; depth: number; seed: number }
  /** Energies displaced by shift · (2a − 1)² of the window, a the share of the angle axis. */
  | { kind: 'bowed-energies'; shift: number }
  /** A straight bright streak from `start` to `end` (shares of the angle axis), strength over signal. */
  | { kind: 'stray-line'; start: number; end: number; width: number; strength: number }
  /** Dead time: a rate r is seen as r / (1 + strength · r / r_max). */
  | { kind: 'saturation'; strength: number }
  /** Pixels that never count; drawn from the counting seed. */
  | { kind: 'dead-pixels'; count: number }
  /** Pixels with this many extra counts each; drawn from the counting seed. */
  | { kind: 'hot-pixels'; count: number; counts: number };

export interface Sampling {
  energyCount: number;
  angleCount: number;
}

/** Pixel cells divide the windows evenly: pixel centres lie half a step inside. */
export interface SamplingWindow extends Sampling {
  /** Lower and upper edge relative to the Fermi level, eV. */
  energyWindowEv: [number, number];
  /** Lower and upper edge of the measured angle, deg. */
  angleWindowDeg: [number, number];
}

/** A fixed number of electrons (multinomial), or a fixed exposure (Poisson in the total). */
type Counting =
  { kind: 'fixed-count'; electronCount: number } | { kind: 'exposure'; meanElectronCount: number };

export interface SpectrumParameters {
  material: Material;
  kinematics: Kinematics;
  /** At least one; weights need not sum to 1. */
  domains: Domain[];
  temperatureK: number;
  /** FWHM, eV. */
  energyResolutionEv: number;
  /** FWHM, deg. */
  angleResolutionDeg: number;
  /** Maximum of the noise-free signal, in the units of the background amplitudes. */
  signalAmplitude: number;
  background: Background;
  response: DetectorResponse;
  artefacts: DetectorArtefact[];
  /** Points of the analogue read-out's spread (Gaussian over ±(n − 1)/2 pixels); 1 for pulse counting. */
  readoutSpreadPoints: number;
  sampling: SamplingWindow;
  counting: Counting;
  /** Seed of the counting noise and of the pixels that artefacts hit. */
  countingSeed: number;
}
