import { drivenMotor } from '#core/map/profile-motors';
import { harmlessText } from './csv';
import type { ScanReport } from './scan-report';

/** Significant digits of a position: more than any stage resolves. */
const DIGITS = 10;
/** MERLIN writes six decimals. */
const DECIMALS = 6;

/**
 * The best spots, best first, as KAIST's table of positions: `,sax,say`, then the number
 * of the point and where the motors go, in the unit they are driven in. Null without spots.
 */
export function bestSpotsNumberedTable(report: ScanReport): string | null {
  const table = positionTable(report);
  if (table === null) return null;
  const rows = table.rows.map((row, i) => [String(i + 1), ...row.map(decimalText)]);
  return [['', ...table.names], ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** The same as MERLIN's `_Motor_Pos.txt`: parted by tabs, a row a point. Null without spots. */
export function bestSpotsPositionTable(report: ScanReport): string | null {
  const table = positionTable(report);
  if (table === null) return null;
  const rows = table.rows.map((row) => row.map((value) => value.toFixed(DECIMALS)));
  return [table.names, ...rows].map((cells) => `${cells.join('\t')}\r\n`).join('');
}

/** Motors by their names in the files: tables of a site name them so. */
function positionTable(report: ScanReport): { names: string[]; rows: number[][] } | null {
  const { derived, settings } = report;
  const { x, y } = derived.axes;
  if (derived.bestSpots.length === 0) return null;
  const factors = [x, y].map((axis) => drivenMotor(settings.profile, axis).factor);
  return {
    names: [x, y].map(({ name, recordedName }) =>
      harmlessText((recordedName ?? name).replace(/[\t,\r\n]/g, ' ')),
    ),
    rows: derived.bestSpots.map((spot) =>
      [spot.x * factors[0], spot.y * factors[1]].map((value) => Number(value.toPrecision(DIGITS))),
    ),
  };
}

/** `0.0` for a whole number, as KAIST writes it. */
function decimalText(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
