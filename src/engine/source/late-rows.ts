import { join } from 'node:path';
import { motorsFromTable } from '#formats/motor-tables';
import type { PointStore } from '../points/point-store';

interface LateRowsOptions {
  folder: string;
  /** In a finished scan the tables are looked at once. */
  mode: 'live' | 'finished';
  points: PointStore;
  /** These points, in ascending order, have motors that they had not before; `grown` where any is of a new motor. */
  onPlaced: (ids: readonly number[], grown: boolean) => void;
}

/** Tables are looked at this often, ms. */
const INTERVAL_MS = 2000;
/** Points without a position whose rows are looked for before those of all are. */
const PROBES = 8;

/**
 * Points that were scored before a row of theirs stood in a table beside their files: a
 * table may be written only when the whole scan is over. They get their position then.
 */
export class LateRows {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: LateRowsOptions) {}

  /** Looks at once and, while the scan is live, from time to time. */
  start(): void {
    this.look();
    if (this.options.mode === 'live') this.timer = setInterval(() => this.look(), INTERVAL_MS);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const { points, onPlaced } = this.options;
    const open = this.unplaced();
    const probes = Array.from({ length: PROBES }, (_, k) =>
      open.at(Math.floor((k * open.length) / PROBES)),
    );
    if (!probes.some((id) => id !== undefined && this.newMotors(id).length > 0)) return;
    const columnsBefore = points.motors.columns.length;
    const placed = open.filter((id) => {
      const motors = this.newMotors(id);
      for (const { name, unit, value } of motors) {
        points.motors.addColumn(name, unit);
        points.motors.set(id, points.motors.indexOf(name), value);
      }
      return motors.length > 0;
    });
    onPlaced(placed, points.motors.columns.length > columnsBefore);
  }

  private unplaced(): number[] {
    const { points } = this.options;
    const [x, y] = [points.column('x'), points.column('y')];
    const ids: number[] = [];
    for (let id = 0; id < points.count; id++) {
      if (Number.isNaN(x[id]) || Number.isNaN(y[id])) ids.push(id);
    }
    return ids;
  }

  /** Motors of the point's row that are not known yet. */
  private newMotors(id: number) {
    const { folder, points } = this.options;
    const lookup = motorsFromTable(join(folder, points.reference(id).file));
    if (lookup.kind !== 'found') return [];
    return lookup.motors.filter(({ name }) => {
      const column = points.motors.indexOf(name);
      return column < 0 || !Number.isFinite(points.motors.value(id, column));
    });
  }
}
