import { lengthFactor } from '#core/map/map-motors';
import type { ScanFile } from '#formats/scan-file';
import type { MapAxis, SessionSettings } from '#shared/scan';
import type { MotorTable } from './motor-table';
import type { PointStore } from './point-store';

/** The motors that span the map. Both axes are in the unit of the first. */
export interface MapAxes {
  xColumn: number;
  yColumn: number;
  /** From the unit of the y motor to that of the x motor. */
  yFactor: number;
  x: MapAxis;
  y: MapAxis;
}

/**
 * The map's axes: the user's choice, else what the files say, else the two motors that
 * move most. Null while fewer than two motors are known.
 */
export function chooseMapAxes(
  motors: MotorTable,
  chosen: SessionSettings['mapAxes'],
  fromFiles: ScanFile['scanAxes'],
): MapAxes | null {
  const proposed = motors.proposedAxes();
  const byUser = chosen && columnsNamed(motors, chosen.x, chosen.y);
  if (byUser !== null) return axesOf(motors, byUser);
  if (fromFiles !== null) {
    const { x, y } = fromFiles;
    const second = y ?? secondAxis(motors, x, proposed);
    const byFile = second === null ? null : columnsNamed(motors, x, second);
    if (byFile !== null) return axesOf(motors, byFile);
  }
  return proposed && axesOf(motors, proposed);
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
    x[id] = axes === null ? NaN : points.motors.value(id, axes.xColumn);
    y[id] = axes === null ? NaN : points.motors.value(id, axes.yColumn) * axes.yFactor;
  }
}

/** What is doubtful about the units of the axes, in words; null when nothing is. */
export function unitTrouble(
  motors: MotorTable,
  axes: MapAxes,
): { message: string; hint: string } | null {
  const own = motors.columns[axes.yColumn].unit;
  if (axes.x.unit === '') {
    return {
      message: `The files give no unit for ${axes.x.name} and ${axes.y.name}.`,
      hint: 'Coordinates are shown as written. Compare with the control system before you move.',
    };
  }
  if (own === axes.x.unit) return null;
  return axes.yFactor === 1
    ? {
        message: `${axes.x.name} is in ${axes.x.unit}, ${axes.y.name} in ${own || 'an unknown unit'}.`,
        hint: 'Distances and areas on the map mix these units.',
      }
    : {
        message: `${axes.y.name} is recorded in ${own} and shown in ${axes.x.unit}.`,
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

function axesOf(motors: MotorTable, columns: { x: number; y: number }): MapAxes {
  const { columns: known } = motors;
  const x = known[columns.x];
  const y = known[columns.y];
  const factor = lengthFactor(y.unit, x.unit);
  return {
    xColumn: columns.x,
    yColumn: columns.y,
    yFactor: factor ?? 1,
    x: { name: x.name, unit: x.unit },
    y: { name: y.name, unit: factor === null ? y.unit : x.unit },
  };
}
