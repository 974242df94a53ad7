import { materialEnergies } from './band-energies';
import {
  BOLTZMANN_EV_PER_K,
  emissionDirection,
  fermiKineticEnergy,
  FWHM_PER_SIGMA,
  waveVectorAt,
} from './kinematics';
import { latticeModulationAt } from './lattice-modulation';
import { rawMatrixElement } from './matrix-element';
import type { Domain, Material, SelfEnergy, SpectrumParameters } from './parameters';
import { imaginarySelfEnergy, renormalisedEnergy } from './self-energy';
import { isWithinEdges } from './transmission';

/** Angles at which the bands are looked at; they vary slowly between them. */
const COLUMN_COUNT = 96;
/**
 * Energy over which bands fade out above the Fermi level when it is decided what
 * can be seen. Not the sample's own k_BT: else a warmer sample would bring bands
 * into view and so could count as sharper.
 */
const FADE_ENERGY_EV = 0.02;
/** Distance between domains' lines, share of the window, beyond which they look doubled more than broadened. */
const DOUBLING_SHARE = 0.06;
/** FWHM of the slope of the Fermi–Dirac step, in units of k_BT: 4 arcosh √2. */
const FERMI_STEP_FWHM = 4 * Math.acosh(Math.SQRT2);
/** How far below the Fermi level, eV, a line is still shaped by its step. */
const FERMI_STEP_REACH_EV = 0.06;
/** Occupation below which a band is out of sight. */
const LEAST_OCCUPATION = 0.01;

/** One dispersion (a branch of a band) along the cut, averaged over the domains. */
interface BranchPoint {
  energyEv: number;
  /** How far the same branch of each other domain lies at the same measured angle, and its share. */
  others: { distanceEv: number; share: number }[];
  /** Intensity weight before occupation. */
  weight: number;
  selfEnergy: SelfEnergy;
}

/** What of the bands can be seen in the frame. */
export interface VisibleBands {
  /** Width of the dispersions in the frame, across the lines, share of the frame. */
  relativeWidth: number;
  /**
   * Intensity at the brightest place that the frame's black edges leave open, over
   * that of the brightest in the window; 0 where no dispersion is in sight.
   */
  peakShare: number;
  /**
   * Tails of dispersions outside the window, where they reach into it, over the peaks of those
   * inside; infinite where none is inside.
   */
  tailShare: number;
}

/**
 * The dispersions inside the window and within the frame's edges. Each of their points has the
 * width that one would measure there on the frame, a square of side 1: along the energy axis the
 * FWHM of a Voigt line of 2Σ″ and
 * G² = ΔE² + (∂E/∂θ · Δθ)² + spread of the domains' energies + (3.53 k_BT)² · exp(−½ (E / 60 meV)²),
 * all as FWHM, over the window's height; across the line that over √(1 + s²), s the slope on the
 * frame, so that a steep line is as sharp as its MDC. k_BT counts where a line comes near a Fermi
 * level that the window holds. A line of given intensity is the brighter the sharper it is, and
 * what is bright is what one sees: the points' widths are averaged with their peak heights
 * (intensity / w), which is the harmonic mean weighted by intensity. Where no band is in sight only
 * ΔE remains.
 */
export function visibleBands(parameters: SpectrumParameters): VisibleBands {
  const { sampling, energyResolutionEv, angleResolutionDeg, artefacts } = parameters;
  const [low, high] = sampling.energyWindowEv;
  const holdsFermiEdge = low < 0 && high > 0;
  const stepEv = holdsFermiEdge
    ? FERMI_STEP_FWHM * BOLTZMANN_EV_PER_K * parameters.temperatureK
    : 0;
  const energySpan = high - low;
  const columns = branchColumns(parameters);
  const angleSpan = sampling.angleWindowDeg[1] - sampling.angleWindowDeg[0];
  const anglePerColumn = angleSpan / COLUMN_COUNT;
  let weights = 0;
  let heights = 0;
  let brightest = 0;
  let brightestInSight = 0;
  let highestPeak = 0;
  let highestTail = 0;
  for (let column = 1; column < COLUMN_COUNT - 1; column++) {
    columns[column].forEach((point, branch) => {
      const { energyEv, selfEnergy } = point;
      const sigma = imaginarySelfEnergy(selfEnergy, energyEv);
      const occupation = 1 / (1 + Math.exp(energyEv / FADE_ENERGY_EV));
      if (!(energyEv >= low && energyEv <= high) || occupation < LEAST_OCCUPATION) {
        const outside = Math.max(low - energyEv, energyEv - Math.min(high, 0));
        const tail = (point.weight * sigma) / (outside * outside + sigma * sigma);
        if (tail > highestTail) highestTail = tail;
        return;
      }
      const weight = point.weight * occupation;
      const peak = weight / sigma;
      if (peak > brightest) brightest = peak;
      const energyShare = (energyEv - low) / energySpan;
      if (!isWithinEdges(artefacts, energyShare, (column + 0.5) / COLUMN_COUNT)) return;
      if (peak > brightestInSight) brightestInSight = peak;
      const rise = columns[column + 1][branch].energyEv - columns[column - 1][branch].energyEv;
      const slope = rise / (2 * anglePerColumn);
      const angular = slope * angleResolutionDeg;
      const steepness = (slope * angleSpan) / energySpan;
      const acrossPerEv = 1 / (energySpan * Math.hypot(1, steepness));
      const spread = FWHM_PER_SIGMA ** 2 * spreadEv2(point, acrossPerEv);
      const thermal = stepEv * Math.exp(-0.5 * (energyEv / FERMI_STEP_REACH_EV) ** 2);
      const gaussian = Math.hypot(energyResolutionEv, angular, Math.sqrt(spread), thermal);
      const width = voigtWidth(2 * sigma, gaussian) / energySpan / Math.hypot(1, steepness);
      const height = weight / width;
      if (height > highestPeak) highestPeak = height;
      weights += weight;
      heights += height;
    });
  }
  return {
    relativeWidth: heights > 0 ? weights / heights : energyResolutionEv / energySpan,
    peakShare: brightestInSight > 0 ? brightestInSight / brightest : 0,
    tailShare: highestPeak > 0 ? highestTail / highestPeak : Infinity,
  };
}

