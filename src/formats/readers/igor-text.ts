import type { Axis } from '#shared/axis';
import type { PlainReader } from '../binary-file';
import type { BlockDimension } from '../block';
import { BlockScanFile } from '../block-scan';
import { chosenRegion } from '../regions';
import type { FrameMotor } from '../scan-file';
import { angleAxisName, unitName } from '../uniform-axis';
import { isEnergyAxis } from './axis-roles';
import { energyDimension } from './binding-energy';
import { unnamedAxes } from './igor-scan';
import { textWaves, type TextWave } from './igor-text-waves';
import { finiteNumber, nameAndUnit } from './key-value-text';

const format = { id: 'igor-text', label: 'Igor text (.itx)' };
/** Rows and columns stand innermost in the text: [chunk][layer][row][column]. */
const orderInText: Readonly<Record<number, readonly number[]>> = {
  1: [0],
  2: [0, 1],
  3: [2, 0, 1],
  4: [3, 2, 0, 1],
};

/**
 * Igor text, as SPECS Prodigy, PAL 4A1 and Igor itself write it. A wave of two dimensions is
 * taken before one of a single dimension; the others are regions to choose from.
 */
export const igorTextReader: PlainReader = {
  label: format.label,
  matches: ({ headText }) => /^(?:\xef\xbb\xbf)?IGOR\s*[\r\n]/.test(headText),
  open(file, options) {
    const waves = textWaves(file, file.text());
    const known = waves.filter(({ counts }) => counts.length in orderInText);
    const [first, ...others] = [
      ...known.filter(({ counts }) => counts.length > 1),
      ...known.filter(({ counts }) => counts.length === 1),
    ];
    if (first === undefined) {
      throw file.wrong('expected a wave of one to four dimensions in the Igor text, found none');
    }
    const { region: wave, notes, regions } = chosenRegion(file, [first, ...others], options);
    if (/cps|counts\/s/i.test(wave.dataUnit))
      notes.push('Values are rates in counts per second, not counts');
    const { remarks } = wave;
    const noted = notedValues([...remarks, ...pairsIn(wave.note)]);
    const dimensions = waveDimensions(wave, noted, notes);
    const motors = noted.flatMap(({ name, unit, first: value, last }) =>
      isMotor(name) && last === null ? [{ name, unit, value }] : [],
    );
    return new BlockScanFile(file, {
      format,
      path: wave.name,
      dimensions: orderInText[wave.counts.length].map((dimension) => dimensions[dimension]),
      fastest: 'last',
      read: (firstValue, count) => wave.values.subarray(firstValue, firstValue + count),
      details: () => ({
        motors: distinct(motors),
        measuredAt: isoTime(remarks.get('created date (utc)')),
        dwellSeconds: finiteNumber(remarks.get('dwell time') ?? remarks.get('dwelltime')),
      }),
      regions,
      notes,
    });
  },
};

interface NotedValue {
  name: string;
  unit: string;
  first: number;
  /** Of a value noted as `-19 deg ... -18 deg`, where it ended; null for one that stood still. */
  last: number | null;
}

/** `X position: 1.25`, `X position [mm]: 1.25` or `X position = 1.25 mm`; a range where it was scanned. */
function notedValues(pairs: readonly (readonly [string, string])[]): NotedValue[] {
  const number = String.raw`([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-zµμ°]*)`;
  const pattern = new RegExp(`^${number}(?:\\s*\\.\\.\\.\\s*${number})?$`, 'i');
  return pairs.flatMap(([key, text]) => {
    const match = pattern.exec(text);
    if (match === null) return [];
    const { name, unit } = nameAndUnit(key);
    return [
      {
        name,
        unit: unitName(unit || match[2]),
        first: Number(match[1]),
        last: match.at(3) === undefined ? null : Number(match[3]),
      },
    ];
  });
}

function pairsIn(note: string): [string, string][] {
  return note.split('\n').flatMap((line): [string, string][] => {
    const match = /^\s*([^:=]+?)\s*[:=]\s*(.+?)\s*$/.exec(line);
    return match === null ? [] : [[match[1], match[2]]];
  });
}

function isMotor(name: string): boolean {
  return /position|^(?:sample )?[xyz]$|^(?:polar|tilt|azimuth|azi|phi|theta|photon energy)$/i.test(
    name,
  );
}

function distinct(motors: readonly FrameMotor[]): FrameMotor[] {
  return [...new Map(motors.map((motor) => [motor.name, motor])).values()];
}

function waveDimensions(
  { counts, scales }: TextWave,
  noted: readonly NotedValue[],
  notes: string[],
): BlockDimension[] {
  const axes = counts.map(
    (count, d): Axis => scales.get(d) ?? { name: '', unit: '', start: 0, step: 1, count },
  );
  const isBare = ({ name, unit }: Axis) => name === '' && unit === '';
  const named = axes.findIndex(isEnergyAxis);
  const energy = named >= 0 ? named : axes.findIndex(isBare);
  if (axes.every(isBare)) notes.push(unnamedAxes(axes.length));
  const inDegrees = axes.findIndex(({ unit }, d) => d !== energy && unit === 'deg');
  const angle = inDegrees >= 0 ? inDegrees : axes.findIndex((_, d) => d !== energy);
  return axes.map((axis, d): BlockDimension => {
    if (d === energy) return energyDimension(axis);
    if (d !== angle) return { axis: scanAxis(axis, noted), role: 'scan' };
    return { axis: angleAxis(axis, notes), role: 'angle' };
  });
}

/** Detector pixels where there is no scale at all; a scale without a unit is left without one. */
function angleAxis(axis: Axis, notes: string[]): Axis {
  const isPixel = axis.unit === '' && axis.start === 0 && axis.step === 1;
  const unit = axis.unit || (isPixel ? 'pixel' : '');
  if (unit === 'pixel') notes.push('The file gives no angle scale: detector pixels');
  if (unit === '') notes.push('The file gives no unit for the angles');
  return { ...axis, name: axis.name || angleAxisName(unit), unit };
}

/** A scanned axis without a name is that value of the note which goes from its start to its end. */
function scanAxis(axis: Axis, noted: readonly NotedValue[]): Axis {
  if (axis.name !== '') return axis;
  const end = axis.start + (axis.count - 1) * axis.step;
  const isNear = (a: number, b: number) => Math.abs(a - b) < Math.abs(axis.step) / 2;
  const scanned = noted.find(
    ({ first, last }) => last !== null && isNear(first, axis.start) && isNear(last, end),
  );
  return scanned === undefined
    ? axis
    : { ...axis, name: scanned.name, unit: axis.unit || scanned.unit };
}

function isoTime(text: string | undefined): string | null {
  const match = /^(\d{4})-(\w{3}|\d{2})-(\d{1,2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d+)?)/.exec(
    text ?? '',
  );
  if (match === null) return null;
  const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';
  const month = /\d/.test(match[2]) ? Number(match[2]) : months.indexOf(match[2]) / 3 + 1;
  return `${match[1]}-${String(month).padStart(2, '0')}-${match[3].padStart(2, '0')}T${match[4]}Z`;
}
