import {
  siteProfileSchema,
  stageAxes,
  type LengthUnit,
  type ProfileMotor,
  type SiteProfile,
  type StageAxis,
} from '#shared/profile';

/** What a number field holds: '' while it is empty. */
export type FormNumber = number | '';

export const motorFields = [
  { key: 'file', label: 'In the files' },
  { key: 'shown', label: 'On screen' },
  { key: 'command', label: 'In commands' },
  { key: 'epicsPv', label: 'EPICS record' },
  { key: 'tangoDevice', label: 'Tango device' },
  { key: 'stage', label: 'Stage' },
] as const satisfies { key: keyof ProfileMotor; label: string }[];

type MotorForm = Record<keyof ProfileMotor, string>;

/** A profile as the fields of a form: what is not known is an empty field. */
export interface ProfileForm {
  name: string;
  notes: string;
  /** Ids, separated by commas. */
  formats: string;
  motors: Record<StageAxis, MotorForm>;
  fileUnit: LengthUnit | '';
  displayUnit: LengthUnit | '';
  orientation: SiteProfile['orientation'];
  region: string;
  dwellSeconds: FormNumber;
  degreesPerPixel: FormNumber;
  zeroPixel: FormNumber;
  energyFrom: FormNumber;
  energyTo: FormNumber;
  angleFrom: FormNumber;
  angleTo: FormNumber;
}

/** The fields that say what a profile says. */
export function formOf(profile: SiteProfile): ProfileForm {
  const { name, notes, formats, motors, orientation, pixelAngle, mdcWindow } = profile;
  const [energyFrom, energyTo] = mdcWindow?.energyEv ?? (['', ''] as const);
  const [angleFrom, angleTo] = mdcWindow?.angle ?? (['', ''] as const);
  return {
    name,
    notes,
    formats: formats.join(', '),
    motors: { x: motorForm(motors.x), y: motorForm(motors.y), z: motorForm(motors.z) },
    fileUnit: profile.fileUnit ?? '',
    displayUnit: profile.displayUnit ?? '',
    orientation: { ...orientation },
    region: profile.region ?? '',
    dwellSeconds: profile.dwellSeconds ?? '',
    degreesPerPixel: pixelAngle?.degreesPerPixel ?? '',
    zeroPixel: pixelAngle?.zeroPixel ?? '',
    energyFrom,
    energyTo,
    angleFrom,
    angleTo,
  };
}

/** The profile that the fields say, or what is wrong with them in words. */
export function profileOf(form: ProfileForm): { profile: SiteProfile } | { problem: string } {
  const { degreesPerPixel, zeroPixel, energyFrom, energyTo, angleFrom, angleTo } = form;
  const scale = [degreesPerPixel, zeroPixel];
  const window = [energyFrom, energyTo, angleFrom, angleTo];
  if (form.name.trim() === '') return { problem: 'The profile needs a name.' };
  if (isPartlyFilled(scale)) return { problem: 'The angle scale needs both of its numbers.' };
  if (isPartlyFilled(window)) return { problem: 'The MDC window needs all four of its ends.' };
  const parsed = siteProfileSchema.safeParse({
    name: form.name,
    notes: form.notes,
    formats: form.formats.split(',').flatMap((id) => id.trim() || []),
    motors: Object.fromEntries(stageAxes.map((axis) => [axis, motorOf(form.motors[axis])])),
    fileUnit: form.fileUnit || null,
    displayUnit: form.displayUnit || null,
    orientation: form.orientation,
    region: textOrNull(form.region),
    dwellSeconds: form.dwellSeconds === '' ? null : form.dwellSeconds,
    pixelAngle: scale.includes('') ? null : { degreesPerPixel, zeroPixel },
    mdcWindow: window.includes('')
      ? null
      : { energyEv: [energyFrom, energyTo], angle: [angleFrom, angleTo] },
  });
  if (parsed.success) return { profile: parsed.data };
  const [{ path, message }] = parsed.error.issues;
  return { problem: `${path.join(' ')}: ${message}` };
}

function isPartlyFilled(fields: readonly FormNumber[]): boolean {
  return fields.includes('') && fields.some((field) => field !== '');
}

function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

function motorForm(motor: ProfileMotor): MotorForm {
  return mapMotor(motor, (value) => value ?? '');
}

function motorOf(form: MotorForm): ProfileMotor {
  return mapMotor(form, textOrNull);
}

function mapMotor<From, To>(
  motor: Record<keyof ProfileMotor, From>,
  convert: (value: From) => To,
): Record<keyof ProfileMotor, To> {
  return Object.fromEntries(motorFields.map(({ key }) => [key, convert(motor[key])])) as Record<
    keyof ProfileMotor,
    To
  >;
}
