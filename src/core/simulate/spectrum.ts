import type { Spectrum } from '#shared/spectrum';
import type { LabelProfile, ProfileName } from '#core/quality/profiles';
import { LABEL_PROFILES } from '#core/quality/profiles';
import type { QualityComponents } from '#core/quality/types';
import { renderBackground } from './background';
import { addEvents, spreadReadout } from './counting';
import { detectSignal, expectedElectrons } from './detected-signal';
import { bowEnergies, markPixels } from './detector';
import { fermiKineticEnergy } from './kinematics';
import type { SamplingWindow, SpectrumParameters } from './parameters';
import { createRandom } from './random';
import { angleAt, angleStep, energyStep, omegaAt, renderSignal } from './signal';

/** A spectrum with the truth about its quality. */
export interface LabelledSpectrum {
  spectrum: Spectrum;
  /** Those of the profile asked for. */
  components: QualityComponents;
  componentsByProfile: Record<ProfileName, QualityComponents>;
  /** Expected electrons of the exposure, which N is made from. */
  electrons: number;
}

/** A simulated spectrum and everything it was made from. */
export interface SimulatedSpectrum extends LabelledSpectrum {
  parameters: SpectrumParameters;
}

/** Noise-free images, row-major [energy][angle], before the detector's response. */
export interface ExpectedImages {
  signal: Float32Array;
  background: Float32Array;
}

/** Image-sized scratch that every spectrum of one size reuses. */
export interface Workspace extends ExpectedImages {
  spare: Float32Array;
  total: Float32Array;
}

let reusedWorkspace: Workspace | undefined;

function workspaceOf(size: number): Workspace {
  if (reusedWorkspace?.signal.length !== size) {
    reusedWorkspace = {
      signal: new Float32Array(size),
      background: new Float32Array(size),
      spare: new Float32Array(size),
      total: new Float32Array(size),
    };
  }
  return reusedWorkspace;
}

function pixelCount(sampling: SamplingWindow): number {
  return sampling.energyCount * sampling.angleCount;
}

function render(parameters: SpectrumParameters): Workspace {
  const workspace = workspaceOf(pixelCount(parameters.sampling));
  renderSignal(parameters, workspace.signal, workspace.spare);
  bowEnergies(parameters, workspace.signal, workspace.spare);
  renderBackground(parameters, workspace.signal, workspace.background);
  return workspace;
}

/** The noise-free signal and background of a parameter set, as fresh arrays. */
export function expectedImages(parameters: SpectrumParameters): ExpectedImages {
  const { signal, background } = render(parameters);
  return { signal: signal.slice(), background: background.slice() };
}

/** The quality components of a parameter set, without drawing any counts. */
export function expectedComponents(
  parameters: SpectrumParameters,
  profile: LabelProfile = LABEL_PROFILES.published,
): QualityComponents {
  return detectSignal(parameters, render(parameters)).componentsByProfile[profile.name];
}

/** A spectrum with its axes: kinetic energy in eV, measured angle in deg. */
export function spectrumOf(
  counts: Float32Array,
  sampling: SamplingWindow,
  fermiEnergyEv: number,
): Spectrum {
  return {
    counts,
    energy: {
      name: 'Kinetic energy',
      unit: 'eV',
      start: fermiEnergyEv + omegaAt(sampling, 0),
      step: energyStep(sampling),
      count: sampling.energyCount,
    },
    angle: {
      name: 'Angle',
      unit: 'deg',
      start: angleAt(sampling, 0),
      step: angleStep(sampling),
      count: sampling.angleCount,
    },
  };
}

/**
 * Draws the counts of a parameter set and evaluates the components of both label
 * profiles; `components` are those of the profile asked for. Same parameters, same
 * bits.
 */
export function simulateSpectrum(
  parameters: SpectrumParameters,
  profile: LabelProfile = LABEL_PROFILES.published,
): SimulatedSpectrum {
  const { sampling, counting } = parameters;
  const workspace = render(parameters);
  const { componentsByProfile } = detectSignal(parameters, workspace);
  const counts = new Float32Array(pixelCount(sampling));
  const random = createRandom(parameters.countingSeed);
  const electrons =
    counting.kind === 'fixed-count'
      ? counting.electronCount
      : random.poisson(counting.meanElectronCount);
  addEvents(workspace.total, sampling.angleCount, electrons, random, counts);
  const { energyCount, angleCount } = sampling;
  spreadReadout(counts, workspace.spare, energyCount, angleCount, parameters.readoutSpreadPoints);
  markPixels(parameters.artefacts, random, counts);
  return {
    spectrum: spectrumOf(counts, sampling, fermiKineticEnergy(parameters.kinematics)),
    components: componentsByProfile[profile.name],
    componentsByProfile,
    electrons: expectedElectrons(parameters),
    parameters,
  };
}
