import type { Failure, FrameReference } from '#shared/scan';
import type { PointStore } from '../points/point-store';
import type { PointLine, ScanLine } from './scan-lines';
import type { ScanFactsRecord } from './scan-facts';

/** How far the files of a restored scan had been read. */
export interface RestoredFile {
  name: string;
  size: number;
  modifiedAt: number;
  /** Frames scored. */
  frames: number;
  /** Every frame it will ever have is scored. */
  isComplete: boolean;
}

type KnownFile = Omit<RestoredFile, 'isComplete'> & { scored: Set<number>; sawLast: boolean };

/** Plays the kernel's own lines of a journal back, without reading any spectrum. */
export class ScanRestoration {
  facts: ScanFactsRecord | null = null;
  private motorColumns = 0;
  private readonly knownFiles = new Map<string, KnownFile>();
  private readonly failuresByFrame = new Map<string, Failure>();

  constructor(private readonly points: PointStore) {}

  take(line: ScanLine): void {
    if (line.t === 'point') this.takePoint(line);
    else if (line.t === 'motors') {
      for (const { name, unit } of line.columns) this.points.motors.addColumn(name, unit);
      this.motorColumns = line.columns.length;
    } else if (line.t === 'placed') {
      const id = this.points.idOfRow(line.id);
      if (id !== undefined) this.setMotors(id, line.motors);
    } else if (line.t === 'renamed') this.rename(line.from, line.to);
    else if (line.t === 'scan') this.facts = line;
    else if (line.t === 'failure') {
      const { file, frame, error, willRetry } = line;
      const key = keyOf(line);
      const attempts = (this.failuresByFrame.get(key)?.attempts ?? 0) + 1;
      const at = Date.parse(line.at);
      this.failuresByFrame.set(key, { file, frame, error, willRetry, attempts, at });
    }
  }

  /** Frames that could not be scored, and were not since. */
  get failures(): Failure[] {
    return [...this.failuresByFrame.values()];
  }

  get files(): RestoredFile[] {
    return [...this.knownFiles.values()].map(({ scored, sawLast, ...file }) => ({
      ...file,
      isComplete: sawLast && scored.size === file.frames,
    }));
  }

  private takePoint(line: PointLine): void {
    const { points } = this;
    const holder = points.idOfRow(line.id);
    const id = points.idOf(line);
    // Two writers at once gave a number twice: only the first keeps it.
    if (holder !== undefined && holder !== id) return;
    const added = points.add(line, line.id);
    points.column('arrivedAt')[added] = line.arrivedAt;
    points.setFingerprint(added, line.size, line.modifiedAt);
    points.setPrint(added, line);
    this.setMotors(added, line.motors);
    this.noteFile(line);
    this.failuresByFrame.delete(keyOf(line));
  }

  private setMotors(id: number, motors: readonly (number | null)[]): void {
    for (let column = 0; column < Math.min(this.motorColumns, motors.length); column++) {
      this.points.motors.set(id, column, motors[column] ?? NaN);
    }
  }

  private rename(from: string, to: string): void {
    this.points.renameFile(from, to);
    const file = this.knownFiles.get(from);
    if (file !== undefined) {
      this.knownFiles.delete(from);
      this.knownFiles.set(to, { ...file, name: to });
    }
    for (const [key, failure] of this.failuresByFrame) {
      if (failure.file !== from) continue;
      this.failuresByFrame.delete(key);
      const renamed = { ...failure, file: to };
      this.failuresByFrame.set(keyOf(renamed), renamed);
    }
  }

  private noteFile({ file, frame, size, modifiedAt, isLast }: PointLine): void {
    const before = this.knownFiles.get(file);
    this.knownFiles.set(file, {
      name: file,
      size,
      modifiedAt,
      frames: Math.max(before?.frames ?? 0, frame + 1),
      scored: (before?.scored ?? new Set()).add(frame),
      sawLast: isLast || (before?.sawLast ?? false),
    });
  }
}

function keyOf({ file, frame }: FrameReference): string {
  return `${frame}#${file}`;
}
