import type { Axis } from '#shared/axis';
import type { BinaryFile } from '../binary-file';
import type { BlockDimension } from '../block';
import { BlockScanFile } from '../block-scan';
import type { RegionChoice } from '../regions';
import type { FormatDescription } from '../scan-file';
import { angleAxisName, energyAxisName, unitName } from '../uniform-axis';
import {
  acquisitionNote,
  runModeMotors,
  runModeScanned,
  type AcquisitionNote,
} from './acquisition-note';
import { isEnergyAxis } from './axis-roles';
import type { IgorWave, WaveDimension } from './igor-wave';
import { nameAndUnit } from './key-value-text';

/** Largest difference between the stored energy step and the noted one that is rounding. */
const STEP_ROUNDING = 0.01;

/** A wave as a scan file: its first scanned dimension runs fastest. */
export function igorScanFile(
  file: BinaryFile,
  format: FormatDescription,
  wave: IgorWave,
  choice: RegionChoice = { notes: [], regions: undefined },
): BlockScanFile {
  const acquisition = acquisitionNote(wave.note);
  const notes = [...choice.notes];
  const dimensions = waveDimensions(wave.dimensions, acquisition, notes);
  const { runMode } = acquisition;
  const scanned = runMode === null ? [] : runModeScanned(runMode);
  return new BlockScanFile(file, {
    format,
    path: wave.name,
    dimensions,
    fastest: 'first',
    read: wave.read,
    laidOut: true,
    notes,
    regions: choice.regions,
    ...(scanned.length === 1 ? { scanAxes: { x: scanned[0], y: null } } : {}),
    ...(scanned.length === 2 ? { scanAxes: { x: scanned[0], y: scanned[1] } } : {}),
    details: (frame) => ({
      ...acquisition,
      motors:
        runMode === null
          ? acquisition.motors
          : replaced(acquisition.motors, runModeMotors(runMode, frame)),
    }),
  });
}

type Role = BlockDimension['role'];

/** Roles by label and unit; where a wave names nothing, energy and angle come first. */
function waveDimensions(
  stored: readonly WaveDimension[],
  acquisition: AcquisitionNote,
  notes: string[],
): BlockDimension[] {
  const named = stored.map(({ label, unit }) => {
    const described = nameAndUnit(unit);
    if (described.unit === '' && label !== '') return { name: label, unit: described.name };
    if (described.unit === '') return { name: '', unit: described.name };
    return { name: label || described.name, unit: described.unit };
  });
  const roles = rolesOf(named, notes);
  return stored.map(({ count, start, step }, d) => {
    const { name, unit } = named[d];
    const role = roles[d];
    const axis: Axis = { name, unit: unitName(unit), start, step, count };
    if (role === 'scan') return { axis: scanAxis(axis, acquisition), role };
    return role === 'energy'
      ? energyDimension(axis, acquisition)
      : angleDimension(axis, acquisition, notes);
  });
}

/** A scanned axis; its unit as noted with the motor where the wave leaves it out. */
function scanAxis(axis: Axis, { motors }: AcquisitionNote): Axis {
  const noted = motors.find(({ name }) => name === axis.name)?.unit ?? '';
  return { ...axis, unit: axis.unit || noted };
}

function rolesOf(named: readonly { name: string; unit: string }[], notes: string[]): Role[] {
  const energy = named.findIndex(isEnergyAxis);
  if (named.every(({ name, unit }) => name === '' && unit === '')) {
    notes.push(
      'The file does not name its axes: the first is taken as energy, the second as angle',
    );
    return named.map((_, d) => (['energy', 'angle'] as const)[d] ?? 'scan');
  }
  const others = named.flatMap((dimension, d) => (d === energy ? [] : [{ ...dimension, d }]));
  const slit =
    others.find(({ name }) => /scienta|y-?scale|theta_?x|slit|slice|channel|pixel/i.test(name)) ??
    others.find(
      ({ name, unit }) => /angle|theta|phi/i.test(name) && !/theta_?y/i.test(name) && unit !== '',
    ) ??
    others.find(({ name, unit }) => name === '' && unit !== '' && !/point|position/i.test(unit)) ??
    (named.length === 2
      ? others.find(
          ({ name }) => !/^(sample|point|position|polar|tilt|azimuth)|^[xyz]$/i.test(name),
        )
      : undefined);
  return named.map((_, d) => (d === energy ? 'energy' : d === slit?.d ? 'angle' : 'scan'));
}

/**
 * The energy axis. Binding energies that descend as stored are energies below the Fermi
 * level with their sign left out; the noted step is exact where the stored one was
 * rounded to single precision.
 */
function energyDimension(axis: Axis, acquisition: AcquisitionNote): BlockDimension {
  const { energyScale, energyStepEv, origin } = acquisition;
  const last = axis.start + (axis.count - 1) * axis.step;
  const named = (energy: Axis, label: string | null): Axis => ({
    ...energy,
    name: energyAxisName(label, energy.start, last),
    unit: energy.unit || 'eV',
  });
  const stored = named(axis, axis.name || null);
  if (energyScale !== 'binding' || axis.step >= 0) return { axis: stored, role: 'energy' };
  const step = -axis.step;
  const isRounded =
    origin === 'merlin' &&
    energyStepEv !== null &&
    Math.abs(energyStepEv - step) < STEP_ROUNDING * step;
  return {
    axis: { ...stored, name: 'Binding energy' },
    corrected: {
      ...stored,
      name: 'Binding energy',
      start: -axis.start,
      step: isRounded ? energyStepEv : step,
    },
    role: 'energy',
  };
}

function angleDimension(axis: Axis, acquisition: AcquisitionNote, notes: string[]): BlockDimension {
  // The live waves of MERLIN name the slit `Scienta` and leave out its unit, degrees.
  const unit =
    axis.unit || (acquisition.origin === 'merlin' && /scienta/i.test(axis.name) ? 'deg' : 'pixel');
  if (unit === 'pixel') notes.push('The file gives no angle scale: detector pixels');
  if (unit === 'mm') notes.push('The detector axis is in mm: positions, not angles');
  if (axis.count === 1) notes.push('A single angle: counts are of the whole detector');
  return { axis: { ...axis, name: axis.name || angleAxisName(unit), unit }, role: 'angle' };
}

/** Motors with those of the same name replaced by readings at the point. */
function replaced<Motor extends { name: string }>(motors: Motor[], readings: Motor[]): Motor[] {
  const others = motors.filter(({ name }) => !readings.some((reading) => reading.name === name));
  return [...readings, ...others];
}
