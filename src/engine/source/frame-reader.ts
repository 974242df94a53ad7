import { setImmediate as nextTurn } from 'node:timers/promises';
import { giveBackCounts } from '#formats/counts-memory';
import type { Frame, ScanFile } from '#formats/scan-file';
import { isRetryable, SweetSpotError, toErrorData, type ErrorData } from '#shared/errors';
import type { FrameReference } from '#shared/scan';
import { changedJustNow, mayStillPass, SILENT_ATTEMPTS, type FileState } from './file-state';

/** A frame as read, on its way to being scored. */
export interface ArrivedFrame {
  reference: FrameReference;
  frame: Frame;
  /** Size and modification time of the file just before it was read. */
  size: number;
  modifiedAt: number;
  /** Nothing more is expected from its file. */
  isLast: boolean;
  /** When the change that made it readable was noticed, on the monotonic clock (ms). */
  noticedAt: number;
}

/** What a file says of the scan as a whole. */
export interface FileSummary {
  name: string;
  format: string;
  formatId: string;
  regions: ScanFile['regions'];
  frameCount: number;
  expectedFrames: number | null;
  complete: boolean;
  scanAxes: ScanFile['scanAxes'];
}

/** `same`; the spectrum as it was and the sample `moved`; or an `other` spectrum. */
export type FrameComparison = 'same' | 'moved' | 'other';

/** Frames of a file that changed which are compared before all are. */
const PROBES = 3;

export interface FrameReaderOptions {
  /** In a finished scan nothing is waited for: what cannot be read now has failed. */
  mode: 'live' | 'finished';
  /** True for a frame that was scored already. */
  isKnown: (reference: FrameReference) => boolean;
  /** How a frame compares with what was scored under this reference. */
  compare: (reference: FrameReference, frame: Frame) => FrameComparison;
  /** A frame whose spectrum is as it was has other motors now. */
  onMotors: (reference: FrameReference, motors: Frame['motors']) => void;
  /** Takes a frame; resolves when the next may be read, into the memory of its counts. */
  onFrame: (arrived: ArrivedFrame) => Promise<void>;
  onFailure: (reference: FrameReference, error: ErrorData, willRetry: boolean) => void;
  onFile: (summary: FileSummary) => void;
}

/** Reads the frames of open files, each once. */
export class FrameReader {
  private closed = false;
  private interrupted = false;

  constructor(private readonly options: FrameReaderOptions) {}

  /** Leaves the rest of the file being read unread; the frame under way is still handed on. */
  interrupt(): void {
    this.interrupted = true;
  }

  /** Stops after the frame being read. */
  close(): void {
    this.closed = true;
  }

  /** Hands on every frame of an open file that was not handed on before; false where it was interrupted. */
  async read(file: FileState, scanFile: ScanFile, noticedAt: number): Promise<boolean> {
    this.interrupted = false;
    const { frameCount, expectedFrames, complete, scanAxes, regions } = scanFile;
    const { label: format, id: formatId } = scanFile.format;
    const { name } = file;
    this.options.onFile({
      ...{ name, format, formatId, regions },
      ...{ frameCount, expectedFrames, complete, scanAxes },
    });
    if (file.nextFrame > 0 && this.holdsOther(file, scanFile)) {
      file.replaced = true;
      file.nextFrame = 0;
      file.gaps.clear();
    }
    file.settledAs = null;
    const isMeasured = (frame: number) => scanFile.isMeasured?.(frame) ?? true;
    for (const frame of [...file.gaps].filter(isMeasured)) {
      file.gaps.delete(frame);
      await this.readFrame(file, scanFile, frame, noticedAt);
    }
    for (const frame of [...file.retries.keys()]) {
      await this.readFrame(file, scanFile, frame, noticedAt);
    }
    while (file.nextFrame < frameCount && !this.closed) {
      if (this.interrupted) return false;
      if (!isMeasured(file.nextFrame)) {
        file.gaps.add(file.nextFrame++);
        continue;
      }
      const outcome = await this.readFrame(file, scanFile, file.nextFrame, noticedAt);
      if (outcome === 'not-yet') return true;
      file.nextFrame++;
    }
    if (!this.closed) file.replaced = false;
    return true;
  }

