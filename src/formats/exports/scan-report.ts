import type { QuantityName } from '#shared/quantities';
import type { Derived, ScanStatus, SessionSettings } from '#shared/scan';
import type { FrameMotor } from '../scan-file';

/** One scored point with everything known of it. */
export interface ReportPoint {
  id: number;
  /** Relative to the scan's source. */
  file: string;
  frame: number;
  /** Position along the map's axes, in the units of `derived.axes`; NaN when unknown. */
  x: number;
  y: number;
  /** Every motor recorded with the frame: readbacks and set positions. */
  motors: FrameMotor[];
  /** Unknown quantities are NaN. */
  quantities: Record<QuantityName, number>;
  /** ms since the epoch. */
  arrivedAt: number;
}

/** Everything an export needs, and everything its claims can be traced by. */
export interface ScanReport {
  points: ReportPoint[];
  status: ScanStatus;
  settings: SessionSettings;
  derived: Derived;
  model: { name: string; hash: string };
  appVersion: string;
  /** ISO 8601 with zone. */
  exportedAt: string;
}

/** `sax [mm]`, or the name alone where the file states no unit. */
export function withUnit(name: string, unit: string): string {
  return unit === '' ? name : `${name} [${unit}]`;
}

/** `totalCounts` as programs that read tables like it: `total_counts`. */
export function columnName(quantity: QuantityName): string {
  return quantity.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A float32 quantity in the shortest decimal form that means the same value. */
export function shortest(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(7)) : value;
}
