import type { QuantityName } from '#shared/quantities';
import type { Derived, ScanStatus, SessionSettings } from '#shared/scan';
import type { MapRegion } from '#shared/region-of-interest';
import type { Spectrum } from '#shared/spectrum';
import type { Verdict } from '#shared/verdict';
import type { FrameMotor } from '#formats/scan-file';

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
  /** What a user thinks of it; null and '' where nothing was said. */
  verdict: Verdict | null;
  note: string;
}

/** Mean spectrum of the area marked on the map, counts per pixel. */
export interface MeanOfRegion {
  region: MapRegion;
  spectrum: Spectrum;
  /** Points in the mean. */
  pointIds: readonly number[];
  /** Points of the area whose spectra could not be read, or have other axes. */
  skipped: number;
}

/** A point's spectrum in full resolution. */
export interface PointSpectrum {
  pointId: number;
  spectrum: Spectrum;
}

/** Everything an export needs, and everything its claims can be traced by. */
export interface ScanReport {
  /** In the order of their ids. */
  points: ReportPoint[];
  spectra: {
    mean: MeanOfRegion | null;
    /** Spectra that a user pinned to compare, in full resolution. */
    pinned: readonly PointSpectrum[];
    /** At the best spot; null where there is none or it cannot be read. */
    example: PointSpectrum | null;
    /** Spread over the scores, best first: what a figure shows side by side. */
    compared: readonly PointSpectrum[];
  };
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
  for (const digits of [7, 8]) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === Math.fround(value)) return rounded;
  }
  return Number.isFinite(value) ? Number(value.toPrecision(9)) : value;
}
