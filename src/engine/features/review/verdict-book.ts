import { SweetSpotError } from '#shared/errors';
import type { FrameReference } from '#shared/scan';
import type { Judgement, PointJudgement } from '#shared/verdict';
import type { PointStore } from '../../points/point-store';
import type { JudgementLine } from './review-journal';

type JudgementRecord = Omit<JudgementLine, 't'>;

/**
 * Verdicts and notes, kept by file and frame: they outlive a point whose own journal line was
 * lost and come back with it.
 */
export class VerdictBook {
  private readonly records = new Map<string, JudgementRecord>();

  constructor(
    private readonly points: PointStore,
    /** Puts a judgement on the disk. */
    private readonly write: (line: JudgementLine) => void,
  ) {}

  /** Those of the points there are, by id. */
  get shown(): PointJudgement[] {
    return [...this.records.values()]
      .flatMap(({ file, frame, verdict, note, at }) => {
        const pointId = this.points.idOf({ file, frame });
        return pointId === undefined ? [] : [{ pointId, verdict, note, at }];
      })
      .filter(isJudgement)
      .sort((a, b) => a.pointId - b.pointId);
  }

  /** What was said of a point; null for nothing. */
  of(id: number): Judgement | null {
    const record = this.records.get(keyOf(this.points.reference(id)));
    return record !== undefined && isJudgement(record) ? record : null;
  }

  /** Takes up a judgement of an earlier run; of two on one frame the later holds. */
  restore({ t: _, ...record }: JudgementLine): void {
    const known = this.records.get(keyOf(record));
    if (known === undefined || record.at >= known.at) this.records.set(keyOf(record), record);
  }

  /** Journals what a user thinks of a point. Throws `invalid-request` where there is no such point. */
  set(pointId: number, { verdict, note }: Judgement): PointJudgement {
    if (pointId >= this.points.count) {
      const message = `There is no point ${pointId} in this scan.`;
      throw new SweetSpotError('invalid-request', message);
    }
    const at = Date.now();
    const record = { ...this.points.reference(pointId), verdict, note: note.trim(), at };
    this.records.set(keyOf(record), record);
    this.write({ t: 'verdict', ...record });
    return { pointId, verdict, note: record.note, at };
  }

  renameFile(from: string, to: string): void {
    for (const record of [...this.records.values()]) {
      if (record.file !== from) continue;
      this.records.delete(keyOf(record));
      this.records.set(keyOf({ ...record, file: to }), { ...record, file: to });
    }
  }
}

/** False for what takes an earlier judgement back. */
function isJudgement({ verdict, note }: Judgement): boolean {
  return verdict !== null || note !== '';
}

function keyOf({ file, frame }: FrameReference): string {
  return `${frame}#${file}`;
}
