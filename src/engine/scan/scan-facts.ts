import type { ScanFile } from '#formats/scan-file';
import type { FileRegions } from '#shared/scan';
import type { FileSummary } from '../source/frame-reader';
import type { ScanLine } from './scan-lines';

/** What the files say of the scan as a whole. */
export type ScanFactsRecord = Omit<Extract<ScanLine, { t: 'scan' }>, 't'>;

/**
 * What the files say of the scan as a whole: format, motors that it moves, and how many
 * points it was set up for. A growing file speaks for its own frames; a file that expects
 * more than it holds speaks for the scan it is part of.
 */
export class ScanFacts {
  private readonly ownByFile = new Map<string, number>();
  private ofGrowing = 0;
  private ofScan: number;
  private sawComplete = false;
  private formatLabel: string | null;
  private stableFormatId: string | undefined;
  private fileRegions: FileRegions | undefined;
  private scanAxes: ScanFile['scanAxes'];

  constructor(
    private readonly sourceKind: 'folder' | 'file',
    private readonly append: (line: ScanLine) => void,
    restored: ScanFactsRecord | null,
  ) {
    this.formatLabel = restored?.format ?? null;
    this.stableFormatId = restored?.formatId;
    this.fileRegions = restored?.regions;
    this.ofScan = restored?.expected ?? 0;
    this.scanAxes = restored?.axes ?? null;
  }

  get format(): string | null {
    return this.formatLabel;
  }

  /** Stable id of the format; undefined before the first file was read. */
  get formatId(): string | undefined {
    return this.stableFormatId;
  }

  /** Regions of the file that holds the most. */
  get regions(): FileRegions | undefined {
    return this.fileRegions;
  }

  get axes(): ScanFile['scanAxes'] {
    return this.scanAxes;
  }

  /** Points the scan was set up for; null while no file says. */
  get expected(): number | null {
    const points = Math.max(this.ofScan, this.ofGrowing);
    return points > 0 ? points : null;
  }

  /** Whether a scan in which `handled` points were scored or failed is over. */
  isOver(handled: number): boolean {
    if (this.sourceKind === 'file' && this.sawComplete) return true;
    return this.expected !== null && handled >= this.expected;
  }

  /** Takes note of what a file says, and journals what is news. */
  note(file: FileSummary): void {
    const { expected } = this;
    const hasMoreRegions =
      (file.regions?.names.length ?? 0) > (this.fileRegions?.names.length ?? 0);
    const isNews =
      this.formatLabel === null ||
      (this.scanAxes === null && file.scanAxes !== null) ||
      hasMoreRegions;
    if (hasMoreRegions) this.fileRegions = file.regions;
    this.stableFormatId ??= file.formatId;
    this.formatLabel ??= file.format;
    this.scanAxes ??= file.scanAxes;
    this.sawComplete ||= file.complete;
    this.noteExpected(file);
    if (!isNews && this.expected === expected) return;
    const { format, formatId, regions, axes, expected: now } = this;
    this.append({ t: 'scan', format, formatId, regions, expected: now, axes });
  }

  private noteExpected({ name, frameCount, expectedFrames }: FileSummary): void {
    if (expectedFrames === null) return;
    if (frameCount <= 1 && this.sourceKind === 'folder') {
      if (expectedFrames > 1) this.ofScan = Math.max(this.ofScan, expectedFrames);
      return;
    }
    this.ofGrowing += expectedFrames - (this.ownByFile.get(name) ?? 0);
    this.ownByFile.set(name, expectedFrames);
  }
}
