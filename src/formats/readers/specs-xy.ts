import type { Axis } from '#shared/axis';
import type { BinaryFile, PlainReader } from '../binary-file';
import { BlockScanFile } from '../block-scan';
import { lineAt } from '../numeric-text';
import { scanAxesOf } from '../scan-axes';
import type { FrameMotor } from '../scan-file';
import { axisInFileOrder, energyAxisName, uniformAxis, unitName } from '../uniform-axis';
import { finiteNumber, nameAndUnit } from './key-value-text';

const format = { id: 'specs-xy', label: 'SPECS Prodigy text (.xy)' };

/** One angle of one spectrum. */
interface Curve {
  angle: number | null;
  /** Scanned parameters in force, and the number of the cycle. */
  motors: FrameMotor[];
  cycle: string;
  energies: number[];
  counts: number[];
}

/**
 * SPECS Prodigy text: `# key: value` lines; `# NonEnergyOrdinate: <deg>` before the
 * lines `energy counts` of each angle; scanned positions as `# Parameter: "name
 * [unit]" = value`. A spectrum ends where its angles begin again.
 */
export const specsXyReader: PlainReader = {
  label: format.label,
  matches: ({ headText }) =>
    /^#[^\r\n]*(\r?\n#[^\r\n]*)*?(SpecsLab|Prodigy|NonEnergyOrdinate|Analyzer Lens)/i.test(
      headText,
    ),
  open(file) {
    const text = file.text();
    file.expectLineEnd(text);
    const { curves, header } = curvesOf(file, text);
    const spectra = spectraOf(file, curves);
    const [first] = spectra;
    const energies = evenAxis(file, first[0].energies, 'the energies', 'eV');
    const angles = first.map(({ angle }) => angle);
    const energy: Axis = {
      ...energies,
      name: energyAxisName(
        header.get('energy axis') ?? null,
        energies.start,
        energies.start + (energies.count - 1) * energies.step,
      ),
    };
    const isScaled = angles.every((angle) => angle !== null);
    const angle: Axis = isScaled
      ? { ...evenAxis(file, angles, 'NonEnergyOrdinate', 'deg'), name: 'Angle' }
      : { name: 'Detector pixel', unit: 'pixel', start: 0, step: 1, count: angles.length };
    const size = energy.count * angle.count;
    const values = new Float64Array(size * spectra.length);
    spectra.forEach((spectrum, s) => {
      spectrum.forEach(({ counts }, a) => values.set(counts, s * size + a * energy.count));
    });
    const notes: string[] = [];
    if (!isScaled) notes.push('The file gives no angle scale: detector pixels');
    if (/counts\/s|cps/i.test(header.get('count rate') ?? '')) {
      notes.push('Values are rates in counts per second, not counts');
    }
    const measuredAt = isoTime(header.get('acquisition date'));
    return new BlockScanFile(file, {
      format,
      path: 'curves',
      dimensions: [
        ...(spectra.length > 1 ? [{ axis: counter(spectra.length), role: 'scan' as const }] : []),
        { axis: angle, role: 'angle' },
        { axis: energy, role: 'energy' },
      ],
      fastest: 'last',
      read: (start, count) => values.subarray(start, start + count),
      details: (frame) => ({
        motors: spectra[frame][0].motors,
        measuredAt: spectra.length === 1 ? measuredAt : null,
        dwellSeconds: finiteNumber(header.get('dwell time')),
      }),
      scanAxes: scanAxesOf(changing(spectra.map((spectrum) => spectrum[0].motors))),
      notes,
    });
  },
};

