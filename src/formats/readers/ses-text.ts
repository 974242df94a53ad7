import type { Axis } from '#shared/axis';
import type { BinaryFile, PlainReader } from '../binary-file';
import type { BlockDimension } from '../block';
import { BlockScanFile } from '../block-scan';
import { lineAt, numbersInText } from '../numeric-text';
import { chosenRegion } from '../regions';
import { angleAxisName, axisInFileOrder, uniformAxis, unitName } from '../uniform-axis';
import { acquisitionNote } from './acquisition-note';
import { energyDimension } from './binding-energy';
import { cassiopeeMotors } from './cassiopee-note';
import { finiteNumber, keyValueSections, nameAndUnit } from './key-value-text';
import { detailsByPoint } from './run-mode';

const format = { id: 'ses-text', label: 'Scienta SES text (.txt)' };
const MOST_REGIONS = 1000;
/** Sections of a region as they are named in the note of an Igor wave and here. */
const settingsSections = [
  ['[SES]', 'Info'],
  ['[Run Mode Information]', 'Run Mode Information'],
  ['[User Interface Information]', 'User Interface Information'],
  ['[Manipulator]', 'Manipulator'],
] as const;

interface Region {
  name: string;
  /** Energy, then what it was measured over. */
  axes: Axis[];
  info: string;
  /** Where numbers begin in the text: once, or for every value of a third dimension. */
  starts: number[];
}

/**
 * Scienta SES text: `[Info]`, then for every region its axes in `[Region n]`, its
 * settings in `[Info n]`, and in `[Data n]` a line an energy: the energy, then a
 * column a slice. A third dimension repeats the lines, or the section: `[Data n:1]`,
 * `[Data n:2]`, …; what was moved stands in the table of `[Run Mode Information n]`.
 * Energies may descend, and decimals may follow a comma.
 */
export const sesTextReader: PlainReader = {
  label: format.label,
  matches: ({ headText }) =>
    /^(?:\xef\xbb\xbf)?\s*\[Info\]\s*[\r\n]+(?:[^[\r\n]*[\r\n]+)*?Number of Regions=/i.test(
      headText,
    ),
  open(file, options) {
    const stored = file.text();
    file.expectLineEnd(stored);
    const text = withDecimalPoints(stored);
    const [first, ...others] = regionsOf(file, text);
    if (first === undefined) throw file.wrong('expected a section [Region 1], found none');
    const { region, notes, regions } = chosenRegion(file, [first, ...others], options);
    const acquisition = acquisitionNote(region.info);
    const motors = [...acquisition.motors, ...cassiopeeMotors(file.path)];
    const values = regionValues(file, text, region);
    const isBinding = acquisition.energyScale === 'binding';
    const dimensions = regionDimensions(region.axes, isBinding, notes);
    return new BlockScanFile(file, {
      format,
      path: `[Data ${others.indexOf(region) + 2}]`,
      dimensions,
      fastest: 'last',
      read: (firstValue, count) => values.subarray(firstValue, firstValue + count),
      ...detailsByPoint({ ...acquisition, motors }, acquisition.runMode),
      regions,
      notes,
    });
  },
};

/** A computer set to decimal commas writes them throughout; where commas part numbers none stands alone. */
function withDecimalPoints(text: string): string {
  const scale = /^Dimension 1 scale=(.*)$/m.exec(text)?.[1] ?? '';
  const isComma = /\d,\d+\s/.test(scale) && !scale.includes('.');
  return isComma ? text.replaceAll(',', '.') : text;
}

function regionsOf(file: BinaryFile, text: string): Region[] {
  const headers = headersOf(text);
  const sections = keyValueSections(headers.text);
  const count = finiteNumber(sections.get('Info')?.values.get('Number of Regions')) ?? 0;
  if (count > MOST_REGIONS)
    throw file.wrong(`expected at most ${MOST_REGIONS} regions, found ${count}`);
  return Array.from({ length: Math.floor(count) }, (_, i): Region => {
    const section = sections.get(`Region ${i + 1}`);
    const starts = headers.dataStarts.get(i + 1);
    if (section === undefined || starts === undefined) {
      throw file.cutShort(`[Region ${i + 1}] and [Data ${i + 1}]`, file.size + 1);
    }
    const axes = [1, 2, 3].flatMap((d) => regionAxis(file, section.values, d, starts.length));
    if (axes.length === 0)
      throw file.wrong(`expected an energy axis in [Region ${i + 1}], found none`);
    const info = settingsSections.flatMap(([head, name]) => [
      head,
      ...(sections.get(`${name} ${i + 1}`)?.lines ?? []),
    ]);
    const name = section.values.get('Region Name') || `Region ${i + 1}`;
    return { name, axes, info: info.join('\n'), starts };
  });
}

/** The text without its numbers, and where those of each region begin. */
function headersOf(text: string): { text: string; dataStarts: Map<number, number[]> } {
  const dataStarts = new Map<number, number[]>();
  const parts: string[] = [];
  let at = 0;
  for (const match of text.matchAll(/^\[Data (\d+)[^\]]*\][^\r\n]*/gm)) {
    if (match.index < at) continue;
    parts.push(text.slice(at, match.index));
    const start = lineAt(text, match.index).next;
    const region = Number(match[1]);
    dataStarts.set(region, [...(dataStarts.get(region) ?? []), start]);
    at = text.indexOf('[', start);
    if (at < 0) at = text.length;
  }
  parts.push(text.slice(at));
  return { text: parts.join('\n'), dataStarts };
}

