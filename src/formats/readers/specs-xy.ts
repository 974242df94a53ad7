import type { Axis } from '#shared/axis';
import type { BinaryFile, PlainReader } from '../binary-file';
import { BlockScanFile } from '../block-scan';
import { chosenRegion } from '../regions';
import { scanAxesOf } from '../scan-axes';
import type { FrameMotor } from '../scan-file';
import { axisInFileOrder, uniformAxis } from '../uniform-axis';
import { energyDimension } from './binding-energy';
import { finiteNumber } from './key-value-text';
import { xyRegions, type Curve, type XyRegion } from './specs-xy-curves';

const format = { id: 'specs-xy', label: 'SPECS Prodigy text (.xy)' };

/** Curves of one spectrum, a place along the slit each, with the sum or mean of its sweeps. */
type Spectrum = [Curve, ...Curve[]];

/**
 * SPECS Prodigy text: `# key: value` lines; `# Region: name` before each region, `# Cycle: n`
 * and the scanned positions `# Parameter: "name [unit]" = value` before each spectrum, and
 * `# NonEnergyOrdinate: <deg>` before the lines `energy counts` of each angle. A region with
 * angles is taken before one without; the others are there to choose from.
 */
export const specsXyReader: PlainReader = {
  label: format.label,
  matches: ({ headText }) =>
    /^#[^\r\n]*(\r?\n#[^\r\n]*)*?(SpecsLab|Prodigy|NonEnergyOrdinate|Analyzer Lens)/i.test(
      headText,
    ),
  open(file, options) {
    const text = file.text();
    file.expectLineEnd(text);
    const isAngular = ({ curves }: XyRegion) => curves.some(({ angle }) => angle !== null);
    const found = xyRegions(file, text);
    const [firstRegion, ...others] = [
      ...found.filter(isAngular),
      ...found.filter((region) => !isAngular(region)),
    ];
    if (firstRegion === undefined)
      throw file.wrong('expected lines of energy and counts, found none');
    const choice = chosenRegion(file, [firstRegion, ...others], options);
    const { region, notes } = choice;
    const { header } = region;
    const isRate = /counts\/s|counts per second|cps/i.test(header.get('count rate') ?? '');
    if (isRate) notes.push('Values are rates in counts per second, not counts');
    const spectra = spectraOf(file, region, isRate);
    const [first] = spectra;
    const energy = {
      ...evenAxis(file, first[0].energies, 'the energies', 'eV'),
      name: header.get('energy axis') ?? '',
    };
    const angle = slitAxis(file, first, header, notes);
    const size = energy.count * angle.count;
    const values = new Float64Array(size * spectra.length);
    spectra.forEach((spectrum, s) => {
      spectrum.forEach(({ counts }, a) => values.set(counts, s * size + a * energy.count));
    });
    const motors = spectra.map(([{ motors: set, cycle }]) => [
      ...set,
      ...(region.readings.get(cycle) ?? []),
    ]);
    const moved = changing(spectra.map(([{ motors: set }]) => set));
    const measuredAt = isoTime(header.get('acquisition date'));
    return new BlockScanFile(file, {
      format,
      path: region.name || 'curves',
      dimensions: [
        ...(spectra.length > 1 ? [{ axis: scanAxis(motors, moved), role: 'scan' as const }] : []),
        { axis: angle, role: 'angle' },
        energyDimension(energy),
      ],
      fastest: 'last',
      read: (start, count) => values.subarray(start, start + count),
      details: (frame) => ({
        motors: motors[frame],
        measuredAt: spectra.length === 1 ? measuredAt : null,
        dwellSeconds: finiteNumber(header.get('dwell time')),
      }),
      scanAxes: scanAxesOf(moved),
      ...(found.length > 1 ? { regions: choice.regions } : {}),
      notes,
    });
  },
};

