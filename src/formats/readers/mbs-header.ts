import type { Axis } from '#shared/axis';
import type { BinaryFile } from '../binary-file';
import type { FrameDetails } from '../block';
import { unitName } from '../uniform-axis';
import { finiteNumber, nameAndUnit } from './key-value-text';

/** Part of the number of steps by which the printed step size may leave it uncertain. */
const STEP_ROUNDING = 0.002;

/** Header of a file of MB Scientific's A1Soft. */
export type MbsHeader = Map<string, string>;

/** `Key<TAB>Value` lines up to `DATA:`; a key may come twice, empty, or without its tab. */
export function mbsHeader(text: string): MbsHeader {
  const header: MbsHeader = new Map();
  for (const line of text.split(/\r\n|\r|\n/)) {
    const match = /^([^\t]*?)(?:\t|:\s*)(.*)$/.exec(line);
    if (match === null || match[1].trim() === '') continue;
    header.set(match[1].trim().replace(/:$/, ''), match[2].trim());
  }
  return header;
}

/**
 * Kinetic energies of `count` channels: the centres of the steps from `Start K.E.` to
 * `End K.E.`. Throws `invalid-format` where the header has none. A note tells where the
 * header speaks of another number of steps than are there.
 */
export function mbsEnergyAxis(
  file: BinaryFile,
  header: MbsHeader,
  count: number,
  notes: string[],
): Axis {
  const start = required(file, header, 'Start K.E.');
  const end = required(file, header, 'End K.E.');
  const step = required(file, header, 'Step Size');
  const steps = mbsSteps(file, header);
  if (!areStepsOf(steps, count)) {
    notes.push(`The header speaks of ${steps} energies, the file has ${count}: spread evenly`);
  }
  const first = start + 0.5 * step;
  const last = end - 0.5 * step;
  const spacing = count > 1 ? (last - first) / (count - 1) : step;
  return { name: 'Kinetic energy', unit: 'eV', start: first, step: spacing, count };
}

/** Steps from `Start K.E.` to `End K.E.`; NaN where that cannot be told. */
export function mbsSteps(file: BinaryFile, header: MbsHeader): number {
  const [start, end, step] = ['Start K.E.', 'End K.E.', 'Step Size'].map((key) =>
    required(file, header, key),
  );
  return Math.round((end - start) / step);
}

/** Whether so many channels may stand for the steps: one each, or binned, give or take their rounding. */
export function areStepsOf(steps: number, count: number): boolean {
  const each = Math.round(steps / count);
  return each >= 1 && Math.abs(steps - each * count) <= steps * STEP_ROUNDING;
}

type Limits = readonly [minimumKey: string, maximumKey: string, nameKey: string];
const slitLimits: readonly Limits[] = [
  ['ScaleMin', 'ScaleMax', 'ScaleName'],
  ['XScaleMin', 'XScaleMax', 'XScaleName'],
];
const spinLimits: Limits = ['S0ScaleMin', 'S0ScaleMax', 'S0ScaleName'];
const mapLimits: Limits = ['MapStartX', 'MapEndX', 'XMapScaleName'];
const oldMapLimits: Limits = ['YScaleMin', 'YScaleMax', 'YScaleName'];

/** The axis between two limits, both of them pixels; null where the header has not both. */
function axisBetween(
  header: MbsHeader,
  limits: readonly Limits[],
  name: string,
  count: number,
): Axis | null {
  for (const [minimumKey, maximumKey, nameKey] of limits) {
    const minimum = finiteNumber(header.get(minimumKey));
    const maximum = finiteNumber(header.get(maximumKey));
    if (minimum === null || maximum === null || minimum === maximum) continue;
    const step = count > 1 ? (maximum - minimum) / (count - 1) : 1;
    const unit = unitName(nameAndUnit(header.get(nameKey) ?? '').unit) || 'deg';
    return { name, unit, start: minimum, step, count };
  }
  return null;
}

/** The axis along the slit, of new and old keys; detector pixels where there is none. */
export function mbsSlitAxis(
  header: MbsHeader,
  count: number,
  notes: string[],
  isSpin = false,
): Axis {
  const limits = isSpin ? [spinLimits, ...slitLimits] : [...slitLimits, spinLimits];
  const axis = axisBetween(header, limits, 'Angle', count);
  if (axis === null) {
    notes.push('The file gives no angle scale: detector pixels');
    return { name: 'Detector pixel', unit: 'pixel', start: 0, step: 1, count };
  }
  if (axis.unit !== 'mm') return axis;
  notes.push('The detector axis is in mm: positions, not angles');
  return { ...axis, name: 'Slit position' };
}

/** The axis of a deflector map; null where the header has none. New headers keep it apart from the slit's. */
export function mbsDeflectorAxis(header: MbsHeader, count: number): Axis | null {
  const isNew = header.has('ScaleMin');
  const limits = isNew ? [mapLimits, oldMapLimits] : [oldMapLimits, mapLimits];
  return axisBetween(header, limits, 'Deflector angle', count);
}

/** Deflector angle and time; the header knows no stage. */
export function mbsDetails(header: MbsHeader): FrameDetails {
  const deflection = finiteNumber(header.get('DeflX'));
  return {
    motors: deflection === null ? [] : [{ name: 'DeflX', unit: 'deg', value: deflection }],
    measuredAt: isoTime(header.get('TIMESTAMP') ?? header.get('STim')),
    dwellSeconds: null,
  };
}

function required(file: BinaryFile, header: MbsHeader, key: string): number {
  const value = finiteNumber(header.get(key));
  if (value === null) {
    throw file.wrong(
      `expected a number for ${key} in the header, found ${header.get(key) ?? 'none'}`,
    );
  }
  return value;
}

/** `29/01/2019 09:41` or `2/13/2024 10:09 AM`: which of day and month comes first shows only above 12. */
function isoTime(text: string | undefined): string | null {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4})\s+(\d{1,2}):(\d{2})(?:\s*([AP])M)?$/.exec(
    text ?? '',
  );
  if (match === null) return null;
  const [, first, second, year, hour, minute, half] = match;
  const monthFirst = half !== undefined || Number(second) > 12;
  const [month, day] = monthFirst ? [first, second] : [second, first];
  if (Number(month) > 12) return null;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'P' ? 12 : 0);
  const padded = (value: string | number) => String(value).padStart(2, '0');
  return `${year}-${padded(month)}-${padded(day)}T${padded(hours)}:${minute}:00`;
}
