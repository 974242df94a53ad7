import type { Axis } from '#shared/axis';
import type { BinaryFile } from '../binary-file';
import type { BlockDimension } from '../block';
import { BlockScanFile } from '../block-scan';
import type { RegionChoice } from '../regions';
import type { FormatDescription } from '../scan-file';
import { angleAxisName, unitName } from '../uniform-axis';
import { acquisitionNote, type AcquisitionNote } from './acquisition-note';
import { isEnergyAxis } from './axis-roles';
import { energyDimension } from './binding-energy';
import type { IgorWave, WaveDimension } from './igor-wave';
import { isUnit, nameAndUnit } from './key-value-text';
import { detailsByPoint, isCounter } from './run-mode';

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
  return new BlockScanFile(file, {
    format,
    path: wave.name,
    dimensions,
    fastest: 'first',
    read: wave.read,
    laidOut: true,
    notes,
    regions: choice.regions,
    ...detailsByPoint(acquisition, acquisition.runMode, scannedAxes(wave.dimensions, dimensions)),
  });
}

type Role = BlockDimension['role'];

/** Scanned axes under the names the wave has for them, the fastest first. */
function scannedAxes(
  stored: readonly WaveDimension[],
  dimensions: readonly BlockDimension[],
): Axis[] {
  return dimensions.flatMap(({ axis, role }, d) =>
    role === 'scan' ? [{ ...axis, name: nameOf(stored[d]).name }] : [],
  );
}

interface NamedAxis {
  name: string;
  unit: string;
}

/** Roles by label and unit; where a wave names nothing, energy and angle come first. */
function waveDimensions(
  stored: readonly WaveDimension[],
  acquisition: AcquisitionNote,
  notes: string[],
): BlockDimension[] {
  const named = stored.map(nameOf);
  const roles = rolesOf(named, notes);
  return stored.map(({ count, start, step }, d) => {
    const { name, unit } = named[d];
    const role = roles[d];
    const axis: Axis = { name, unit: unitName(unit), start, step, count };
    if (role === 'scan') return { axis: scanAxis(axis, acquisition), role };
    return role === 'energy'
      ? energyOf(axis, acquisition)
      : angleDimension(axis, acquisition, notes);
  });
}

/** SES writes name and unit as the unit, `Kinetic Energy [eV]`; others a label beside a bare unit. */
function nameOf({ label, unit }: WaveDimension): NamedAxis {
  const described = nameAndUnit(unit);
  const isBareUnit = described.unit === '' && (label !== '' || isUnit(described.name));
  if (isBareUnit) return { name: label, unit: described.name };
  return { name: label || described.name, unit: described.unit };
}

/** A scanned axis; its unit as noted with the motor where the wave leaves it out. */
function scanAxis(axis: Axis, { motors, runMode }: AcquisitionNote): Axis {
  const noted = motors.find(({ name }) => name === axis.name)?.unit ?? '';
  // What the counter stands for is said by the table of the run mode.
  const name = runMode !== null && isCounter(axis.name) ? '' : axis.name;
  return { ...axis, name, unit: axis.unit || noted };
}

function rolesOf(named: readonly NamedAxis[], notes: string[]): Role[] {
  const isBare = ({ name, unit }: NamedAxis) => name === '' && unit === '';
  if (named.every(isBare)) {
    notes.push(unnamedAxes(named.length));
    return named.map((_, d) => (['energy', 'angle'] as const)[d] ?? 'scan');
  }
  const known = named.findIndex(isEnergyAxis);
  const energy = known >= 0 ? known : named.findIndex(isBare);
  const others = named.flatMap((dimension, d) => (d === energy ? [] : [{ ...dimension, d }]));
  const slit =
    others.find(({ name }) => /scienta|y-?scale|theta_?x|slit|slice|channel|pixel/i.test(name)) ??
    others.find(
      ({ name, unit }) => /angle|theta|phi/i.test(name) && !/theta_?y/i.test(name) && unit !== '',
    ) ??
    others.find(({ name, unit }) => name === '' && unit !== '') ??
    (named.length === 2 ? others.find(({ name, unit }) => !isScanned(name, unit)) : undefined);
  return named.map((_, d) => (d === energy ? 'energy' : d === slit?.d ? 'angle' : 'scan'));
}

/** What a wave without any name for its axes is taken for. */
export function unnamedAxes(dimensions: number): string {
  return dimensions === 1
    ? 'The file does not name its axis: it is taken as energy'
    : 'The file does not name its axes: the first is taken as energy, the second as angle';
}

function isScanned(name: string, unit: string): boolean {
  return (
    /^(sample|point|position|polar|tilt|azimuth|iteration|photon|excitation|sweep|spin)|^hv$|^[xyz]$/i.test(
      name,
    ) || unit === 'eV'
  );
}

/** The energy axis; the noted step is exact where the stored one was rounded to single precision. */
function energyOf(axis: Axis, acquisition: AcquisitionNote): BlockDimension {
  const { energyScale, energyStepEv, origin } = acquisition;
  const dimension = energyDimension(axis, energyScale === 'binding');
  const { corrected } = dimension;
  const isRounded =
    origin === 'merlin' &&
    corrected !== undefined &&
    energyStepEv !== null &&
    Math.abs(energyStepEv - corrected.step) < STEP_ROUNDING * corrected.step;
  return isRounded ? { ...dimension, corrected: { ...corrected, step: energyStepEv } } : dimension;
}

function angleDimension(axis: Axis, acquisition: AcquisitionNote, notes: string[]): BlockDimension {
  // The live waves of MERLIN name the slit `Scienta` and leave out its unit, degrees.
  const isSlit = acquisition.origin === 'merlin' && /scienta/i.test(axis.name);
  const isPixel = axis.start === 0 && axis.step === 1;
  const unit = axis.unit || (isSlit ? 'deg' : isPixel ? 'pixel' : '');
  if (unit === 'pixel') notes.push('The file gives no angle scale: detector pixels');
  if (unit === '') notes.push('The file gives no unit for the angles');
  if (unit === 'mm') notes.push('The detector axis is in mm: positions, not angles');
  if (axis.count === 1) notes.push('A single angle: counts are of the whole detector');
  return { axis: { ...axis, name: axis.name || angleAxisName(unit), unit }, role: 'angle' };
}