/** Curves gathered to spectra, one a cycle and setting of the parameters. */
function spectraOf(
  file: BinaryFile,
  { curves }: XyRegion,
  isRate: boolean,
): [Spectrum, ...Spectrum[]] {
  const spectra: Map<string, Curve[]>[] = [];
  const latest = new Map<string, Map<string, Curve[]>>();
  for (const curve of curves) {
    const setting = JSON.stringify([curve.cycle, curve.motors]);
    const place = curve.curve ?? String(curve.angle);
    let spectrum = latest.get(setting);
    // A place that comes again is another sweep where curves are numbered, else a new spectrum.
    if (spectrum === undefined || (curve.curve === null && spectrum.has(place))) {
      spectrum = new Map();
      latest.set(setting, spectrum);
      spectra.push(spectrum);
    }
    spectrum.set(place, [...(spectrum.get(place) ?? []), curve]);
  }
  const [first, ...others] = spectra.map((spectrum) =>
    [...spectrum.values()].map((sweeps) => together(file, sweeps, isRate)),
  ) as [Spectrum, ...Spectrum[]];
  const energies = first[0].energies.length;
  for (const spectrum of [first, ...others]) {
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

/** Sweeps over the same energies: their sum, or the mean of their rates. */
function together(file: BinaryFile, sweeps: readonly Curve[], isRate: boolean): Curve {
  const [first, ...others] = sweeps;
  if (others.length === 0) return first;
  const odd = others.find(({ energies }) => energies.length !== first.energies.length);
  if (odd !== undefined) {
    throw file.cutShort(
      `sweeps of ${first.energies.length} energies, not of ${odd.energies.length},`,
      file.size + 1,
    );
  }
  const divisor = isRate ? sweeps.length : 1;
  return {
    ...first,
    counts: first.counts.map(
      (_, e) => sweeps.reduce((sum, { counts }) => sum + counts[e], 0) / divisor,
    ),
  };
}

/** Angles, or positions of a lens that images the spot; detector pixels where there are none. */
function slitAxis(
  file: BinaryFile,
  spectrum: Spectrum,
  header: Map<string, string>,
  notes: string[],
): Axis {
  const angles = spectrum.map(({ angle }) => angle);
  if (!angles.every((angle) => angle !== null)) {
    notes.push('The file gives no angle scale: detector pixels');
    return { name: 'Detector pixel', unit: 'pixel', start: 0, step: 1, count: angles.length };
  }
  const isImage = /magnif|area|imag/i.test(header.get('analyzer lens') ?? '');
  if (isImage) notes.push('The detector axis is in mm: positions, not angles');
  return {
    ...evenAxis(file, angles, 'NonEnergyOrdinate', isImage ? 'mm' : 'deg'),
    name: isImage ? 'Slit position' : 'Angle',
  };
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

/** The parameter that was scanned, where it is one in even steps; else the points are counted. */
function scanAxis(motors: readonly FrameMotor[][], moved: readonly string[]): Axis {
  const counted = { name: '', unit: '', start: 0, step: 1, count: motors.length };
  const scanned = motors.map((point) => point.find(({ name }) => name === moved[0]));
  const [first] = scanned;
  if (moved.length !== 1 || first === undefined) return counted;
  const values = scanned.map((motor) => motor?.value ?? NaN);
  const axis = uniformAxis(values, first.name, first.unit);
  return 'reason' in axis || axis.notes.length > 0 ? counted : axisInFileOrder(axis);
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

/** `09/21/20 14:03:22 UTC`, month first, or `2020-09-21 14:03:22 UTC` as ISO 8601. */
function isoTime(text: string | undefined): string | null {
  const ordered = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?: (UTC))?/.exec(text ?? '');
  if (ordered !== null) return `${ordered[1]}T${ordered[2]}${ordered[3] === undefined ? '' : 'Z'}`;
  const match = /^(\d{2})\/(\d{2})\/(\d{2}|\d{4}) (\d{2}:\d{2}:\d{2})(?: (UTC))?/.exec(text ?? '');
  if (match === null) return null;
  const [, month, day, year, clock, zone] = match;
  return `${year.length === 2 ? `20${year}` : year}-${month}-${day}T${clock}${zone === undefined ? '' : 'Z'}`;
}
