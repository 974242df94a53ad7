import type { Axis } from '#shared/axis';
import type { FileRegions } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';

/** A motor as recorded with a frame: the name, unit and sign the file uses. */
export interface FrameMotor {
  name: string;
  /** `mm`, `um`, `deg`, … or '' when the file does not say. */
  unit: string;
  value: number;
}

/**
 * One spectrum as read from disk, with what the file says of it. Its counts are the caller's
 * to keep; who needs them no longer may give their memory back (`giveBackCounts`).
 */
export interface Frame {
  spectrum: Spectrum;
  motors: FrameMotor[];
  /** ISO 8601 as written in the file; null when absent. */
  measuredAt: string | null;
  dwellSeconds: number | null;
  /** Anything a user should know: counts are rates, no angle scale, swept edges cropped, … */
  notes: string[];
}

export interface FormatDescription {
  /** Stable id, e.g. `i05-nexus`. */
  id: string;
  /** What the user sees, e.g. `Diamond I05 NeXus`. */
  label: string;
  /** `entries` where regions are entries of a file, scans of their own; else they are windows. */
  regions?: 'entries';
}

/** The detector data as they stand in the file, for `sweetspot inspect` and checks. */
export interface RawData {
  /** Where in the file, e.g. `/entry1/analyser/data`. */
  path: string;
  /** In the file's order; the last varies fastest. A descending axis has a negative step. */
  dimensions: Axis[];
  /** Values of `count` rows along the first dimension, from row `first`. */
  rows(first: number, count: number): ArrayLike<number>;
}

/** An open file. Reading is synchronous: it runs in the engine process, never beside a window. */
export interface ScanFile {
  readonly format: FormatDescription;
  /** Frames up to the last that can be read now. A growing file is re-opened to see more. */
  readonly frameCount: number;
  /** Frames the scan was set up for; null when the file does not say. */
  readonly expectedFrames: number | null;
  /** Motors the scan moves, across and up, when the file says so. */
  readonly scanAxes: { x: string; y: string | null } | null;
  /** Regions of the file and the one that was opened; absent where its format knows none. */
  readonly regions?: FileRegions;
  /** False while a writer still holds the file or says that more frames follow. */
  readonly complete: boolean;
  /** False for a frame of a block that was passed over so far; absent where frames come in order. */
  isMeasured?(index: number): boolean;
  /** Motors of a frame without its counts; absent where that is no less work than the frame. */
  motorsAt?(index: number): FrameMotor[];
  /** Throws SweetSpotError: `incomplete` while the frame is still being written, `invalid-format` when it is wrong. */
  readFrame(index: number): Frame;
  rawData(): RawData;
  close(): void;
}
