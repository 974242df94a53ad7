import { basename, extname } from 'node:path';
import { statSync } from 'node:fs';
import type { BandData } from '#core/bands/band-data';
import type { MapGeometry } from '#core/bands/emission';
import { openScanFile } from '#formats/registry';
import type { Frame, FrameMotor, ScanFile } from '#formats/scan-file';
import { SweetSpotError } from '#shared/errors';
import { axisValue, type Axis } from '#shared/axis';
import type { LoadedBandData, LoadOptions } from './loaded-data';
import { readMapTable } from './map-table';

/** Pixels along the slit and energy steps that a fit needs at most: finer ones are added up. */
const MOST_ANGLES = 320;
const LEAST_ENERGY_STEP_EV = 0.004;
const MOST_FRAMES = 2000;

const isAzimuth = (name: string): boolean => /azi|^phi$/i.test(name);
const isDeflector = (name: string): boolean => /defl|thetay|theta_y|shift/i.test(name);
const isPolar = (name: string): boolean => /polar|theta|manipulator_?r|^r[0-9]?$/i.test(name);
const isMomentum = (axis: { unit: string }): boolean =>
  /1\/?Å|Å\^?-1|Å⁻¹|inv.*ang|A\^-1/i.test(axis.unit);

/**
 * Reads a map (frames over an angle) or a cut from any file the registry knows, or a constant-energy
 * map from a table of three columns. Errors: those of reading, and `invalid-request` for a file
 * without angles.
 */
export async function loadBandData(path: string, options: LoadOptions): Promise<LoadedBandData> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new SweetSpotError('not-found', `Expected a file with a map or a cut at ${path}.`);
  }
  if (extname(path).toLowerCase() === '.csv') return readMapTable(path, options);
  const file = await openScanFile(path, { region: options.region });
  try {
    return readFrames(path, file, options);
  } finally {
    file.close();
  }
}

function readFrames(path: string, file: ScanFile, options: LoadOptions): LoadedBandData {
  if (file.frameCount === 0 || file.frameCount > MOST_FRAMES) {
    throw new SweetSpotError(
      'invalid-request',
      `${path}: expected from 1 to ${MOST_FRAMES} frames over an angle, found ${file.frameCount}.`,
    );
  }
  const first = file.readFrame(0);
  const { angle, energy } = first.spectrum;
  if (angle.count < 4 || angle.unit === 'pixel') {
    throw new SweetSpotError(
      'invalid-request',
      `${path}: expected an angle along the slit, found ${angle.count} ${angle.unit || 'values'}.`,
      { hint: 'A site profile can tell the angle of a pixel.' },
    );
  }
  const frames = Array.from({ length: file.frameCount }, (_, i) =>
    i === 0 ? first : file.readFrame(i),
  );
  const notes = new Set(frames.flatMap((frame) => frame.notes));
  const across = acrossMotor(path, frames);
  const geometry = options.geometry ?? geometryOf(angle, across);
  if (across !== null && geometry !== 'momentum') {
    notes.add(
      `Frames over ${across.name}, taken as ${geometry === 'rotation' ? 'a turn of the sample about the slit' : 'deflection across the slit'}`,
    );
  }
  const angleFactor = Math.max(1, Math.ceil(angle.count / MOST_ANGLES));
  const energyFactor = Math.max(1, Math.floor(LEAST_ENERGY_STEP_EV / energy.step + 1e-9));
  const energies = kineticEnergies(path, binnedAxis(energy, energyFactor), energy, options);
  const angles = binnedAxis(angle, angleFactor);
  const size = frames.length * angles.length;
  const data: BandData = {
    name: basename(path),
    geometry,
    energiesEv: energies.values,
    alongDeg: new Float64Array(size),
    acrossDeg: new Float64Array(size),
    azimuthDeg: new Float64Array(size),
    counts: new Float32Array(size * energies.values.length),
    mask: new Uint8Array(size * energies.values.length).fill(1),
  };
  frames.forEach((frame, index) => {
    checkSameShape(path, first, frame, index);
    const acrossValue = across === null ? 0 : motorNamed(frame, across.name);
    const azimuth = frame.motors.find(({ name }) => isAzimuth(name))?.value ?? 0;
    for (let a = 0; a < angles.length; a++) {
      const d = index * angles.length + a;
      data.alongDeg[d] = angles[a];
      data.acrossDeg[d] = acrossValue;
      data.azimuthDeg[d] = azimuth;
    }
    addCounts(frame, index, { angleFactor, energyFactor, isReversed: energies.isReversed }, data);
  });
  return { data, notes: [...notes] };
}