/** An axis of a region; a third without a scale counts the sections of numbers. */
function regionAxis(
  file: BinaryFile,
  values: Map<string, string>,
  dimension: number,
  sections: number,
): Axis[] {
  const label = values.get(`Dimension ${dimension} name`);
  const isThird = dimension === 3;
  const size =
    finiteNumber(values.get(`Dimension ${dimension} size`)) ??
    (isThird && sections > 1 ? sections : null);
  if (size === null || (label === undefined && !isThird)) return [];
  if (!Number.isInteger(size) || size < 1)
    throw file.wrong(`expected a size of dimension ${dimension}, found ${size}`);
  const { name, unit } = nameAndUnit(label ?? '');
  const scaleText = values.get(`Dimension ${dimension} scale`) ?? '';
  const scale = numbersInText(scaleText, 0, scaleText.length).values;
  if (isThird && scale.length === 0) return [{ name, unit: '', start: 0, step: 1, count: size }];
  if (scale.length !== size) {
    throw file.wrong(
      `expected ${size} values in the scale of dimension ${dimension}, found ${scale.length}`,
    );
  }
  const axis = uniformAxis(scale, name, unitName(unit));
  if ('reason' in axis) {
    // Repeats, and positions out of order, are told by the table of the run mode.
    if (isThird) return [{ name: '', unit: '', start: 0, step: 1, count: size }];
    throw file.wrong(`expected an evenly spaced dimension ${dimension}, found ${axis.reason}`);
  }
  return [axisInFileOrder(axis)];
}

/** Counts without the energies before them: [third dimension][energy][slice]. */
function regionValues(
  file: BinaryFile,
  text: string,
  { axes, starts, name }: Region,
): Float64Array {
  const energies = axes[0].count;
  const slices = axes.at(1)?.count ?? 1;
  const layers = axes.at(2)?.count ?? 1;
  const lines = energies * layers;
  if (!(lines * (slices + 1) <= text.length)) {
    throw file.cutShort(`${lines * (slices + 1)} numbers of region ${name}`, file.size + 1);
  }
  const counts = new Float64Array(lines * slices);
  const linesAtOnce = starts.length === 1 ? lines : energies;
  for (let done = 0; done < lines; done += linesAtOnce) {
    const start = starts.at(done / linesAtOnce);
    if (start === undefined) {
      throw file.cutShort(`${layers} sections of numbers of region ${name}`, file.size + 1);
    }
    const expected = linesAtOnce * (slices + 1);
    const { values, end } = numbersInText(text, start, expected);
    if (values.length < expected) {
      if (end >= text.length)
        throw file.cutShort(`${expected} numbers of region ${name}`, file.size + 1);
      throw file.wrong(`expected ${expected} numbers in region ${name}, found ${values.length}`);
    }
    for (let line = 0; line < linesAtOnce; line++) {
      const from = line * (slices + 1) + 1;
      counts.set(values.subarray(from, from + slices), (done + line) * slices);
    }
  }
  return counts;
}

function regionDimensions(
  axes: readonly Axis[],
  isBinding: boolean,
  notes: string[],
): BlockDimension[] {
  const [energy, second, third] = axes;
  const dimensions: BlockDimension[] = [];
  if (third !== undefined) dimensions.push({ axis: third, role: 'scan' });
  dimensions.push(energyDimension(energy, isBinding || /binding/i.test(energy.name)));
  if (second !== undefined && /iteration|point|position|photon/i.test(second.name)) {
    dimensions.push({ axis: second, role: 'scan' });
  } else if (second !== undefined) {
    const unit = second.unit || 'pixel';
    if (unit === 'pixel') notes.push('The file gives no angle scale: detector pixels');
    if (unit === 'mm') notes.push('The detector axis is in mm: positions, not angles');
    dimensions.push({
      axis: { ...second, name: second.name || angleAxisName(unit), unit },
      role: 'angle',
    });
  }
  return dimensions;
}
