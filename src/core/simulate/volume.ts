import { addShirley, renderBackground } from './background';
import { blurImage, sigmaPixelsOf } from './blur';
import { addEvents } from './counting';
import { FWHM_PER_SIGMA } from './kinematics';
import type { SpectrumParameters } from './parameters';
import { createRandom } from './random';
import { addUnblurredSignal, angleStep, energyStep, omegaAt, scaleToMaximum } from './signal';
import { fillTransmission } from './transmission';

/** The second angle of a cube or map: what a deflector or a manipulator steps through. */
export interface CrossSampling {
  crossCount: number;
  /** Lower and upper edge of the cross angle, deg. */
  crossWindowDeg: [number, number];
}

/** Energies on either side over which a map is integrated, in standard deviations. */
const ENERGY_REACH = 3;
/** Energies at which a map is integrated, and the least half range in eV. */
const MAP_ENERGY_COUNT = 25;
const LEAST_HALF_RANGE_EV = 1e-4;

/** Events over energy × cross angle × image angle, row-major in that order. */
export interface SimulatedCube {
  counts: Float32Array;
  energyCount: number;
  crossCount: number;
  angleCount: number;
}

/** Events over cross angle × image angle at one energy, row-major in that order. */
export interface SimulatedMap {
  counts: Float32Array;
  crossCount: number;
  angleCount: number;
}

/** Cross angle at the centre of a step, deg. */
export function crossAngleAt(cross: CrossSampling, index: number): number {
  const [low, high] = cross.crossWindowDeg;
  return low + ((high - low) * (index + 0.5)) / cross.crossCount;
}

/**
 * The noise-free signal of a cube, [energy][cross][angle], blurred in all three
 * directions by the energy and angle resolution; its maximum is `signalAmplitude`.
 * The cross angle of `parameters` is replaced by each of the window's in turn.
 */
export function expectedCube(parameters: SpectrumParameters, cross: CrossSampling): Float32Array {
  const { sampling, angleResolutionDeg } = parameters;
  const { energyCount, angleCount } = sampling;
  const { crossCount, crossWindowDeg } = cross;
  const planeSize = crossCount * angleCount;
  const cube = new Float32Array(energyCount * planeSize);
  const cut = new Float32Array(energyCount * angleCount);
  for (let c = 0; c < crossCount; c++) {
    cut.fill(0);
    addUnblurredSignal(atCrossAngle(parameters, crossAngleAt(cross, c)), cut);
    for (let i = 0; i < energyCount; i++) {
      const row = cut.subarray(i * angleCount, (i + 1) * angleCount);
      cube.set(row, i * planeSize + c * angleCount);
    }
  }
  const spare = new Float32Array(cube.length);
  const energySigma = sigmaPixelsOf(parameters.energyResolutionEv, energyStep(sampling));
  blurImage(cube, spare, energyCount, planeSize, 'column', energySigma);
  const crossStep = (crossWindowDeg[1] - crossWindowDeg[0]) / crossCount;
  blurPlanes(spare, cube, parameters, cross, sigmaPixelsOf(angleResolutionDeg, crossStep));
  scaleToMaximum(cube, parameters.signalAmplitude);
  return cube;
}

function atCrossAngle(parameters: SpectrumParameters, crossAngleDeg: number): SpectrumParameters {
  return { ...parameters, kinematics: { ...parameters.kinematics, crossAngleDeg } };
}

/** Blurs every plane of a cube in `source` along both angles, into `target`. */
function blurPlanes(
  source: Float32Array,
  target: Float32Array,
  parameters: SpectrumParameters,
  cross: CrossSampling,
  crossSigma: number,
): void {
  const { angleCount } = parameters.sampling;
  const { crossCount } = cross;
  const planeSize = crossCount * angleCount;
  const angleSigma = sigmaPixelsOf(parameters.angleResolutionDeg, angleStep(parameters.sampling));
  const between = new Float32Array(planeSize);
  for (let start = 0; start < source.length; start += planeSize) {
    const from = source.subarray(start, start + planeSize);
    const to = target.subarray(start, start + planeSize);
    blurImage(from, between, crossCount, angleCount, 'column', crossSigma);
    blurImage(between, to, crossCount, angleCount, 'row', angleSigma);
  }
}

