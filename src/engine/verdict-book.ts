import { SweetSpotError } from '#shared/errors';
import type { FrameReference } from '#shared/scan';
import type { Judgement, PointJudgement } from '#shared/verdict';
import type { PointStore } from './point-store';
import type { JudgementRecord } from './session/journal-events';
import type { Journal } from './session/journal';

/**
 * Verdicts and notes, kept by file and frame: they outlive a point whose own journal line was
 * lost and come back with it.
 */
export class VerdictBook {
  private readonly records = new Map<string, JudgementRecord>();

  constructor(
    private readonly points: PointStore,
    private readonly journal: Journal,
    restored: readonly JudgementRecord[],
  ) {
    for (const record of restored) this.keep(record);
  }

  /** Those of the points there are, by id. */
  get shown(): PointJudgement[] {
    return [...this.records.values()]
      .flatMap(({ file, frame, verdict, note, at }) => {
        const pointId = this.points.idOf({ file, frame });
        return pointId === undefined ? [] : [{ pointId, verdict, note, at }];
      })
      .sort((a, b) => a.pointId - b.pointId);
  }

  /** Journals what a user thinks of a point. Throws `invalid-request` where there is no such point. */
  set(pointId: number, { verdict, note }: Judgement): PointJudgement {
    if (pointId >= this.points.count) {
      const message = `There is no point ${pointId} in this scan.`;
      throw new SweetSpotError('invalid-request', message);
    }
    const at = Date.now();
    const record = { ...this.points.reference(pointId), verdict, note: note.trim(), at };
    this.keep(record);
    this.journal.append({ t: 'verdict', ...record });
    this.journal.flush();
    return { pointId, verdict, note: record.note, at };
  }

  renameFile(from: string, to: string): void {
    for (const record of [...this.records.values()]) {
      if (record.file !== from) continue;
      this.records.delete(keyOf(record));
      this.keep({ ...record, file: to });
    }
  }

  private keep(record: JudgementRecord): void {
    if (record.verdict === null && record.note === '') this.records.delete(keyOf(record));
    else this.records.set(keyOf(record), record);
  }
}

function keyOf({ file, frame }: FrameReference): string {
  return `${frame}#${file}`;
}
