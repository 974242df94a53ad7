import type { FrameMotor } from '#formats/scan-file';
import { mapMotors } from '#core/map/map-motors';
import { float64Column } from './columns';

/** One motor over the scan. */
interface MotorColumn {
  name: string;
  unit: string;
  values: ReturnType<typeof float64Column>;
  minimum: number;
  maximum: number;
}

/** Positions of every motor at every point. A motor a file does not mention is NaN there. */
export class MotorTable {
  private readonly motors: MotorColumn[] = [];
  private readonly indexByName = new Map<string, number>();

  /** Names and units, in column order. */
  get columns(): { name: string; unit: string }[] {
    return this.motors.map(({ name, unit }) => ({ name, unit }));
  }

  /** Makes sure of a column; returns whether it is new. */
  addColumn(name: string, unit: string): boolean {
    if (this.indexByName.has(name)) return false;
    this.indexByName.set(name, this.motors.length);
    this.motors.push({
      name,
      unit,
      values: float64Column(),
      minimum: Infinity,
      maximum: -Infinity,
    });
    return true;
  }

  /** Records a point's motors; returns whether a motor was seen for the first time. */
  record(id: number, motors: readonly FrameMotor[]): boolean {
    let grown = false;
    for (const { name, unit } of motors) grown = this.addColumn(name, unit) || grown;
    for (const motor of this.motors) {
      motor.values.reserve(id + 1);
      motor.values.data[id] = NaN;
    }
    for (const { name, value } of motors) this.set(id, this.indexOf(name), value);
    return grown;
  }

  /** Takes other positions of a point, beside those of motors that are not mentioned; returns as `record`. */
  move(id: number, motors: readonly FrameMotor[]): boolean {
    let grown = false;
    for (const { name, unit, value } of motors) {
      grown = this.addColumn(name, unit) || grown;
      this.set(id, this.indexOf(name), value);
    }
    return grown;
  }

  set(id: number, column: number, value: number): void {
    const motor = this.motors[column];
    motor.values.reserve(id + 1);
    const before = motor.values.data[id];
    motor.values.data[id] = value;
    if (before === motor.minimum || before === motor.maximum) findLimits(motor);
    if (value < motor.minimum) motor.minimum = value;
    if (value > motor.maximum) motor.maximum = value;
  }

  /** Whether a frame has other motors, or the same elsewhere, than are recorded of a point. */
  differs(id: number, motors: readonly FrameMotor[]): boolean {
    return motors.some(({ name, value }) => {
      const column = this.indexOf(name);
      return column < 0 ? Number.isFinite(value) : !Object.is(this.value(id, column), value);
    });
  }

  /** Value of a motor at a point; NaN where it is not known. */
  value(id: number, column: number): number {
    const { values } = this.motors[column];
    return id < values.data.length ? values.data[id] : NaN;
  }

  row(id: number): (number | null)[] {
    return this.motors.map((_, column) => {
      const value = this.value(id, column);
      return Number.isFinite(value) ? value : null;
    });
  }

  indexOf(name: string): number {
    return this.indexByName.get(name) ?? -1;
  }

  /** Columns that span the map, as their travel suggests; null below two motors. */
  proposedAxes(): { x: number; y: number } | null {
    return mapMotors(this.motors);
  }
}

/** Finds the limits of a motor's travel anew: a value at one of them may be gone. */
function findLimits(motor: MotorColumn): void {
  motor.minimum = Infinity;
  motor.maximum = -Infinity;
  for (const value of motor.values.data) {
    if (value < motor.minimum) motor.minimum = value;
    if (value > motor.maximum) motor.maximum = value;
  }
}
