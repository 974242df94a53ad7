import type { BandFamily } from './band-family';

/** What decides a spectrum beside the bands, in the order of the fit's unknowns. */
export const INSTRUMENT_PARAMETERS = [
  'azimuth',
  'polar',
  'tilt',
  'fermi',
  'logOffset',
  'logCurvature',
  'logResolution',
] as const;
export type InstrumentParameter = (typeof INSTRUMENT_PARAMETERS)[number];

/** Values of the instrument's parameters in plain units. */
export interface Instrument {
  azimuthDeg: number;
  polarDeg: number;
  tiltDeg: number;
  /** Kinetic energy at the Fermi level. */
  fermiEv: number;
  /** Γ(ω) = offset + curvature ω², half width at half maximum. */
  gammaOffsetEv: number;
  gammaCurvaturePerEv: number;
  /** FWHM. */
  energyResolutionEv: number;
}

export interface FitSettings {
  family: BandFamily;
  latticeAngstrom: number;
  temperatureK: number;
  /** FWHM along the slit. */
  angleResolutionDeg: number;
  /** Degree of the smooth amplitudes. */
  amplitudeDegree: number;
  /** Whether amplitudes belong to bands or to orbitals. */
  amplitudesOf: 'bands' | 'orbitals';
  /** Family parameters and instrument parameters that stay as they are. */
  fixed: readonly string[];
}

/** Unknowns as one vector: the family's parameters, then `INSTRUMENT_PARAMETERS`. */
export function unknownsOf(parameters: readonly number[], instrument: Instrument): Float64Array {
  return Float64Array.of(
    ...parameters,
    instrument.azimuthDeg,
    instrument.polarDeg,
    instrument.tiltDeg,
    instrument.fermiEv,
    Math.log(instrument.gammaOffsetEv),
    Math.log(instrument.gammaCurvaturePerEv),
    Math.log(instrument.energyResolutionEv),
  );
}

/** The instrument's part of the unknowns, in plain units. */
export function instrumentOf(unknowns: ArrayLike<number>, parameterCount: number): Instrument {
  const at = (index: number): number => unknowns[parameterCount + index];
  return {
    azimuthDeg: at(0),
    polarDeg: at(1),
    tiltDeg: at(2),
    fermiEv: at(3),
    gammaOffsetEv: Math.exp(at(4)),
    gammaCurvaturePerEv: Math.exp(at(5)),
    energyResolutionEv: Math.exp(at(6)),
  };
}
