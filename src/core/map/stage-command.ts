import type { CopyDialect } from '#shared/preferences';
import type { ScanProfile } from '#shared/profile';
import type { Derived } from '#shared/scan';
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

/** Why a place cannot be written in a dialect, in words; null where it can. */
export function dialectTrouble({ x, y }: StagePlace, dialect: CopyDialect): string | null {
  const both = [x, y];
  const lacking = (has: (position: DrivenPosition) => boolean) =>
    both
      .filter((position) => !has(position))
      .map(({ name }) => name)
      .join(' and ');
  if (dialect === 'epics') {
    const names = lacking(({ epicsPv }) => epicsPv !== null);
    return names === '' ? null : `The site profile names no EPICS record for ${names}.`;
  }
  if (dialect === 'tango') {
    const names = lacking(({ tangoDevice }) => tangoDevice !== null);
    return names === '' ? null : `The site profile names no Tango device for ${names}.`;
  }
  if (dialect === 'smartscan') {
    const names = lacking(({ unit }) => lengthFactor(unit, 'um') !== null);
    return names === '' ? null : `smartscan counts in µm, and the unit of ${names} is not known.`;
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
      return both.map((at) => `${at.name} = ${[fixed(at), at.unit].join(' ').trim()}`).join(', ');
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

/** `  # mm`, or what each motor counts in where they differ; empty where nothing is known. */
function comment(positions: readonly DrivenPosition[]): string {
  const stated = positions.map(({ unit, stage }) =>
    [unit, stage === null ? '' : `stage: ${stage}`].filter((part) => part !== '').join(', '),
  );
  const [first] = stated;
  const isSame = stated.every((text) => text === first);
  const text = isSame
    ? first
    : positions.map(({ name }, i) => `${name}: ${stated[i] || 'unit unknown'}`).join('; ');
  return text === '' ? '' : `  # ${text}`;
}
