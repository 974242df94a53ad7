import type { Frame } from '#formats/scan-file';
import type { ReportPoint, ScanReport } from '#exports/scan-report';
import type { CommandHandlers, EventName } from '#shared/contract';
import type { Derived, SessionSettings, Snapshot } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';
import type { SpectrumView } from '#shared/spectrum-view';
import type { BackgroundJob } from '../jobs/background-work';
import type { JournalPart } from '../session/feature-journal';

/** Parts of the state of the views: what a snapshot holds, and what an event of that name tells. */
export type PartName = Exclude<keyof Snapshot & EventName, 'points' | 'derived' | 'settings'>;
export type PartSources = { readonly [Name in PartName]?: () => Snapshot[Name] };

/** Commands about the open scan that a feature answers. */
export type ScanCommands = Readonly<Partial<CommandHandlers<'engine'>>>;

/** A frame on its way in, measured by one feature; the frames of a batch go on together. */
export interface FrameBatch {
  /** Measures the next frame of the batch at once: the memory of its counts is used again. */
  measure: (frame: Frame) => void;
  /** Work on the batch as a whole, once no frame is added any more. */
  finish?: () => Promise<void>;
  /** Gives point `id` what was measured on the frame at `index`, before its journal line is written. */
  commit: (index: number, id: number) => void;
}

/** What a feature adds to the exports. */
export interface ReportContribution {
  scan?: Partial<ScanReport>;
  point?: (id: number) => Partial<ReportPoint>;
}

/**
 * What a feature is to the kernel: all of it optional. The kernel calls features in the order they
 * are registered and knows none by name.
 */
export interface ScanFeature {
  /** Its part of the journal. */
  readonly journal?: JournalPart;
  /** What it measures on every frame on the way in. */
  openBatch?: () => FrameBatch;
  /** Work over all points in the background. */
  readonly jobs?: readonly BackgroundJob[];
  /** What it adds to the state of the views. */
  readonly parts?: PartSources;
  readonly commands?: ScanCommands;
  /** The journal has been played back: the last step before the points are shown. */
  restored?: () => Promise<void> | void;
  /** Frames became these points, `added` of them new ones. */
  onPoints?: (ids: readonly number[], added: number) => void;
  /** Positions of these points, in ascending order, became known. */
  onPlaced?: (ids: readonly number[]) => void;
  /** These points, in ascending order, lie elsewhere than was known. */
  onMoved?: (ids: readonly number[]) => void;
  onRenamed?: (from: string, to: string) => void;
  onSettings?: (changes: Partial<SessionSettings>) => void;
  /** What follows from all points together; `whole` where nothing may be left for later. */
  derive?: (whole: boolean) => Partial<Derived>;
  /** What it says of a spectrum in a view: a point's, or null for one that is no single point's. */
  describe?: (spectrum: Spectrum, pointId: number | null) => Partial<SpectrumView>;
  report?: (pinned: readonly number[]) => Promise<ReportContribution>;
  close?: () => void;
}
