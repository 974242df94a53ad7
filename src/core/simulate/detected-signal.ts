import {
  countRatioOf,
  featureOf,
  peakToBackgroundOf,
  publishedWidth,
  signalToBackgroundOf,
} from '#core/quality/components';
import type { LabelProfile, ProfileName } from '#core/quality/profiles';
import { LABEL_PROFILES } from '#core/quality/profiles';
import type { QualityComponents } from '#core/quality/types';
import { typicalBackground } from './background';
import { addStrayLines, saturate, saturationStrength } from './detector';
import { BOLTZMANN_EV_PER_K } from './kinematics';
import type { Material, SamplingWindow, SpectrumParameters } from './parameters';
import { imaginarySelfEnergy } from './self-energy';
import { fillTransmission, hidesPixels, responseFactors } from './transmission';
import type { VisibleBands } from './visible-bands';
import { visibleBands } from './visible-bands';

/** Noise-free images of a spectrum, and where its detected counterparts go. */
interface Images {
  signal: Float32Array;
  background: Float32Array;
  /** Receives the background as detected. */
  spare: Float32Array;
  /** Receives signal and background as detected. */
  total: Float32Array;
}

interface DetectedMaxima {
  background: number;
  total: number;
}

/**
 * Passes signal and background through the detector into `total`, and evaluates
 * the quality components under every label profile.
 */
export function detectSignal(
  parameters: SpectrumParameters,
  images: Images,
): { componentsByProfile: Record<ProfileName, QualityComponents> } {
  const { artefacts, sampling } = parameters;
  const feature = featureOf(images.signal, sampling.angleCount);
  const isFiltered = artefacts.some(
    ({ kind }) => kind !== 'dead-pixels' && kind !== 'hot-pixels' && kind !== 'bowed-energies',
  );
  const maxima = isFiltered
    ? detectThroughArtefacts(parameters, images)
    : detectDirectly(parameters, images);
  const evidence: Evidence = {
    parameters,
    maxima,
    bands: visibleBands(parameters),
    feature,
    featureInSight: artefacts.some(hidesPixels) ? featureWithinEdges(parameters, images) : feature,
  };
  return {
    componentsByProfile: {
      published: componentsOf(evidence, LABEL_PROFILES.published),
      alignment: componentsOf(evidence, LABEL_PROFILES.alignment),
    },
  };
}

function detectDirectly(parameters: SpectrumParameters, images: Images): DetectedMaxima {
  const { energyCount, angleCount } = parameters.sampling;
  const { signal, background, total } = images;
  const { energy, angle } = responseFactors(parameters.response, parameters.sampling);
  let backgroundMaximum = 0;
  let totalMaximum = 0;
  for (let i = 0; i < energyCount; i++) {
    const start = i * angleCount;
    const rowFactor = energy[i];
    for (let j = 0; j < angleCount; j++) {
      const factor = rowFactor * angle[j];
      const floor = background[start + j] * factor;
      const value = floor + signal[start + j] * factor;
      total[start + j] = value;
      if (floor > backgroundMaximum) backgroundMaximum = floor;
      if (value > totalMaximum) totalMaximum = value;
    }
  }
  return { background: backgroundMaximum, total: totalMaximum };
}

/** The maxima are those of the rates as counted; streaks of stray light are left out of them. */
function detectThroughArtefacts(parameters: SpectrumParameters, images: Images): DetectedMaxima {
  const { artefacts, sampling } = parameters;
  const { signal, background, spare, total } = images;
  fillTransmission(parameters, total);
  let backgroundMaximum = 0;
  let signalMaximum = 0;
  let totalMaximum = 0;
  for (let index = 0; index < total.length; index++) {
    const factor = total[index];
    const floor = background[index] * factor;
    const light = signal[index] * factor;
    const value = floor + light;
    spare[index] = light;
    total[index] = value;
    if (floor > backgroundMaximum) backgroundMaximum = floor;
    if (light > signalMaximum) signalMaximum = light;
    if (value > totalMaximum) totalMaximum = value;
  }
  addStrayLines(artefacts, sampling, signalMaximum, total);
  const strength = saturationStrength(artefacts);
  saturate(total, strength, totalMaximum);
  if (!(strength > 0 && totalMaximum > 0)) {
    return { background: backgroundMaximum, total: totalMaximum };
  }
  return {
    background: backgroundMaximum / (1 + (strength * backgroundMaximum) / totalMaximum),
    total: totalMaximum / (1 + strength),
  };
}

/** F of the signal that the frame's black edges leave; `spare` holds what remains of it. */
function featureWithinEdges(parameters: SpectrumParameters, images: Images): number {
  const { sampling, artefacts } = parameters;
  const { signal, spare } = images;
  fillTransmission(
    { sampling, response: { kind: 'flat' }, artefacts: artefacts.filter(hidesPixels) },
    spare,
  );
  const { angleCount } = sampling;
  let variation = 0;
  let total = 0;
  for (let start = 0; start < signal.length; start += angleCount) {
    for (let index = start; index < start + angleCount; index++) {
      if (spare[index] === 0) continue;
      total += signal[index];
      // The edge itself is no feature: only neighbours in sight are compared.
      if (index > start && spare[index - 1] !== 0) {
        variation += Math.abs(signal[index] - signal[index - 1]);
      }
    }
  }
  return total > 0 ? variation / total : 0;
}

/** What the components are made from. */
interface Evidence {
  parameters: SpectrumParameters;
  maxima: DetectedMaxima;
  bands: VisibleBands;
  feature: number;
  featureInSight: number;
}

function componentsOf(evidence: Evidence, profile: LabelProfile): QualityComponents {
  const { parameters, maxima } = evidence;
  const isInSight = profile.signal.kind === 'peak-in-sight';
  const relativeWidth = relativeWidthOf(evidence, profile);
  return {
    feature: isInSight ? evidence.featureInSight : evidence.feature,
    sharpness: Math.max(0, 1 - relativeWidth),
    relativeWidth,
    signalToBackground: isInSight
      ? peakToBackgroundOf(
          parameters.signalAmplitude * evidence.bands.peakShare,
          typicalBackground(parameters),
          saturationStrength(parameters.artefacts),
        )
      : signalToBackgroundOf(maxima.background, maxima.total),
    countRatio: countRatioOf(expectedElectrons(parameters)),
  };
}

function relativeWidthOf({ parameters, bands }: Evidence, { sharpness }: LabelProfile): number {
  if (sharpness.kind === 'visible-width') {
    return bands.peakShare > 0 ? bands.relativeWidth / sharpness.fullWidth : Infinity;
  }
  return publishedWidth(
    parameters.energyResolutionEv,
    BOLTZMANN_EV_PER_K * parameters.temperatureK,
    deepestSelfEnergy(parameters.material, parameters.sampling),
  );
}

/** The expected electrons of a parameter set: its count, or its mean count. */
export function expectedElectrons(parameters: SpectrumParameters): number {
  const { counting } = parameters;
  return counting.kind === 'fixed-count' ? counting.electronCount : counting.meanElectronCount;
}

/**
 * Smallest Σ″ over the bands at the deepest energy of the window, eV: the
 * published code's reading of min(Σ″) in Eq. 7.
 */
function deepestSelfEnergy(material: Material, sampling: SamplingWindow): number {
  const omegaEv = sampling.energyWindowEv[0];
  const selfEnergies =
    material.kind === 'dirac'
      ? [material.selfEnergy]
      : material.bands.map((band) => band.selfEnergy);
  return Math.min(...selfEnergies.map((selfEnergy) => imaginarySelfEnergy(selfEnergy, omegaEv)));
}
