import { lengthFactor } from '#core/map/map-motors';
import { positionUnit, profileMotor, shownUnit } from '#core/map/profile-motors';
import type { ScanFile } from '#formats/scan-file';
import type { ScanProfile } from '#shared/profile';
import type { MapAxis, SessionSettings } from '#shared/scan';
import type { MotorTable } from './motor-table';
import type { PointStore } from './point-store';

/** The motors that span the map. Both axes are shown in one unit where both are lengths. */
export interface MapAxes {
  xColumn: number;
  yColumn: number;
  /** From the motor's own unit to the one shown. */
  xFactor: number;
  yFactor: number;
  x: MapAxis;
  y: MapAxis;
}

interface AxesChoice {
  /** The user's. */
  chosen: SessionSettings['mapAxes'];
  /** What the files say. */
  fromFiles: ScanFile['scanAxes'];
  profile: ScanProfile | null;
}

/**
 * The map's axes: the user's choice, else what the files say, else the two motors that
 * move most. Null while fewer than two motors are known.
 */
export function chooseMapAxes(
  motors: MotorTable,
  { chosen, fromFiles, profile }: AxesChoice,
): MapAxes | null {
  const proposed = motors.proposedAxes();
  const byUser = chosen && columnsNamed(motors, chosen.x, chosen.y);
  if (byUser !== null) return axesOf(motors, byUser, profile);
  if (fromFiles !== null) {
    const { x, y } = fromFiles;
    const second = y ?? secondAxis(motors, x, proposed);
    const byFile = second === null ? null : columnsNamed(motors, x, second);
    if (byFile !== null) return axesOf(motors, byFile, profile);
  }
  return proposed && axesOf(motors, proposed, profile);
}

/** Writes the stage positions of points `first` … `last - 1` along the map's axes. */
export function placePoints(
  points: PointStore,
  axes: MapAxes | null,
  first: number,
  last: number,
): void {
  const x = points.column('x');
  const y = points.column('y');
  for (let id = first; id < last; id++) {
    x[id] = axes === null ? NaN : points.motors.value(id, axes.xColumn) * axes.xFactor;
    y[id] = axes === null ? NaN : points.motors.value(id, axes.yColumn) * axes.yFactor;
  }
}

/** What is doubtful about the units of the axes, in words; null when nothing is. */
export function unitTrouble({ x, y }: MapAxes): { message: string; hint: string } | null {
  if (x.unit === '') {
    return {
      message: `The files give no unit for ${x.name} and ${y.name}.`,
      hint: 'Coordinates are shown as written. Compare with the control system, or choose a site profile that states the unit.',
    };
  }
  if (y.unit !== x.unit) {
    return {
      message: `${x.name} is in ${x.unit}, ${y.name} in ${y.unit || 'an unknown unit'}.`,
      hint: 'Distances and areas on the map mix these units.',
    };
  }
  if (y.motorUnit === undefined || x.motorUnit !== undefined) return null;
  return {
    message: `${y.name} is recorded in ${y.motorUnit} and shown in ${y.unit}.`,
    hint: 'Both axes of the map use the same unit.',
  };
}

function columnsNamed(motors: MotorTable, x: string, y: string): { x: number; y: number } | null {
  const columns = { x: motors.indexOf(x), y: motors.indexOf(y) };
  return columns.x < 0 || columns.y < 0 || columns.x === columns.y ? null : columns;
}

function secondAxis(
  motors: MotorTable,
  first: string,
  proposed: { x: number; y: number } | null,
): string | null {
  if (proposed === null) return null;
  const names = motors.columns.map(({ name }) => name);
  return names[proposed.x] === first ? names[proposed.y] : names[proposed.x];
}

function axesOf(
  motors: MotorTable,
  columns: { x: number; y: number },
  profile: ScanProfile | null,
): MapAxes {
  const x = motors.columns[columns.x];
  const y = motors.columns[columns.y];
  const unit = shownUnit(profile, positionUnit(profile, x).unit);
  const shown = { x: shownAxis(x, unit, profile), y: shownAxis(y, unit, profile) };
  return {
    xColumn: columns.x,
    yColumn: columns.y,
    xFactor: shown.x.factor,
    yFactor: shown.y.factor,
    x: shown.x.axis,
    y: shown.y.axis,
  };
}

/** A motor as an axis of the map, in `unit` where it can be converted. */
function shownAxis(
  motor: { name: string; unit: string },
  unit: string,
  profile: ScanProfile | null,
): { axis: MapAxis; factor: number } {
  const own = positionUnit(profile, motor);
  const factor = lengthFactor(own.unit, unit);
  const shown = factor === null ? own.unit : unit;
  const name = profileMotor(profile, motor.name)?.shown ?? motor.name;
  return {
    factor: factor ?? 1,
    axis: {
      name,
      unit: shown,
      ...(name === motor.name ? {} : { recordedName: motor.name }),
      ...(own.unit === shown ? {} : { motorUnit: own.unit }),
      ...(own.fromProfile ? { unitFrom: 'profile' as const } : {}),
    },
  };
}
