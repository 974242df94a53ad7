import type { Domain, Kinematics } from './parameters';

/** Boltzmann constant, eV/K (CODATA 2018, exact). */
export const BOLTZMANN_EV_PER_K = 8.617333262e-5;
/** √(2 mₑ eV)/ħ in Å⁻¹ eV⁻½ (CODATA 2018). */
const WAVE_VECTOR_PER_SQRT_EV = 0.5123167219534328;
/** FWHM of a Gaussian over its standard deviation. */
export const FWHM_PER_SIGMA = 2.3548200450309493;

const RADIANS_PER_DEGREE = Math.PI / 180;

export function radiansOf(degrees: number): number {
  return degrees * RADIANS_PER_DEGREE;
}

export function degreesOf(radians: number): number {
  return radians / RADIANS_PER_DEGREE;
}

/** Free-electron wave vector K in Å⁻¹ at a kinetic energy in eV; 0 below the vacuum level. */
export function waveVectorAt(kineticEnergyEv: number): number {
  return kineticEnergyEv > 0 ? WAVE_VECTOR_PER_SQRT_EV * Math.sqrt(kineticEnergyEv) : 0;
}

/** Kinetic energy at the Fermi level, eV. */
export function fermiKineticEnergy(kinematics: Kinematics): number {
  return kinematics.photonEnergyEv - kinematics.workFunctionEv;
}

/** In-plane components of the unit vector along the electron's path, in the crystal's frame. */
export interface EmissionDirection {
  nx: number;
  ny: number;
}

/**
 * The direction, in the crystal's frame, of electrons that arrive at a measured
 * angle: n = Rz(−α) Ry(θ0) Rx(−φ0) d, with d = Ry(θ) Rx(−φ) ẑ where the image axis
 * is the polar angle θ, and d = Rx(−φ) Ry(θ) ẑ where it is the tilt φ. The
 * momentum is K (nx, ny), so it is exact at every (energy, angle) and needs no
 * interpolation. +kx lies at positive θ and +ky at positive φ; normal emission
 * appears at −θ0, −φ0. Angles in degrees.
 */
export function emissionDirection(
  kinematics: Kinematics,
  domain: Pick<Domain, 'polarOffsetDeg' | 'tiltOffsetDeg' | 'azimuthOffsetDeg'>,
  imageAngleDeg: number,
): EmissionDirection {
  const along = radiansOf(imageAngleDeg);
  const across = radiansOf(kinematics.crossAngleDeg);
  const isPolar = kinematics.imageAngle === 'polar';
  const theta = isPolar ? along : across;
  const phi = isPolar ? across : along;
  let x: number;
  let y: number;
  let z: number;
  if (isPolar) {
    x = Math.cos(phi) * Math.sin(theta);
    y = Math.sin(phi);
    z = Math.cos(phi) * Math.cos(theta);
  } else {
    x = Math.sin(theta);
    y = Math.sin(phi) * Math.cos(theta);
    z = Math.cos(phi) * Math.cos(theta);
  }

  const tilt = radiansOf(kinematics.tiltDeg + domain.tiltOffsetDeg);
  const yTilted = y * Math.cos(tilt) + z * Math.sin(tilt);
  const zTilted = z * Math.cos(tilt) - y * Math.sin(tilt);

  const polar = radiansOf(kinematics.polarDeg + domain.polarOffsetDeg);
  const xPolar = x * Math.cos(polar) + zTilted * Math.sin(polar);

  const azimuth = radiansOf(kinematics.azimuthDeg + domain.azimuthOffsetDeg);
  return {
    nx: xPolar * Math.cos(azimuth) + yTilted * Math.sin(azimuth),
    ny: yTilted * Math.cos(azimuth) - xPolar * Math.sin(azimuth),
  };
}