  /**
   * Whether a settled file was written anew or replaced, or was read too early: it has fewer
   * frames than were read, or the last of those holds something else now.
   */
  private holdsOther(file: FileState, scanFile: ScanFile): boolean {
    if (scanFile.frameCount < file.nextFrame) return true;
    if (file.settledAs === null && !file.mayBeOther) return false;
    const last = file.nextFrame - 1;
    const probes = new Set(
      Array.from({ length: PROBES }, (_, k) => Math.floor((k * last) / Math.max(1, PROBES - 1))),
    );
    return [...probes].some((frame) => {
      const reference = { file: file.name, frame };
      return this.options.isKnown(reference) && this.compare(scanFile, reference) !== 'same';
    });
  }

  /** Whether a frame of an open file has the spectrum that was scored under a reference. */
  holdsSame(scanFile: ScanFile, reference: FrameReference): boolean {
    return this.compare(scanFile, reference) !== 'other';
  }

  private compare(scanFile: ScanFile, reference: FrameReference): FrameComparison {
    try {
      const frame = scanFile.readFrame(reference.frame);
      const comparison = this.options.compare(reference, frame);
      giveBackCounts(frame.spectrum);
      return comparison;
    } catch {
      // Not readable at the moment: the next visit tells.
      return 'same';
    }
  }

  private async readFrame(
    file: FileState,
    scanFile: ScanFile,
    index: number,
    noticedAt: number,
  ): Promise<'handled' | 'not-yet'> {
    const reference = { file: file.name, frame: index };
    if (!file.replaced && this.options.isKnown(reference)) {
      file.handedOn = true;
      return 'handled';
    }
    let frame: Frame;
    try {
      frame = scanFile.readFrame(index);
      if (this.mayBeUnwritten(file, scanFile) && isEmpty(frame)) {
        throw new SweetSpotError(
          'incomplete',
          `${file.path}: expected counts in frame ${index}, found none yet.`,
        );
      }
    } catch (error) {
      return this.settleUnreadFrame(file, scanFile, reference, error);
    }
    file.retries.delete(index);
    file.handedOn = true;
    const comparison =
      file.replaced && this.options.isKnown(reference)
        ? this.options.compare(reference, frame)
        : 'other';
    if (comparison !== 'other') {
      if (comparison === 'moved') this.options.onMotors(reference, frame.motors);
      giveBackCounts(frame.spectrum);
      // Lets commands and events through between two frames of a long file.
      await nextTurn();
      return 'handled';
    }
    const { size, modifiedAt } = file;
    const isLast = index === scanFile.frameCount - 1 && scanFile.complete;
    await this.options.onFrame({ reference, frame, size, modifiedAt, isLast, noticedAt });
    giveBackCounts(frame.spectrum);
    return 'handled';
  }

  /** A file of one frame that was changed a moment ago: its space may be set aside, its counts yet to come. */
  private mayBeUnwritten(file: FileState, scanFile: ScanFile): boolean {
    return this.options.mode === 'live' && scanFile.frameCount === 1 && changedJustNow(file);
  }

  private settleUnreadFrame(
    file: FileState,
    scanFile: ScanFile,
    reference: FrameReference,
    error: unknown,
  ): 'handled' | 'not-yet' {
    const data = toErrorData(error);
    const mayPass = isRetryable(data.code) && this.options.mode === 'live' && mayStillPass(file);
    const isLast = reference.frame === scanFile.frameCount - 1;
    if (mayPass && isLast && !scanFile.complete) return 'not-yet';
    const attempts = (file.retries.get(reference.frame) ?? 0) + 1;
    if (mayPass) file.retries.set(reference.frame, attempts);
    else file.retries.delete(reference.frame);
    if (!mayPass || attempts > SILENT_ATTEMPTS) this.options.onFailure(reference, data, mayPass);
    return 'handled';
  }
}

function isEmpty(frame: Frame): boolean {
  return !frame.spectrum.counts.some((value) => value > 0);
}
