import type { Axis } from '#shared/axis';
import type { BinaryFile } from '../binary-file';
import type { FrameDetails } from '../block';
import { finiteNumber } from './key-value-text';

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
 * `End K.E.`. Throws `invalid-format` where the header has none, `incomplete` where there
 * are fewer channels than steps.
 */
export function mbsEnergyAxis(file: BinaryFile, header: MbsHeader, count: number): Axis {
  const start = required(file, header, 'Start K.E.');
  const end = required(file, header, 'End K.E.');
  const step = required(file, header, 'Step Size');
  // Channels may be binned; anything else than a whole number of steps each is cut short.
  const steps = Math.round((end - start) / step);
  if (!(steps >= count) || steps % count !== 0) {
    throw file.cutShort(`${steps} energies, not ${count},`, file.size + 1);
  }
  const first = start + 0.5 * step;
  const last = end - 0.5 * step;
  const spacing = count > 1 ? (last - first) / (count - 1) : step;
  return { name: 'Kinetic energy', unit: 'eV', start: first, step: spacing, count };
}

/** The axis between two limits, both of them pixels; null where the header has not both. */
export function mbsAxis(
  header: MbsHeader,
  keys: readonly (readonly [string, string])[],
  name: string,
  count: number,
): Axis | null {
  for (const [minimumKey, maximumKey] of keys) {
    const minimum = finiteNumber(header.get(minimumKey));
    const maximum = finiteNumber(header.get(maximumKey));
    if (minimum === null || maximum === null || minimum === maximum) continue;
    const step = count > 1 ? (maximum - minimum) / (count - 1) : 1;
    return { name, unit: 'deg', start: minimum, step, count };
  }
  return null;
}

/** The axis along the slit: new and old keys; detector pixels where there is none. */
export function mbsSlitAxis(header: MbsHeader, count: number, notes: string[]): Axis {
  const axis = mbsAxis(
    header,
    [
      ['ScaleMin', 'ScaleMax'],
      ['XScaleMin', 'XScaleMax'],
      ['S0ScaleMin', 'S0ScaleMax'],
    ],
    'Angle',
    count,
  );
  if (axis !== null) return axis;
  notes.push('The file gives no angle scale: detector pixels');
  return { name: 'Detector pixel', unit: 'pixel', start: 0, step: 1, count };
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
