import type { BandData } from '#core/bands/band-data';
import type { Random } from '#core/simulate/random';
import type { ReferenceBands } from './reference-bands';

/** Everything that decides a simulated map or cut. Angles in degrees. */
export interface ReferenceSetting {
  bands: ReferenceBands;
  /** Intensity of a band at kx, ky. */
  matrixElement: (kx: number, ky: number, band: number) => number;
  photonEnergyEv: number;
  workFunctionEv: number;
  azimuthDeg: number;
  polarOffsetDeg: number;
  tiltOffsetDeg: number;
  gammaOffsetEv: number;
  gammaCurvaturePerEv: number;
  temperatureK: number;
  energyResolutionEv: number;
  angleResolutionDeg: number;
  /** Counts at the brightest pixel, background included. */
  peakCounts: number;
}

/** Frames and pixels of a simulated data set. */
export interface ReferenceSampling {
  name: string;
  polarsDeg: readonly number[];
  azimuthMotorDeg: number;
  anglesDeg: readonly number[];
  /** Relative to the Fermi level, ascending. */
  omegasEv: readonly number[];
}

/** Step of the direct sums over energy, eV. */
const FINE_EV = 0.001;
/** Angles that the slit's resolution is averaged over, in standard deviations, and their weights. */
const ANGLES = [-2, -1, 0, 1, 2] as const;
const BACKGROUND = { flat: 0.004, occupied: 0.02 } as const;

/**
 * Counts of a map or cut by direct sums, without any of the fit's shortcuts: bands at the exact k of
 * every energy, occupation and resolution summed on a grid of 1 meV, Poisson noise.
 */
export function referenceData(
  setting: ReferenceSetting,
  sampling: ReferenceSampling,
  random: Random,
): BandData {
  const { polarsDeg, anglesDeg, omegasEv, azimuthMotorDeg } = sampling;
  const fermiEv = setting.photonEnergyEv - setting.workFunctionEv;
  const directions = polarsDeg.length * anglesDeg.length;
  const energies = omegasEv.length;
  const expected = new Float64Array(directions * energies);
  let largest = 0;
  let d = 0;
  for (const polar of polarsDeg) {
    for (const angle of anglesDeg) {
      fillDirection(setting, sampling, polar, angle, expected, d * energies);
      for (let i = 0; i < energies; i++) largest = Math.max(largest, expected[d * energies + i]);
      d++;
    }
  }
  const scale = setting.peakCounts / largest;
  const thermal = 8.617333e-5 * setting.temperatureK;
  const counts = Float32Array.from(expected, (value, at) => {
    const occupied = 1 / (1 + Math.exp(omegasEv[at % energies] / (thermal + 0.004)));
    const background = BACKGROUND.flat + BACKGROUND.occupied * occupied;
    return random.poisson(scale * value + setting.peakCounts * background);
  });
  const perDirection = <Value>(value: (frame: number, angle: number) => Value): Value[] =>
    polarsDeg.flatMap((_, frame) => anglesDeg.map((__, angle) => value(frame, angle)));
  return {
    name: sampling.name,
    geometry: 'rotation',
    energiesEv: Float64Array.from(omegasEv, (omega) => fermiEv + omega),
    alongDeg: Float64Array.from(perDirection((_, angle) => anglesDeg[angle])),
    acrossDeg: Float64Array.from(perDirection((frame) => polarsDeg[frame])),
    azimuthDeg: new Float64Array(directions).fill(azimuthMotorDeg),
    counts,
    mask: new Uint8Array(counts.length).fill(1),
  };
}

function fillDirection(
  setting: ReferenceSetting,
  { omegasEv, azimuthMotorDeg }: ReferenceSampling,
  polarDeg: number,
  angleDeg: number,
  into: Float64Array,
  offset: number,
): void {
  const energySigma = setting.energyResolutionEv / 2.3548;
  const angleSigma = setting.angleResolutionDeg / 2.3548;
  const first = omegasEv[0] - 5 * energySigma;
  const thermal = 8.617333e-5 * setting.temperatureK;
  const count = Math.ceil(
    (Math.min(omegasEv[omegasEv.length - 1], 20 * thermal) + 5 * energySigma - first) / FINE_EV,
  );
  const spectrum = new Float64Array(count);
  for (const deviate of ANGLES) {
    const weight = Math.exp((-deviate * deviate) / 2) / 2.4837;
    const n = directionOf(setting, polarDeg, angleDeg + deviate * angleSigma, azimuthMotorDeg);
    for (let j = 0; j < count; j++) {
      const omega = first + j * FINE_EV;
      const k = 0.51231672 * Math.sqrt(setting.photonEnergyEv - setting.workFunctionEv + omega);
      const gamma = setting.gammaOffsetEv + setting.gammaCurvaturePerEv * omega * omega;
      const occupied = 1 / (1 + Math.exp(omega / thermal));
      setting.bands(k * n[0], k * n[1]).forEach((energy, band) => {
        const distance = omega - energy;
        spectrum[j] +=
          (weight * occupied * setting.matrixElement(k * n[0], k * n[1], band) * gamma) /
          (Math.PI * (distance * distance + gamma * gamma));
      });
    }
  }
  omegasEv.forEach((omega, i) => {
    let sum = 0;
    const low = Math.max(0, Math.ceil((omega - 5 * energySigma - first) / FINE_EV));
    const high = Math.min(count - 1, Math.floor((omega + 5 * energySigma - first) / FINE_EV));
    for (let j = low; j <= high; j++) {
      const reduced = (omega - first - j * FINE_EV) / energySigma;
      sum += spectrum[j] * Math.exp(-0.5 * reduced * reduced);
    }
    into[offset + i] = (sum * FINE_EV) / (energySigma * Math.sqrt(2 * Math.PI));
  });
}

/** In-plane direction of emission in the crystal's frame, by three rotation matrices. */
function directionOf(
  { polarOffsetDeg, tiltOffsetDeg, azimuthDeg }: ReferenceSetting,
  polarDeg: number,
  angleDeg: number,
  azimuthMotorDeg: number,
): [number, number] {
  const degree = Math.PI / 180;
  const polar = (polarDeg - polarOffsetDeg) * degree;
  const tilt = tiltOffsetDeg * degree;
  const azimuth = (azimuthDeg + azimuthMotorDeg) * degree;
  const lab = [0, Math.sin(angleDeg * degree), Math.cos(angleDeg * degree)];
  const turned = [
    Math.cos(polar) * lab[0] - Math.sin(polar) * lab[2],
    lab[1],
    Math.sin(polar) * lab[0] + Math.cos(polar) * lab[2],
  ];
  const tilted = Math.cos(tilt) * turned[1] - Math.sin(tilt) * turned[2];
  return [
    Math.cos(azimuth) * turned[0] + Math.sin(azimuth) * tilted,
    Math.cos(azimuth) * tilted - Math.sin(azimuth) * turned[0],
  ];
}
