import type { Journal } from './journal';
import { readEntries, type Fields, type JournalFormat } from './journal-format';

/** Numbers that points go by in the session's files, and in memory. */
interface PointNumbers {
  row: (id: number) => number;
  /** Undefined for a point whose own line was lost. */
  idOfRow: (row: number) => number | undefined;
}

interface FeatureJournalOptions<Line, PointRecord> {
  /** Takes a line of an earlier run. */
  restoreLine?: (line: Line) => void;
  /** Takes a point's record of an earlier run; a later one of the same point replaces it. */
  restoreRecord?: (id: number, record: PointRecord) => void;
  /** What is kept of a point as it is now; null for nothing. */
  recordOf?: (id: number) => PointRecord | null;
}

/** What the kernel does with a feature's part of the journal, whatever it holds. */
export interface JournalPart {
  readonly feature: string;
  /** Takes up what a line holds of the feature. */
  restore: (raw: Fields) => { isSound: boolean; isOurs: boolean };
  /** The feature's record in the line of a point; null for none. */
  pointRecord: (id: number) => Fields | null;
}

/** One feature's part of the session's journal: written with name and version, read of any version. */
export class FeatureJournal<
  Line extends Fields,
  PointRecord extends Fields,
> implements JournalPart {
  constructor(
    private readonly journal: Journal,
    private readonly points: PointNumbers,
    private readonly format: JournalFormat<Line, PointRecord>,
    private readonly options: FeatureJournalOptions<Line, PointRecord>,
  ) {}

  get feature(): string {
    return this.format.feature;
  }

  /** Queues a line; `flush` writes it. */
  append(line: Line): void {
    const { feature, version } = this.format;
    this.journal.append({ f: feature, v: version, ...line });
  }

  /** Queues the records of points as they are now. */
  appendRecords(ids: readonly number[]): void {
    const { feature, version } = this.format;
    const points = ids.flatMap((id) => {
      const record = this.options.recordOf?.(id) ?? null;
      return record === null ? [] : [{ id: this.points.row(id), ...record }];
    });
    if (points.length > 0) this.journal.append({ f: feature, v: version, t: 'records', points });
  }

  flush(): void {
    this.journal.flush();
  }

  restore(raw: Fields): { isSound: boolean; isOurs: boolean } {
    const { lines, records, isSound, isOurs } = readEntries(this.format, raw);
    for (const line of lines) this.options.restoreLine?.(line);
    for (const { row, record } of records) {
      const id = this.points.idOfRow(row);
      if (id !== undefined) this.options.restoreRecord?.(id, record);
    }
    return { isSound, isOurs };
  }

  pointRecord(id: number): Fields | null {
    const record = this.options.recordOf?.(id) ?? null;
    return record && { v: this.format.version, ...record };
  }
}