/** The motor that the frames are scanned over; of a single frame, the polar angle it was taken at. */
function acrossMotor(path: string, frames: Frame[]): FrameMotor | null {
  const [first] = frames;
  const varying = first.motors.filter(({ name }) => {
    const value = motorNamed(first, name);
    return frames.some((frame) => Math.abs(motorNamed(frame, name) - value) > 1e-9);
  });
  const angles = varying.filter(
    ({ unit, name }) =>
      /deg|°/i.test(unit) || isDeflector(name) || isPolar(name) || isMomentum({ unit }),
  );
  if (frames.length > 1) {
    const chosen = angles.find(({ name }) => !isAzimuth(name)) ?? angles[0];
    if (chosen !== undefined) return isAzimuth(chosen.name) ? null : chosen;
    throw new SweetSpotError(
      'invalid-request',
      `${path}: expected frames over an angle, found ${frames.length} frames over ` +
        `${varying.map(({ name }) => name).join(', ') || 'nothing'}.`,
    );
  }
  return first.motors.find(({ name }) => isPolar(name)) ?? null;
}

function geometryOf(angle: Axis, across: FrameMotor | null): MapGeometry {
  if (isMomentum(angle)) return 'momentum';
  return across !== null && isDeflector(across.name) ? 'deflector' : 'rotation';
}

function motorNamed(frame: Frame, name: string): number {
  return frame.motors.find((motor) => motor.name === name)?.value ?? Number.NaN;
}

/** Middles of groups of `factor` pixels; what is left over at the end is dropped. */
function binnedAxis(axis: Axis, factor: number): Float64Array {
  return Float64Array.from(
    { length: Math.floor(axis.count / factor) },
    (_, i) => axisValue(axis, i * factor) + ((factor - 1) / 2) * axis.step,
  );
}

/** Energies as kinetic ones, ascending; binding energies turn round. Throws `invalid-request`. */
function kineticEnergies(
  path: string,
  values: Float64Array,
  { name, unit }: Axis,
  { fermiEv }: LoadOptions,
): { values: Float64Array; isReversed: boolean } {
  if (!/^eV$/i.test(unit)) {
    throw new SweetSpotError(
      'invalid-request',
      `${path}: expected energies in eV, found ${unit || 'no unit'}.`,
    );
  }
  const isRelative = /binding|initial|e\s*-\s*e_?f/i.test(name) || Math.abs(values[0]) < 0.95;
  if (!isRelative) return { values, isReversed: false };
  if (fermiEv === null) {
    throw new SweetSpotError(
      'invalid-request',
      `${path}: its energies are relative to the Fermi level; tell the photon energy and work ` +
        'function, or the kinetic energy at the Fermi level.',
    );
  }
  // Below the Fermi level lies the wider side: binding energies count downwards, others upwards.
  const isReversed = Math.abs(values[values.length - 1]) > Math.abs(values[0]);
  return isReversed
    ? { values: values.map((value) => fermiEv - value).reverse(), isReversed }
    : { values: values.map((value) => fermiEv + value), isReversed };
}

function checkSameShape(path: string, first: Frame, frame: Frame, index: number): void {
  const [a, b] = [first.spectrum, frame.spectrum];
  const isSame =
    a.energy.count === b.energy.count &&
    a.angle.count === b.angle.count &&
    Math.abs(a.energy.start - b.energy.start) < a.energy.step &&
    Math.abs(a.angle.start - b.angle.start) < Math.abs(a.angle.step);
  if (isSame) return;
  throw new SweetSpotError(
    'invalid-format',
    `${path}: expected frames with one energy and one angle axis, frame ${index} has others.`,
  );
}

function addCounts(
  { spectrum }: Frame,
  index: number,
  bins: { angleFactor: number; energyFactor: number; isReversed: boolean },
  data: BandData,
): void {
  const { energy, angle, counts } = spectrum;
  const energies = data.energiesEv.length;
  const angles = Math.floor(angle.count / bins.angleFactor);
  for (let e = 0; e < energies * bins.energyFactor; e++) {
    const bin = Math.floor(e / bins.energyFactor);
    const target = bins.isReversed ? energies - 1 - bin : bin;
    for (let a = 0; a < angles * bins.angleFactor; a++) {
      const value = counts[Math.min(e, energy.count - 1) * angle.count + a];
      const at = (index * angles + Math.floor(a / bins.angleFactor)) * energies + target;
      if (Number.isFinite(value)) data.counts[at] += value;
      else data.mask[at] = 0;
    }
  }
}
