import type { FrameDetails } from '../block';
import type { FrameMotor } from '../scan-file';
import { finiteNumber, keyValueSections, type KeyValueSection } from './key-value-text';
import { runModeTable, type RunModeTable } from './run-mode';

/** What the program that measured wrote beside the spectrum. */
export interface AcquisitionNote extends FrameDetails {
  /** `ses` or the BCS of ALS MERLIN. */
  origin: 'ses' | 'merlin' | 'unknown';
  region: string | null;
  energyScale: 'binding' | 'kinetic' | null;
  energyStepEv: number | null;
  runMode: RunModeTable | null;
}

/** Stage motors of MERLIN; its notes state no units: millimetres and degrees. */
export const merlinMotorUnits: Readonly<Record<string, string>> = {
  'Sample X': 'mm',
  'Sample Y (Vert)': 'mm',
  'Sample Z': 'mm',
  Polar: 'deg',
  Azimuth: 'deg',
  Tilt: 'deg',
};
const stageName =
  /^(?:[XYZPTAF]|R[1-3]|(?:sample )?[xyz]|polar|tilt|azi(?:muth)?|theta|phi|beta)$/i;

/**
 * The note of a wave or the ini of a region. SES: sections `[SES]`, `[Run Mode
 * Information]`, `[Manipulator]`, …; MERLIN: blocks from `USER` to `ENDHEADER`.
 */
export function acquisitionNote(text: string): AcquisitionNote {
  const sections = keyValueSections(text);
  const merlin = text.includes('ENDHEADER') || text.startsWith('[BCS]');
  const origin = merlin ? 'merlin' : sections.has('SES') ? 'ses' : 'unknown';
  const values = merlin
    ? (sections.get('') ?? emptySection()).values
    : (sections.get('SES') ?? sections.get('') ?? emptySection()).values;
  const scale = values.get('Energy Scale')?.toLowerCase();
  return {
    origin,
    region: values.get('Region Name') ?? null,
    energyScale: scale === 'binding' || scale === 'kinetic' ? scale : null,
    energyStepEv: finiteNumber(values.get('Energy Step')),
    motors: merlin ? motorsOf(values, merlinMotorUnits) : stageMotors(sections),
    measuredAt: isoTime(values.get('Date'), values.get('Time'), merlin),
    dwellSeconds: finiteNumber(values.get('Time per Spectrum Channel')),
    runMode: runModeTable(sections.get('Run Mode Information')?.lines ?? []),
  };
}

function numbersOf(section: KeyValueSection | undefined): FrameMotor[] {
  return [...(section?.values ?? [])].flatMap(([name, text]) => {
    const value = finiteNumber(text);
    return value === null ? [] : [{ name, unit: '', value }];
  });
}

/** Sites without a section [Manipulator] let SES note the stage among other readings. */
function stageMotors(sections: Map<string, KeyValueSection>): FrameMotor[] {
  const manipulator = numbersOf(sections.get('Manipulator'));
  if (manipulator.length > 0) return manipulator;
  const readings = numbersOf(sections.get('User Interface Information'));
  const hasStage = readings.some(({ name }) => /^[XYZ]$/i.test(name));
  return hasStage ? readings.filter(({ name }) => stageName.test(name)) : [];
}

function motorsOf(
  values: Map<string, string>,
  units: Readonly<Record<string, string>>,
): FrameMotor[] {
  return Object.entries(units).flatMap(([name, unit]) => {
    const value = finiteNumber(values.get(name));
    return value === null ? [] : [{ name, unit, value }];
  });
}

/**
 * ISO 8601 without a zone, of `2024-12-20`, `12/20/2024` or, day first as MERLIN notes it,
 * `20/12/2024`, and `16:01:24` or `04:01:24 PM`.
 */
function isoTime(
  date: string | undefined,
  time: string | undefined,
  isDayFirst: boolean,
): string | null {
  const day = isoDay(date ?? '', isDayFirst);
  const clock = /^(\d{1,2}):(\d{2}):(\d{2})(?:\s*([AP]M))?$/i.exec(time ?? '');
  if (clock === null || day === null) return null;
  const half = clock.at(4)?.toUpperCase();
  const hour =
    half === undefined ? Number(clock[1]) : (Number(clock[1]) % 12) + (half === 'PM' ? 12 : 0);
  return `${day}T${padded(hour)}:${clock[2]}:${clock[3]}`;
}

function isoDay(date: string, isDayFirst: boolean): string | null {
  const ordered = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (ordered !== null) return date;
  const written = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(date);
  if (written === null) return null;
  const [, first, second, year] = written;
  const fitsOnlyOneWay = Number(isDayFirst ? second : first) > 12;
  const [month, day] = isDayFirst !== fitsOnlyOneWay ? [second, first] : [first, second];
  return Number(month) > 12 ? null : `${year}-${padded(month)}-${padded(day)}`;
}

function padded(value: string | number): string {
  return String(value).padStart(2, '0');
}

function emptySection(): KeyValueSection {
  return { lines: [], values: new Map() };
}
