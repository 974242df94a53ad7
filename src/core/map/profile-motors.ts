import { stageAxes, type ProfileMotor, type ScanProfile } from '#shared/profile';
import type { MapAxis } from '#shared/scan';
import { lengthFactor } from './map-motors';

/** Suffix of the set position beside a readback. */
const setSuffix = /_set$/;
/** Names such as `x`, `sax`, `FSamX`, `sample_x`, `Sample Y (Vert)`: positions of a stage, with their axis. */
const positionNames = [
  /^[a-z]{0,3}([xyz])\d*$/i,
  /[a-z]([XYZ])\d*$/,
  /[^a-z]([xyz])\d*(?:\s*\(.*\))?$/i,
];

/** The axis in a stage motor's name; null for motors that are none by their name. */
function namedAxis(name: string): (typeof stageAxes)[number] | null {
  for (const pattern of positionNames) {
    const letter = pattern.exec(name)?.[1].toLowerCase();
    if (letter !== undefined) return letter as (typeof stageAxes)[number];
  }
  return null;
}

/** The profile's motor that a file calls `name`; null where the profile knows none. */
export function profileMotor(profile: ScanProfile | null, name: string): ProfileMotor | null {
  if (profile === null) return null;
  const { motors } = profile;
  const own = name.replace(setSuffix, '');
  const named = stageAxes.find((axis) => motors[axis].file === own);
  if (named !== undefined) return motors[named];
  const axis = namedAxis(own);
  return axis !== null && motors[axis].file === null ? motors[axis] : null;
}

/** Unit of a recorded position: the file's, else for stage positions the profile's. */
export function positionUnit(
  profile: ScanProfile | null,
  { name, unit }: { name: string; unit: string },
): { unit: string; fromProfile: boolean } {
  const own = name.replace(setSuffix, '');
  const isStage = namedAxis(own) !== null || profileMotor(profile, own) !== null;
  if (unit !== '' || !isStage || !profile?.fileUnit) return { unit, fromProfile: false };
  return { unit: profile.fileUnit, fromProfile: true };
}

/** Unit a position is shown in: the profile's choice where both are lengths, else its own. */
export function shownUnit(profile: ScanProfile | null, unit: string): string {
  const shown = profile?.displayUnit ?? null;
  return shown !== null && lengthFactor(unit, shown) !== null ? shown : unit;
}

/** A stage motor as commands name it, and from the map's unit to the one it is driven in. */
export interface DrivenMotor {
  name: string;
  epicsPv: string | null;
  tangoDevice: string | null;
  stage: string | null;
  unit: string;
  factor: number;
}

/** What drives a map axis. Without a profile it goes by its name in the files. */
export function drivenMotor(profile: ScanProfile | null, axis: MapAxis): DrivenMotor {
  const motor = profileMotor(profile, axis.recordedName ?? axis.name);
  const unit = axis.motorUnit ?? axis.unit;
  return {
    name: motor?.command ?? motor?.shown ?? axis.recordedName ?? axis.name,
    epicsPv: motor?.epicsPv ?? null,
    tangoDevice: motor?.tangoDevice ?? null,
    stage: motor?.stage ?? null,
    unit,
    factor: lengthFactor(axis.unit, unit) ?? 1,
  };
}
