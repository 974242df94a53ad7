import type { Hdf5File } from '../hdf5/hdf5-file';
import { unitName } from '../uniform-axis';

/** A motor that the scan plan moves: evenly from start to end. */
export interface PlannedMotor {
  name: string;
  unit: string;
  start: number;
  end: number;
  count: number;
}

/** Loops of a scan, the outermost first, with the motors of each. */
export type ScanPlan = PlannedMotor[][];

const planPath = '/Headers/Low_Level_Scan';
/** Most loops and motors of a loop; more are damage. */
const MOST = 8;

/**
 * The plan of a scan at ALS MAESTRO: rows of (long name, name, value, comment), where loop i has
 * NMSBDVi motors, each with NM_i_j its name, UN_i_j its unit, ST, EN and N its ends and count.
 * Empty where the file holds none.
 */
export function scanPlan(file: Hdf5File): ScanPlan {
  const fields = planFields(file);
  const number = (name: string) => Number(fields.get(name) ?? NaN);
  const upTo = (name: string) => {
    const count = number(name);
    return Array.from({ length: count > 0 && count <= MOST ? Math.floor(count) : 0 }, (_, i) => i);
  };
  return upTo('lwlvlpn').map((loop) =>
    upTo(`nmsbdv${loop}`).flatMap((device): PlannedMotor[] => {
      const at = `${loop}_${device}`;
      const name = motorName(fields.get(`nm_${at}`) ?? '');
      const [start, end, count] = ['st', 'en', 'n'].map((key) => number(`${key}_${at}`));
      const isMoved = name !== '' && name !== 'null' && Number.isSafeInteger(count) && count > 0;
      if (!isMoved || !Number.isFinite(start) || !Number.isFinite(end)) return [];
      const unit = unitName(fields.get(`un_${at}`) ?? '');
      return [{ name, unit: /^deg$/i.test(unit) ? 'deg' : unit, start, end, count }];
    }),
  );
}

/** Points the plan was made for; null where there is none, or a table instead of steps. */
export function plannedPoints(plan: ScanPlan): number | null {
  const motors = plan.flat();
  const points = motors.reduce((product, { count }) => product * count, 1);
  return motors.length === 0 || !Number.isSafeInteger(points) ? null : points;
}

/**
 * Where a motor stands at a point by the plan: known for a single motor, and for a mesh of two
 * stage axes, whose x runs fastest. Null where the plan does not tell the order.
 */
export function plannedPosition(plan: ScanPlan, motor: PlannedMotor, point: number): number | null {
  const motors = plan.flat();
  const mesh = meshOf(plan);
  const index =
    motors.length === 1
      ? point
      : mesh === null
        ? null
        : motor === mesh.x
          ? point % mesh.x.count
          : Math.floor(point / mesh.x.count);
  if (index === null || index >= motor.count) return null;
  const step = motor.count > 1 ? (motor.end - motor.start) / (motor.count - 1) : 0;
  return motor.start + index * step;
}

/** The two stage axes of a plan that moves nothing else, `Scan X` and `Scan Y` or `X` and `Y`. */
function meshOf(plan: ScanPlan): { x: PlannedMotor; y: PlannedMotor } | null {
  const motors = plan.flat();
  const x = motors.find(({ name }) => /(^|\s)x$/i.test(name));
  const y = motors.find(({ name }) => /(^|\s)y$/i.test(name));
  return motors.length === 2 && plan.length === 1 && x !== undefined && y !== undefined
    ? { x, y }
    : null;
}

/** Fields of the plan by name in lower case, without their quotes. */
function planFields(file: Hdf5File): Map<string, string> {
  const fields = new Map<string, string>();
  for (const row of file.textRows(planPath)) {
    if (row.length < 3) continue;
    const [, name, value] = row.map((cell) => cell.trim());
    fields.set(name.replaceAll(/^'|'$/g, '').toLowerCase(), value.replaceAll(/^'|'$/g, '').trim());
  }
  return fields;
}

function motorName(name: string): string {
  return name.replace('CRYO-', '').replace(/\.$/, '').trim();
}