/** Draws the events of a cube: signal and background through the detector, shared by all cuts. */
export function simulateCube(parameters: SpectrumParameters, cross: CrossSampling): SimulatedCube {
  const { sampling, background } = parameters;
  const { energyCount, angleCount } = sampling;
  const { crossCount } = cross;
  const planeSize = crossCount * angleCount;
  const total = expectedCube(parameters, cross);
  const floor = new Float32Array(energyCount * angleCount);
  const withoutShirley = { ...parameters, background: { ...background, shirley: 0 } };
  renderBackground(withoutShirley, total, floor);
  const shirley = new Float32Array(total.length);
  if (background.shirley > 0) addShirley(total, planeSize, background.shirley, shirley);
  const transmission = new Float32Array(floor.length);
  fillTransmission(parameters, transmission);
  for (let index = 0; index < total.length; index++) {
    const pixel = Math.floor(index / planeSize) * angleCount + (index % angleCount);
    total[index] = (total[index] + shirley[index] + floor[pixel]) * transmission[pixel];
  }
  const counts = new Float32Array(total.length);
  drawEvents(parameters, total, planeSize, counts);
  return { counts, energyCount, crossCount, angleCount };
}

/**
 * Draws the events of a constant-energy map at `omegaEv` relative to the Fermi
 * level, collected with the energy resolution. Of the background only the flat part
 * and of the detector only the sensitivity along the image angle apply.
 */
export function simulateConstantEnergyMap(
  parameters: SpectrumParameters,
  cross: CrossSampling,
  omegaEv: number,
): SimulatedMap {
  const { angleCount } = parameters.sampling;
  const total = expectedConstantEnergyMap(parameters, cross, omegaEv);
  const transmission = new Float32Array(angleCount);
  const sampling = { ...parameters.sampling, energyCount: 1 };
  fillTransmission({ ...parameters, sampling, artefacts: [] }, transmission);
  for (let index = 0; index < total.length; index++) {
    total[index] = (total[index] + parameters.background.flat) * transmission[index % angleCount];
  }
  const counts = new Float32Array(total.length);
  drawEvents(parameters, total, angleCount, counts);
  return { counts, crossCount: cross.crossCount, angleCount };
}

/** The noise-free signal of a constant-energy map, [cross][angle], scaled to `signalAmplitude`. */
export function expectedConstantEnergyMap(
  parameters: SpectrumParameters,
  cross: CrossSampling,
  omegaEv: number,
): Float32Array {
  const sigmaEv = parameters.energyResolutionEv / FWHM_PER_SIGMA;
  const halfRangeEv = Math.max(LEAST_HALF_RANGE_EV, ENERGY_REACH * sigmaEv);
  const sampling = {
    ...parameters.sampling,
    energyCount: MAP_ENERGY_COUNT,
    energyWindowEv: [omegaEv - halfRangeEv, omegaEv + halfRangeEv] as [number, number],
  };
  // Each energy enters with its own weight instead of a blur, so nothing is lost at the ends.
  const cube = expectedCube({ ...parameters, sampling, energyResolutionEv: 0 }, cross);
  const map = new Float32Array(cross.crossCount * sampling.angleCount);
  for (let i = 0; i < MAP_ENERGY_COUNT; i++) {
    const distance = sigmaEv > 0 ? (omegaAt(sampling, i) - omegaEv) / sigmaEv : 0;
    const weight = Math.exp(-0.5 * distance * distance);
    const start = i * map.length;
    for (let pixel = 0; pixel < map.length; pixel++) map[pixel] += weight * cube[start + pixel];
  }
  scaleToMaximum(map, parameters.signalAmplitude);
  return map;
}

function drawEvents(
  parameters: SpectrumParameters,
  intensity: Float32Array,
  columnCount: number,
  counts: Float32Array,
): void {
  const { counting, countingSeed } = parameters;
  const random = createRandom(countingSeed);
  const electrons =
    counting.kind === 'fixed-count'
      ? counting.electronCount
      : random.poisson(counting.meanElectronCount);
  addEvents(intensity, columnCount, electrons, random, counts);
}
