import type { Axis } from '#shared/axis';
import type { BinaryFile, PlainReader } from '../binary-file';
import type { BlockDimension } from '../block';
import { BlockScanFile } from '../block-scan';
import { lineAt, numbersInText } from '../numeric-text';
import { chosenRegion } from '../regions';
import {
  angleAxisName,
  axisInFileOrder,
  energyAxisName,
  uniformAxis,
  unitName,
} from '../uniform-axis';
import { acquisitionNote } from './acquisition-note';
import { cassiopeeMotors } from './cassiopee-note';
import { finiteNumber, keyValueSections, nameAndUnit } from './key-value-text';

const format = { id: 'ses-text', label: 'Scienta SES text (.txt)' };
const MOST_REGIONS = 1000;

interface Region {
  name: string;
  /** Energy, then what it was measured over. */
  axes: Axis[];
  info: string;
  /** Where the numbers begin in the text. */
  start: number;
}

/**
 * Scienta SES text: `[Info]`, then for every region its axes in `[Region n]`, its
 * settings in `[Info n]`, and in `[Data n]` a line an energy: the energy, then a
 * column a slice. A third dimension repeats the lines. Energies may descend.
 */
export const sesTextReader: PlainReader = {
  label: format.label,
  matches: ({ headText }) => /^\s*\[Info\]\s*[\r\n]+Number of Regions=/i.test(headText),
  open(file, options) {
    const text = file.text();
    file.expectLineEnd(text);
    const [first, ...others] = regionsOf(file, text);
    if (first === undefined) throw file.wrong('expected a section [Region 1], found none');
    const { region, notes, regions } = chosenRegion(file, [first, ...others], options);
    const acquisition = acquisitionNote(region.info);
    const motors = [...acquisition.motors, ...cassiopeeMotors(file.path)];
    const values = regionValues(file, text, region);
    const dimensions = regionDimensions(region.axes, notes);
    return new BlockScanFile(file, {
      format,
      path: `[Data ${others.indexOf(region) + 2}]`,
      dimensions,
      fastest: 'last',
      read: (firstValue, count) => values.subarray(firstValue, firstValue + count),
      details: () => ({ ...acquisition, motors }),
      regions,
      notes,
    });
  },
};

function regionsOf(file: BinaryFile, text: string): Region[] {
  const headers = headersOf(text);
  const sections = keyValueSections(headers.text);
  const count = finiteNumber(sections.get('Info')?.values.get('Number of Regions')) ?? 0;
  if (count > MOST_REGIONS)
    throw file.wrong(`expected at most ${MOST_REGIONS} regions, found ${count}`);
  return Array.from({ length: Math.floor(count) }, (_, i): Region => {
    const section = sections.get(`Region ${i + 1}`);
    const start = headers.dataStarts.get(i + 1);
    if (section === undefined || start === undefined) {
      throw file.cutShort(`[Region ${i + 1}] and [Data ${i + 1}]`, file.size + 1);
    }
    const axes = [1, 2, 3].flatMap((d) => regionAxis(file, section.values, d));
    if (axes.length === 0)
      throw file.wrong(`expected an energy axis in [Region ${i + 1}], found none`);
    const info = [`[SES]`, ...(sections.get(`Info ${i + 1}`)?.lines ?? [])];
    const table = [
      '[Run Mode Information]',
      ...(sections.get(`Run Mode Information ${i + 1}`)?.lines ?? []),
    ];
    const name = section.values.get('Region Name') || `Region ${i + 1}`;
    return { name, axes, info: [...info, ...table].join('\n'), start };
  });
}

/** The text without its numbers, and where those of each region begin. */
function headersOf(text: string): { text: string; dataStarts: Map<number, number> } {
  const dataStarts = new Map<number, number>();
  const parts: string[] = [];
  let at = 0;
  for (const match of text.matchAll(/^\[Data (\d+)[^\]]*\][^\r\n]*/gm)) {
    parts.push(text.slice(at, match.index));
    const start = lineAt(text, match.index).next;
    if (!dataStarts.has(Number(match[1]))) dataStarts.set(Number(match[1]), start);
    at = text.indexOf('[', start);
    if (at < 0) at = text.length;
  }
  parts.push(text.slice(at));
  return { text: parts.join('\n'), dataStarts };
}

function regionAxis(file: BinaryFile, values: Map<string, string>, dimension: number): Axis[] {
  const label = values.get(`Dimension ${dimension} name`);
  const size = finiteNumber(values.get(`Dimension ${dimension} size`));
  if (label === undefined || size === null) return [];
  const { name, unit } = nameAndUnit(label);
  const scaleText = values.get(`Dimension ${dimension} scale`) ?? '';
  const scale = numbersInText(scaleText, 0, scaleText.length).values;
  if (scale.length !== size) {
    throw file.wrong(
      `expected ${size} values in the scale of dimension ${dimension}, found ${scale.length}`,
    );
  }
  const axis = uniformAxis(scale, name, unitName(unit));
  if ('reason' in axis) {
    throw file.wrong(`expected an evenly spaced dimension ${dimension}, found ${axis.reason}`);
  }
  return [axisInFileOrder(axis)];
}

/** Counts without the energies before them: [third dimension][energy][slice]. */
function regionValues(file: BinaryFile, text: string, { axes, start, name }: Region): Float64Array {
  const energies = axes[0].count;
  const slices = axes.at(1)?.count ?? 1;
  const layers = axes.at(2)?.count ?? 1;
  const lines = energies * layers;
  const expected = lines * (slices + 1);
  const { values, end } = numbersInText(text, start, expected);
  if (values.length < expected) {
    if (end >= text.length)
      throw file.cutShort(`${expected} numbers of region ${name}`, file.size + 1);
    throw file.wrong(`expected ${expected} numbers in region ${name}, found ${values.length}`);
  }
  const counts = new Float64Array(lines * slices);
  for (let line = 0; line < lines; line++) {
    const from = line * (slices + 1) + 1;
    counts.set(values.subarray(from, from + slices), line * slices);
  }
  return counts;
}

function regionDimensions(axes: readonly Axis[], notes: string[]): BlockDimension[] {
  const [energy, slit, third] = axes;
  const last = energy.start + (energy.count - 1) * energy.step;
  const dimensions: BlockDimension[] = [];
  if (third !== undefined) dimensions.push({ axis: third, role: 'scan' });
  dimensions.push({
    axis: {
      ...energy,
      name: energyAxisName(energy.name, energy.start, last),
      unit: energy.unit || 'eV',
    },
    role: 'energy',
  });
  if (slit !== undefined) {
    const unit = slit.unit || 'pixel';
    if (unit === 'pixel') notes.push('The file gives no angle scale: detector pixels');
    if (unit === 'mm') notes.push('The detector axis is in mm: positions, not angles');
    dimensions.push({
      axis: { ...slit, name: slit.name || angleAxisName(unit), unit },
      role: 'angle',
    });
  }
  return dimensions;
}
