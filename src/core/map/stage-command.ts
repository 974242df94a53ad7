import type { CopyDialect } from '#shared/preferences';
import type { ScanProfile } from '#shared/profile';
import type { Derived } from '#shared/scan';
import { oneLine } from '#shared/plain-text';
import { coordinateDecimals } from './coordinate-decimals';
import { lengthFactor } from './map-motors';
import { drivenMotor, type DrivenMotor } from './profile-motors';

export const copyDialectLabels: Record<CopyDialect, string> = {
  coordinates: 'Coordinates',
  bluesky: 'bluesky',
  spec: 'SPEC',
  gda: 'GDA',
  epics: 'EPICS',
  tango: 'Tango',
  smartscan: 'smartscan',
};

/** A place to drive to, along two motors. */
export interface StagePlace {
  /** In the motor's own unit and sign, to `decimals`. */
  x: DrivenPosition;
  y: DrivenPosition;
}

export interface DrivenPosition extends Pick<
  DrivenMotor,
  'name' | 'epicsPv' | 'tangoDevice' | 'stage' | 'unit'
> {
  value: number;
  decimals: number;
}

/** A place on the map as the motors are driven there. */
export function stagePlace(
  spot: { x: number; y: number },
  { axes, step }: Pick<Derived, 'axes' | 'step'>,
  profile: ScanProfile | null,
): StagePlace {
  const position = (axis: 'x' | 'y') =>
    drivenPosition(
      drivenMotor(profile, axes[axis]),
      spot[axis],
      coordinateDecimals(step?.[axis] ?? null),
    );
  return { x: position('x'), y: position('y') };
}

/** Where to drive a motor for a value on the map, with as many decimals as its unit needs. */
export function drivenPosition(motor: DrivenMotor, shown: number, decimals: number) {
  const { factor, ...driven } = motor;
  const shift = Math.round(Math.log10(factor));
  return { ...driven, value: shown * factor, decimals: Math.max(0, decimals - shift) };
}

/**
 * What a motor's name may be in a dialect. Names come from files and profiles, and commands go to
 * a shell or an interpreter: what is not such a name is refused, never escaped.
 */
const motorNames: Partial<Record<CopyDialect, RegExp>> = {
  bluesky: /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/,
  spec: /^[A-Za-z_]\w*$/,
  gda: /^[A-Za-z_]\w*(\.\w+)*$/,
};
const epicsRecord = /^[A-Za-z0-9_][\w:.[\]-]*$/;
const tangoDevice = /^(tango:\/\/[\w.-]+:\d+\/)?[\w.-]+\/[\w.-]+\/[\w.-]+$/;

/** Why a place cannot be written in a dialect, in words; null where it can. */
export function dialectTrouble({ x, y }: StagePlace, dialect: CopyDialect): string | null {
  const label = copyDialectLabels[dialect];
  const lacks = (has: (position: DrivenPosition) => boolean, trouble: (of: string) => string) => {
    const lacking = [x, y].filter((position) => !has(position));
    return lacking.length === 0
      ? null
      : trouble(lacking.map(({ name }) => oneLine(name) || 'a motor without a name').join(' and '));
  };
  const pattern = motorNames[dialect];
  if (pattern !== undefined) {
    return lacks(
      ({ name }) => pattern.test(name),
      (of) => `${of} is no name of a motor in ${label}. Give its command name in the site profile.`,
    );
  }
  if (dialect === 'epics') {
    return (
      lacks(
        (at) => at.epicsPv !== null,
        (of) => `The site profile names no EPICS record for ${of}.`,
      ) ??
      lacks(
        (at) => epicsRecord.test(at.epicsPv ?? ''),
        (of) => `What the site profile names for ${of} is no name of an EPICS record.`,
      )
    );
  }
  if (dialect === 'tango') {
    return (
      lacks(
        (at) => at.tangoDevice !== null,
        (of) => `The site profile names no Tango device for ${of}.`,
      ) ??
      lacks(
        (at) => tangoDevice.test(at.tangoDevice ?? ''),
        (of) => `What the site profile names for ${of} is no Tango device (domain/family/member).`,
      )
    );
  }
  if (dialect === 'smartscan') {
    return lacks(
      ({ unit }) => lengthFactor(unit, 'um') !== null,
      (of) => `smartscan counts in µm, and the unit of ${of} is not known.`,
    );
  }
  return null;
}

/**
 * The text that drives the stage to a place in a control system's own words, for a user to
 * paste; SweetSpot never sends it. Comments state the unit and, where the profile tells, the
 * stage that is meant. Ask `dialectTrouble` first.
 */
export function stageCommand({ x, y }: StagePlace, dialect: CopyDialect): string {
  const both = [x, y];
  const pairs = both.map((position) => `${position.name} ${fixed(position)}`);
  switch (dialect) {
    case 'coordinates':
      return both
        .map((at) => oneLine(`${at.name} = ${[fixed(at), at.unit].join(' ').trim()}`))
        .join(', ');
    case 'bluesky': {
      const moves = both.map((position) => `${position.name}, ${fixed(position)}`).join(', ');
      return `RE(bps.mv(${moves}))${comment(both)}`;
    }
    case 'spec':
      return `umv ${pairs.join(' ')}${comment(both)}`;
    case 'gda':
      return [comment(both).trim(), ...pairs.map((pair) => `pos ${pair}`)]
        .filter((line) => line !== '')
        .join('\n');
    case 'epics':
      return both
        .map((at) => {
          const record = at.epicsPv?.replace(/\.VAL$/, '') ?? '';
          return `caput ${record}.VAL ${fixed(at)}${comment([at])}`;
        })
        .join('\n');
    case 'tango':
      return both
        .map((at) => `DeviceProxy("${at.tangoDevice}").position = ${fixed(at)}${comment([at])}`)
        .join('\n');
    case 'smartscan':
      return `ADD_POINT ${both.map(micrometres).join(' ')}`;
  }
}

function fixed({ value, decimals }: DrivenPosition): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

function micrometres(position: DrivenPosition): string {
  const factor = lengthFactor(position.unit, 'um') ?? 1;
  const decimals = Math.max(0, position.decimals - Math.round(Math.log10(factor)));
  return fixed({ ...position, value: position.value * factor, decimals });
}

/** A remark without what a shell or an interpreter reads as more than text. */
function remark(text: string): string {
  return oneLine(text.replace(/[^\p{L}\p{N} _./%°·^+,:-]+/gu, ' '));
}

/** `  # mm`, or what each motor counts in where they differ; empty where nothing is known. */
function comment(positions: readonly DrivenPosition[]): string {
  const stated = positions.map(({ unit, stage }) =>
    [remark(unit), stage === null ? '' : `stage: ${remark(stage)}`]
      .filter((part) => part !== '')
      .join(', '),
  );
  const [first] = stated;
  const isSame = stated.every((text) => text === first);
  const text = isSame
    ? first
    : positions.map(({ name }, i) => `${remark(name)}: ${stated[i] || 'unit unknown'}`).join('; ');
  return text === '' ? '' : `  # ${text}`;
}
