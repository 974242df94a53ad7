import type { Axis } from '#shared/axis';
import type { FileRegions } from '#shared/scan';
import type { BinaryFile } from './binary-file';
import type { FormatDescription, FrameMotor, ScanFile } from './scan-file';
import type { FileAxis } from './uniform-axis';

/** One dimension of an array on disk. */
export interface BlockDimension {
  /** As it stands in the file: a descending axis has a negative step. */
  axis: Axis;
  role: 'energy' | 'angle' | 'scan';
  /** What frames say instead, where the file's own scale needs correcting. */
  corrected?: Axis;
  /** First and last pixel that frames keep; all of them by default. */
  kept?: { first: number; last: number };
}

/** What is known of one frame beside its counts. */
export interface FrameDetails {
  motors: FrameMotor[];
  measuredAt: string | null;
  dwellSeconds: number | null;
}

/** An array on disk that holds one spectrum, or one at each point of a scan. */
export interface Block {
  format: FormatDescription;
  /** Where in the file. */
  path: string;
  /** In the file's order of indices. */
  dimensions: BlockDimension[];
  fastest: 'first' | 'last';
  /** Values in the order they are stored; passing ones are good until the next call. */
  read: (first: number, count: number, passing?: boolean) => ArrayLike<number>;
  /** What the file says of a frame; scanned axes are added by name. */
  details: (frame: number) => FrameDetails;
  /** Regions of the file, where its format knows any. */
  regions?: FileRegions;
  /** Motors moved by the scan, where the dimensions do not tell. */
  scanAxes?: ScanFile['scanAxes'];
  /** True where space is laid out beforehand: frames without a count are yet to come. */
  laidOut?: boolean;
  notes: string[];
}

/** Throws `invalid-format` for an axis without distinct, finite values. */
export function checkAxis(file: BinaryFile, { name, start, step, count }: Axis): void {
  const last = start + (count - 1) * step;
  const isAxis =
    Number.isSafeInteger(count) &&
    count > 0 &&
    Number.isFinite(start) &&
    Number.isFinite(last) &&
    (count === 1 || last !== start);
  if (isAxis) return;
  throw file.wrong(
    `expected an axis for ${name || 'each dimension'}, found ${count} values from ${start} in steps of ${step}`,
  );
}

/** The part of an axis that frames keep, ascending. */
export function keptAxis({ axis: stored, corrected, kept }: BlockDimension): FileAxis {
  const axis = corrected ?? stored;
  const first = kept?.first ?? 0;
  const count = (kept?.last ?? axis.count - 1) - first + 1;
  const start = axis.start + first * axis.step;
  if (count === 1)
    return {
      axis: { ...axis, start, step: Math.abs(axis.step) || 1, count },
      reversed: false,
      notes: [],
    };
  const reversed = axis.step < 0;
  const lowest = reversed ? start + (count - 1) * axis.step : start;
  return {
    axis: { ...axis, start: lowest, step: Math.abs(axis.step), count },
    reversed,
    notes: [],
  };
}

/** The angle axis of a spectrum without one: counts of the whole detector. */
export function singlePixel(): FileAxis {
  return {
    axis: { name: 'Detector pixel', unit: 'pixel', start: 0, step: 1, count: 1 },
    reversed: false,
    notes: ['No angle axis: counts are of the whole detector'],
  };
}

/** Whether anything was counted. */
export function hasCounts(values: ArrayLike<number>): boolean {
  let empty = 0;
  while (empty < values.length && !(values[empty] > 0)) empty++;
  return empty < values.length;
}

/** Rows along the first dimension of an array whose first dimension is the fastest. */
export function inIndexOrder(
  values: ArrayLike<number>,
  counts: readonly number[],
  strides: readonly number[],
  first: number,
): Float64Array {
  const ordered = new Float64Array(counts.reduce((product, count) => product * count, 1));
  const indices = counts.map(() => 0);
  let offset = first * strides[0];
  for (let at = 0; at < ordered.length; at++) {
    ordered[at] = values[offset];
    for (let d = counts.length - 1; d >= 0; d--) {
      offset += strides[d];
      if (++indices[d] < counts[d]) break;
      offset -= counts[d] * strides[d];
      indices[d] = 0;
    }
  }
  return ordered;
}