/** FWHM of a Voigt line from those of its parts, to 0.02 % (Olivero and Longbothum, 1977). */
function voigtWidth(lorentzian: number, gaussian: number): number {
  return 0.5346 * lorentzian + Math.sqrt(0.2166 * lorentzian ** 2 + gaussian ** 2);
}

/**
 * Variance of the domains' energies about a point of the heaviest one, eV². Each other domain can
 * only add to it; one as heavy as the first counts with the variance of the two. Distances count up
 * to DOUBLING_SHARE of the frame, taken across the line as its width is: lines of a steep band lie
 * far apart in energy where they are next to each other in angle.
 */
function spreadEv2({ others }: BranchPoint, acrossPerEv: number): number {
  return others.reduce((sum, { distanceEv, share }) => {
    const far = (distanceEv * acrossPerEv) / DOUBLING_SHARE;
    return sum + (0.25 * share * distanceEv * distanceEv) / (1 + far * far);
  }, 0);
}

function branchColumns(parameters: SpectrumParameters): BranchPoint[][] {
  const { material, kinematics, sampling, domains } = parameters;
  const waveVector = waveVectorAt(fermiKineticEnergy(kinematics));
  const [low, high] = sampling.angleWindowDeg;
  return Array.from({ length: COLUMN_COUNT }, (_, column) => {
    const angleDeg = low + ((high - low) * (column + 0.5)) / COLUMN_COUNT;
    return mixedBranches(material, domains, (domain) => {
      const { nx, ny } = emissionDirection(kinematics, domain, angleDeg);
      return { kx: waveVector * nx, ky: waveVector * ny };
    });
  });
}

/** Every branch's energy in the heaviest domain at one measured angle, and how far the others' lie from it. */
function mixedBranches(
  material: Material,
  domains: Domain[],
  momentumOf: (domain: Domain) => { kx: number; ky: number },
): BranchPoint[] {
  const main = domains.reduce((heaviest, domain) =>
    domain.weight > heaviest.weight ? domain : heaviest,
  );
  const { kx, ky } = momentumOf(main);
  const points = materialEnergies(material, kx, ky).flatMap((energies, band) => {
    const { selfEnergy, intensity } = bandProperties(material, band, kx, ky);
    return energies.map((bareEnergyEv): BranchPoint => ({
      energyEv: renormalisedEnergy(selfEnergy, bareEnergyEv),
      others: [],
      weight: main.weight * intensity,
      selfEnergy,
    }));
  });
  for (const domain of domains) {
    if (domain === main || !(domain.weight > 0)) continue;
    const other = momentumOf(domain);
    const energies = materialEnergies(material, other.kx, other.ky).flat();
    points.forEach((point, branch) => {
      const distance = renormalisedEnergy(point.selfEnergy, energies[branch]) - point.energyEv;
      point.others.push({ distanceEv: distance, share: domain.weight / main.weight });
    });
  }
  return points;
}

function bandProperties(
  material: Material,
  band: number,
  kx: number,
  ky: number,
): { selfEnergy: SelfEnergy; intensity: number } {
  if (material.kind === 'dirac') return { selfEnergy: material.selfEnergy, intensity: 1 };
  const { matrixElement, bands } = material;
  const { matrixAmplitude, selfEnergy } = bands[band];
  const raw = rawMatrixElement(matrixElement, kx, ky) - matrixElement.minimum;
  const intensity = matrixAmplitude * Math.max(0, matrixElement.scale * raw);
  if (material.kind === 'imported') return { selfEnergy, intensity };
  const { latticeModulation } = material.bands[band];
  if (latticeModulation === undefined) return { selfEnergy, intensity };
  const factor = latticeModulationAt(latticeModulation, material.lattice, kx, ky);
  return { selfEnergy, intensity: intensity * factor };
}
