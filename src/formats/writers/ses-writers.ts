import type { Axis } from '#shared/axis';
import { igorWaveBytes } from './igor-wave-writer';
import { zipBytes } from './zip-writer';

/** One spectrum as Scienta SES saves it. */
export interface SesSpectrum {
  region: string;
  energy: Axis;
  angle: Axis;
  /** Row-major [energy][angle]. */
  counts: Float32Array;
  dwellSeconds: number;
  measuredAt: Date;
}

const LINE_END = { igor: '\r', zip: '\r\n' };

/** `.ibw`: energy is dimension 0, the slit angle dimension 1, the settings are the note. */
export function sesWaveBytes(spectrum: SesSpectrum): Buffer {
  const { region, energy, angle, measuredAt } = spectrum;
  return igorWaveBytes(
    {
      name: region,
      dimensions: [
        { ...energy, name: sesEnergyName(energy) },
        { ...angle, name: 'Y-Scale' },
      ],
      values: angleByAngle(spectrum),
      dataUnit: 'Counts [a.u.]',
      note: settings(spectrum).join(LINE_END.igor),
    },
    measuredAt,
  );
}

/** DA30 `.zip`: `viewer.ini`, `<region>.ini`, `Spectrum_<region>.ini` and `.bin`. */
export function sesArchiveBytes(spectrum: SesSpectrum): Buffer {
  const { region, energy, angle } = spectrum;
  const values = angleByAngle(spectrum);
  const data = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => data.writeFloatLE(value, 4 * i));
  const scales = [
    '[spectrum]',
    `name=${region}`,
    'byteperpoint=4',
    ...extent('width', energy, sesEnergyName(energy)),
    ...extent('height', angle, 'Thetax'),
    'depth=1',
    'first_full=0',
    `last_full=${energy.count - 1}`,
  ];
  const ini = (lines: readonly string[]) => Buffer.from(lines.join(LINE_END.zip) + LINE_END.zip);
  return zipBytes([
    { name: 'viewer.ini', bytes: ini(['[viewer]', 'region_list_count=1', `region=${region}`]) },
    { name: `${region}.ini`, bytes: ini(settings(spectrum)) },
    { name: `Spectrum_${region}.ini`, bytes: ini(scales) },
    { name: `Spectrum_${region}.bin`, bytes: data },
  ]);
}

function settings({ region, energy, dwellSeconds, measuredAt }: SesSpectrum): string[] {
  const [date, time] = localTime(measuredAt);
  return [
    '[SES]',
    'Version=1.9.5',
    `Region Name=${region}`,
    'Lens Mode=DA30L_01',
    'Pass Energy=20',
    `Energy Scale=${sesEnergyName(energy).split(' ')[0]}`,
    'Acquisition Mode=Fixed',
    `Energy Step=${energy.step}`,
    `Time per Spectrum Channel=${dwellSeconds}`,
    'Instrument=Simulated beamline',
    `Date=${date}`,
    `Time=${time}`,
    '[User Interface Information]',
    'Beamline=Simulated',
  ];
}

function extent(side: 'width' | 'height', axis: Axis, name: string): string[] {
  const { start, step, count, unit } = axis;
  return [
    `${side}=${count}`,
    `${side}offset=${start}`,
    `${side}delta=${step}`,
    `${side}label=${name} [${unit}]`,
  ];
}

function sesEnergyName({ name }: Axis): string {
  return /kinetic/i.test(name) ? 'Kinetic Energy' : 'Binding Energy';
}

/** The counts with the energy fastest. */
function angleByAngle({ energy, angle, counts }: SesSpectrum): Float32Array {
  const values = new Float32Array(counts.length);
  for (let e = 0; e < energy.count; e++) {
    for (let a = 0; a < angle.count; a++) {
      values[a * energy.count + e] = counts[e * angle.count + a];
    }
  }
  return values;
}

/** `2026-03-01` and `16:01:24`, of the clock on the wall as SES notes it. */
function localTime(time: Date): [date: string, time: string] {
  const padded = (value: number) => String(value).padStart(2, '0');
  const date = [time.getFullYear(), time.getMonth() + 1, time.getDate()].map(padded).join('-');
  return [date, [time.getHours(), time.getMinutes(), time.getSeconds()].map(padded).join(':')];
}
