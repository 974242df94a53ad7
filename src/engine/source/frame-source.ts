import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ScanFile } from '#formats/scan-file';
import { isMissingFile, isRetryable, toErrorData } from '#shared/errors';
import { openSourceFile, type SourceFiles } from './source-files';
import {
  createFileState,
  eventRetryPauseMs,
  growingPauseMs,
  hasChanged,
  isDueForOpening,
  isTimeTelling,
  mayStillPass,
  noteChange,
  retryPauseMs,
  SILENT_ATTEMPTS,
  type FileState,
} from './file-state';
import { FrameReader, type FrameReaderOptions } from './frame-reader';

export interface FrameSourceOptions extends FrameReaderOptions {
  files: SourceFiles;
  /** Scored files that had this size and time. */
  namesakes: (size: number, modifiedAt: number) => string[];
  /** A file with scored frames has another name now. */
  onRenamed: (from: string, to: string) => void;
  /** A file is no longer there: what failed about it is void. */
  onVanished: (name: string) => void;
  /** All that was queued has been handed on: the time to finish what waits for company. */
  onDrained: () => Promise<void>;
  /** Nothing is being read any more. */
  onRest: () => void;
  /** Something broke that is no fault of a file. */
  onFatal: (error: unknown) => void;
}

/** Files of one size and time that are looked at for one that was renamed. */
const MOST_ALIKE = 64;

/**
 * Reads the frames of the source's files, each once: files are queued as they are
 * noticed, opened at once, and visited again while they grow or cannot be read yet.
 * What settles a file is that it parses.
 */
export class FrameSource {
  private readonly files = new Map<string, FileState>();
  private readonly queue: FileState[] = [];
  private running: Promise<void> | null = null;
  private framesSeen = 0;
  private closed = false;

  private readonly reader: FrameReader;

  constructor(private readonly options: FrameSourceOptions) {
    this.reader = new FrameReader(options);
  }

  /** True while files are queued or being read. */
  get isReading(): boolean {
    return this.running !== null;
  }

  /** Frames seen so far; a file not opened yet counts as one. */
  get frameCount(): number {
    return this.framesSeen;
  }

  /** A file all of whose frames were scored in an earlier run: looked at again only if it changed since. */
  restore(name: string, known: { size: number; modifiedAt: number; frames: number }): void {
    const { size, modifiedAt, frames } = known;
    const file = this.file(name);
    Object.assign(file, { size, modifiedAt, nextFrame: frames, handedOn: true, phase: 'failed' });
    this.countFrames(file, frames);
  }

  /** A file appeared or may have changed (`event`), or was merely seen in a listing. */
  notice(name: string, by: 'event' | 'listing'): void {
    if (this.closed) return;
    const file = this.file(name);
    if (by === 'listing' && (file.phase === 'done' || file.phase === 'waiting')) return;
    if (by === 'listing' && file.phase === 'failed') {
      void this.recheck(file);
      return;
    }
    file.noticedAt ??= performance.now();
    // Bursts of events while a file is written must not mean as many attempts.
    if (file.phase === 'waiting' && file.failedOpens > 0) {
      this.wait(file, eventRetryPauseMs(file.failedOpens));
    } else {
      this.enqueue(file);
    }
  }

  /** Leaves unread what is queued now; a file that changes is read all the same. */
  skip(): void {
    this.reader.interrupt();
    for (const file of this.queue.splice(0)) file.phase = 'done';
  }

  /** Stops reading; resolves once nothing is being read any more. */
  async close(): Promise<void> {
    this.closed = true;
    this.reader.close();
    for (const file of this.files.values()) clearTimeout(file.timer);
    this.queue.length = 0;
    await this.running;
  }

  private file(name: string): FileState {
    let file = this.files.get(name);
    if (file === undefined) {
      file = createFileState(name, join(this.options.files.folder, name));
      this.files.set(name, file);
      this.framesSeen += file.frames;
    }
    return file;
  }

  private forget(file: FileState): void {
    this.framesSeen -= file.frames;
    this.files.delete(file.name);
  }

  private countFrames(file: FileState, frames: number): void {
    this.framesSeen += frames - file.frames;
    file.frames = frames;
  }

  /** Queues a settled file if it is not what it was. */
  private async recheck(file: FileState): Promise<void> {
    const stats = await stat(file.path).catch(() => null);
    if (stats !== null && hasChanged(file, stats)) this.enqueue(file);
  }

  private enqueue(file: FileState): void {
    if (file.phase === 'queued' || this.closed) return;
    clearTimeout(file.timer);
    if (file.phase === 'done' || file.phase === 'failed') file.settledAs = file.phase;
    file.phase = 'queued';
    this.queue.push(file);
    this.startReading();
  }

