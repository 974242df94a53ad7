import { blurImage, sigmaPixelsOf } from './blur';
import {
  BOLTZMANN_EV_PER_K,
  emissionDirection,
  fermiKineticEnergy,
  waveVectorAt,
} from './kinematics';
import { addMaterialRow, materialRowsOf, modulationsOf } from './material-rows';
import type { Domain, SamplingWindow, SpectrumParameters } from './parameters';

/** Above this many k_BT over the Fermi level nothing is occupied (e⁻⁴⁰ ≈ 4e-18). */
const EMPTY_ABOVE_THERMAL_ENERGIES = 40;

/** Step of a sampling window's energy axis, eV. */
export function energyStep(sampling: SamplingWindow): number {
  return (sampling.energyWindowEv[1] - sampling.energyWindowEv[0]) / sampling.energyCount;
}

/** Step of a sampling window's angle axis, deg. */
export function angleStep(sampling: SamplingWindow): number {
  return (sampling.angleWindowDeg[1] - sampling.angleWindowDeg[0]) / sampling.angleCount;
}

/** Energy relative to the Fermi level at the centre of an energy pixel, eV. */
export function omegaAt(sampling: SamplingWindow, energyIndex: number): number {
  return sampling.energyWindowEv[0] + (energyIndex + 0.5) * energyStep(sampling);
}

/** Measured angle at the centre of an angle pixel, deg. */
export function angleAt(sampling: SamplingWindow, angleIndex: number): number {
  return sampling.angleWindowDeg[0] + (angleIndex + 0.5) * angleStep(sampling);
}

/**
 * Writes the noise-free photoemission signal to `image`: spectral function ×
 * matrix element × Fermi–Dirac, summed over the domains, blurred by the energy
 * and angle resolution, and scaled to a maximum of `signalAmplitude` (all zero
 * where there is nothing to scale). Row-major [energy][angle]; `spare` is
 * scratch of the same size.
 */
export function renderSignal(
  parameters: SpectrumParameters,
  image: Float32Array,
  spare: Float32Array,
): void {
  const { sampling } = parameters;
  image.fill(0);
  if (!(parameters.signalAmplitude > 0)) return;
  addUnblurredSignal(parameters, image);
  const { energyCount, angleCount } = sampling;
  const energySigma = sigmaPixelsOf(parameters.energyResolutionEv, energyStep(sampling));
  const angleSigma = sigmaPixelsOf(parameters.angleResolutionDeg, angleStep(sampling));
  blurImage(image, spare, energyCount, angleCount, 'column', energySigma);
  blurImage(spare, image, energyCount, angleCount, 'row', angleSigma);
  scaleToMaximum(image, parameters.signalAmplitude);
}

/** Adds spectral function × matrix element × Fermi–Dirac of every domain to `image`, unscaled. */
export function addUnblurredSignal(parameters: SpectrumParameters, image: Float32Array): void {
  for (const domain of parameters.domains) {
    if (domain.weight > 0) addDomain(parameters, domain, image);
  }
}

/** Scales an image to a maximum of `amplitude`, and negative values to 0. */
export function scaleToMaximum(image: Float32Array, amplitude: number): void {
  let maximum = 0;
  for (let index = 0; index < image.length; index++) {
    const value = image[index];
    if (value > maximum) maximum = value;
    // The recursive blur may undershoot zero by 1e-4 of the peak beside a bright line.
    else if (!(value > 0)) image[index] = 0;
  }
  const scale = maximum > 0 ? amplitude / maximum : 0;
  for (let index = 0; index < image.length; index++) image[index] *= scale;
}

function addDomain(parameters: SpectrumParameters, domain: Domain, image: Float32Array): void {
  const { material, kinematics, sampling, temperatureK } = parameters;
  const { energyCount, angleCount } = sampling;
  const rows = materialRowsOf(angleCount);
  const { nx, ny, row } = rows;
  for (let j = 0; j < angleCount; j++) {
    const direction = emissionDirection(kinematics, domain, angleAt(sampling, j));
    nx[j] = direction.nx;
    ny[j] = direction.ny;
  }
  const fermiEnergyEv = fermiKineticEnergy(kinematics);
  const modulations = modulationsOf(material, waveVectorAt(fermiEnergyEv), rows);

  const thermalEv = BOLTZMANN_EV_PER_K * temperatureK;
  for (let i = 0; i < energyCount; i++) {
    const omegaEv = omegaAt(sampling, i);
    if (omegaEv > EMPTY_ABOVE_THERMAL_ENERGIES * thermalEv) break;
    const waveVector = waveVectorAt(fermiEnergyEv + omegaEv);
    row.fill(0);
    addMaterialRow(material, waveVector, omegaEv, domain.weight, modulations, rows);
    const occupation = thermalEv > 0 ? 1 / (1 + Math.exp(omegaEv / thermalEv)) : 1;
    const start = i * angleCount;
    for (let j = 0; j < angleCount; j++) image[start + j] += row[j] * occupation;
  }
}