function curvesOf(file: BinaryFile, text: string) {
  const header = new Map<string, string>();
  const motors = new Map<string, FrameMotor>();
  const curves: Curve[] = [];
  let cycle = '';
  let angle: number | null = null;
  let current: Curve | null = null;
  for (let at = 0; at < text.length;) {
    const { line, next } = lineAt(text, at);
    at = next;
    if (line.startsWith('#')) {
      const parameter = /^#\s*Parameter:\s*"([^"]+)"\s*=\s*(\S+)/.exec(line);
      const pair = /^#\s*([^:]+?):\s*(.*?)\s*$/.exec(line);
      const value = finiteNumber(parameter?.[2]);
      if (parameter !== null && value !== null) {
        const { name, unit } = nameAndUnit(parameter[1]);
        motors.set(name, { name, unit: unitName(unit), value });
      } else if (pair !== null && /^NonEnergyOrdinate$/i.test(pair[1])) {
        angle = finiteNumber(pair[2]);
      } else if (pair !== null && /^Cycle$/i.test(pair[1])) {
        cycle = /^\d*/.exec(pair[2])?.[0] ?? '';
      } else if (pair !== null && !header.has(pair[1].toLowerCase())) {
        header.set(pair[1].toLowerCase(), pair[2]);
      }
      // Any remark but the end of a block parts one curve from the next.
      if (line.trim().length > 1) current = null;
      continue;
    }
    const words = line.trim().split(/\s+/);
    if (words[0] === '') {
      current = null;
      continue;
    }
    const [energy, counts] = words.map(Number);
    if (words.length < 2 || !Number.isFinite(energy) || Number.isNaN(counts)) {
      throw file.wrong(`expected an energy and a count, found "${line.slice(0, 40)}"`);
    }
    if (current === null) {
      current = { angle, motors: [...motors.values()], cycle, energies: [], counts: [] };
      curves.push(current);
    }
    current.energies.push(energy);
    current.counts.push(counts);
  }
  return { curves, header };
}

/** Curves gathered to spectra: a new one begins where an angle comes again or the cycle changes. */
function spectraOf(file: BinaryFile, curves: readonly Curve[]): [Curve[], ...Curve[][]] {
  const spectra: Curve[][] = [];
  let angles = new Set<number | null>();
  for (const curve of curves) {
    const current = spectra.at(-1);
    if (current === undefined || angles.has(curve.angle) || current[0].cycle !== curve.cycle) {
      spectra.push([curve]);
      angles = new Set();
    } else current.push(curve);
    angles.add(curve.angle);
  }
  const [first, ...others] = spectra;
  if (first === undefined) throw file.wrong('expected lines of energy and counts, found none');
  const energies = first[0].energies.length;
  for (const spectrum of spectra) {
    const odd = spectrum.find((curve) => curve.energies.length !== energies);
    if (odd !== undefined || spectrum.length !== first.length) {
      throw file.cutShort(
        `${first.length} curves of ${energies} energies in each spectrum, not ${spectrum.length} ` +
          `of ${odd?.energies.length ?? energies},`,
        file.size + 1,
      );
    }
  }
  return [first, ...others];
}

function evenAxis(
  file: BinaryFile,
  values: readonly (number | null)[],
  what: string,
  unit: string,
): Axis {
  const axis = uniformAxis(
    values.map((value) => value ?? NaN),
    what,
    unit,
  );
  if ('reason' in axis) throw file.wrong(`expected ${what} evenly spaced, found ${axis.reason}`);
  return axisInFileOrder(axis);
}

function counter(count: number): Axis {
  return { name: '', unit: '', start: 0, step: 1, count };
}

/** Parameters that change over the spectra, the last named first: it is the fast one. */
function changing(motors: readonly FrameMotor[][]): string[] {
  return motors[0]
    .map(({ name }) => name)
    .filter((name) => {
      const values = motors.map((point) => point.find((motor) => motor.name === name)?.value);
      return new Set(values).size > 1;
    })
    .reverse();
}

/** `09/21/20 14:03:22 UTC`, month first, as ISO 8601. */
function isoTime(text: string | undefined): string | null {
  const match = /^(\d{2})\/(\d{2})\/(\d{2}|\d{4}) (\d{2}:\d{2}:\d{2})(?: (UTC))?/.exec(text ?? '');
  if (match === null) return null;
  const [, month, day, year, clock, zone] = match;
  return `${year.length === 2 ? `20${year}` : year}-${month}-${day}T${clock}${zone === undefined ? '' : 'Z'}`;
}