  private startReading(): void {
    this.running ??= this.run()
      .catch((error: unknown) => this.options.onFatal(error))
      .finally(() => {
        this.running = null;
        if (this.closed) return;
        // Something may have been queued just as the last round ended.
        if (this.queue.length > 0) this.startReading();
        else this.options.onRest();
      });
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      const file = this.queue.shift();
      if (file === undefined) {
        await this.options.onDrained();
        if (this.queue.length === 0) return;
        continue;
      }
      // Events that arrive during the visit ask for another one.
      file.phase = 'idle';
      await this.visit(file);
      await nextTurn();
    }
  }

  private wait(file: FileState, pauseMs: number): void {
    if (this.closed || file.phase === 'queued') return;
    clearTimeout(file.timer);
    file.phase = 'waiting';
    file.timer = setTimeout(() => this.enqueue(file), pauseMs);
  }

  private settle(file: FileState, phase: 'done' | 'failed'): void {
    if (file.phase !== 'queued') file.phase = phase;
  }

  private async visit(file: FileState): Promise<void> {
    const noticedAt = file.noticedAt ?? performance.now();
    const byItself = file.noticedAt === null;
    file.noticedAt = null;
    let scanFile: ScanFile;
    try {
      const stats = await stat(file.path);
      if (!stats.isFile()) {
        this.forget(file);
        return;
      }
      if (hasChanged(file, stats)) noteChange(file, stats);
      else if (file.settledAs !== null && isTimeTelling(file)) {
        this.settle(file, file.settledAs);
        return;
      } else if (byItself && file.failedOpens + file.retries.size === 0 && !isDueForOpening(file)) {
        this.wait(file, growingPauseMs(file));
        return;
      }
      scanFile = await openSourceFile(this.options.files, file.name);
      try {
        // What is read now may have been finished just before it was opened. Known by size and
        // time it must be, or it would be another file under its next name. Synchronously:
        // handles of growing HDF5 files do not outlive this turn.
        const opened = statSync(file.path);
        const isSame = opened.ino === stats.ino;
        if (isSame && hasChanged(file, opened)) noteChange(file, opened);
        file.mayBeOther = file.inode !== null && !(isSame && file.inode === stats.ino);
        file.inode = isSame ? stats.ino : -1;
      } catch (error) {
        scanFile.close();
        throw error;
      }
    } catch (error) {
      this.settleUnopened(file, error);
      return;
    }
    try {
      file.failedOpens = 0;
      file.openedAt = performance.now();
      if (file.nextFrame === 0) await this.recogniseRenamed(file, scanFile);
      this.countFrames(file, scanFile.frameCount - file.gaps.size);
      const isRead = await this.reader.read(file, scanFile, noticedAt);
      this.countFrames(file, scanFile.frameCount - file.gaps.size);
      if (isRead) this.settleRead(file, scanFile);
      else this.settle(file, 'done');
    } finally {
      scanFile.close();
    }
  }

  private settleUnopened(file: FileState, error: unknown): void {
    const data = toErrorData(error);
    const code = isMissingFile(error) ? 'not-found' : data.code;
    if (code === 'not-found') {
      // Renamed, moved or removed: what is scored stays scored.
      file.retries.clear();
      if (!file.handedOn) this.forget(file);
      else this.settle(file, 'failed');
      this.options.onVanished(file.name);
      return;
    }
    file.failedOpens++;
    const willRetry = isRetryable(code) && this.options.mode === 'live' && mayStillPass(file);
    if (!willRetry || file.failedOpens > SILENT_ATTEMPTS) {
      this.options.onFailure({ file: file.name, frame: file.nextFrame }, data, willRetry);
    }
    if (willRetry) this.wait(file, retryPauseMs(file.failedOpens));
    else this.settle(file, 'failed');
  }

  private settleRead(file: FileState, scanFile: ScanFile): void {
    const attempts = Math.max(0, ...file.retries.values());
    if (attempts > 0) this.wait(file, retryPauseMs(attempts));
    else if (this.options.mode === 'live' && !scanFile.complete)
      this.wait(file, growingPauseMs(file));
    else this.settle(file, 'done');
  }

  /** A new name for what is scored already: the same size, time and content, and the old name gone. */
  private async recogniseRenamed(file: FileState, scanFile: ScanFile): Promise<void> {
    const { files, namesakes, onDrained, onRenamed } = this.options;
    if (scanFile.frameCount === 0) return;
    // It may have been renamed while its spectrum was on the way through the network.
    if (await this.hasLostLike(file)) await onDrained();
    for (const before of namesakes(file.size, file.modifiedAt)) {
      if (before === file.name) continue;
      const old = await stat(join(files.folder, before)).catch(() => null);
      if (old !== null || !this.reader.holdsSame(scanFile, { file: before, frame: 0 })) continue;
      this.forget(this.file(before));
      onRenamed(before, file.name);
      return;
    }
  }

  /** Whether a file like it, from which frames were taken, is gone. */
  private async hasLostLike(file: FileState): Promise<boolean> {
    let looked = 0;
    for (const other of this.files.values()) {
      const isAlike = other.size === file.size && other.modifiedAt === file.modifiedAt;
      if (!isAlike || other === file || !other.handedOn) continue;
      if ((await stat(other.path).catch(() => null)) === null) return true;
      if (++looked >= MOST_ALIKE) return false;
    }
    return false;
  }
}
