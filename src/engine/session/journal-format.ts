import type { z } from 'zod';

/** A line of a journal, or a part of one, before its schema has been applied. */
export type Fields = Record<string, unknown>;

/** What brings one version of a feature's part of a journal to the next. */
export interface JournalStep {
  /** A line as the next version writes it; null for a line that is none of the feature's. */
  line?: (line: Fields) => Fields | null;
  /** A point's record as the next version writes it; null where the point has none. */
  record?: (record: Fields) => Fields | null;
  /** Of version 0 only: records of several points, each with its `id`; null for another line. */
  records?: (line: Fields) => Fields[] | null;
}

/**
 * One feature's part of a journal: lines of its own, and a record in the line of each point.
 * Every line carries the feature's name (`f`) and the version (`v`) it was written in.
 */
export interface JournalFormat<Line, PointRecord> {
  feature: string;
  /** Version written from here on. */
  version: number;
  line: z.ZodType<Line>;
  record: z.ZodType<PointRecord>;
  /**
   * Step n brings version n to n + 1. Version 0 are the journals of SweetSpot 0.1, whose lines
   * carry no feature's name: `line` and `records` get every line of those, `record` every point.
   */
  steps: readonly JournalStep[];
}

/** What one line of a journal holds of a feature. */
export interface JournalEntries<Line, PointRecord> {
  lines: Line[];
  /** Records with the number of their point in the session's files. */
  records: { row: number; record: PointRecord }[];
  /** False for a part that should be the feature's and cannot be read. */
  isSound: boolean;
  /** True where the line has anything to do with the feature. */
  isOurs: boolean;
}

/** A feature's part of one line, brought up to the present version. */
export function readEntries<Line, PointRecord>(
  format: JournalFormat<Line, PointRecord>,
  raw: Fields,
): JournalEntries<Line, PointRecord> {
  const entries: JournalEntries<Line, PointRecord> = {
    lines: [],
    records: [],
    isSound: true,
    isOurs: false,
  };
  const takeLine = (fields: Fields, version: number) => {
    const line = upgraded(format, 'line', fields, version);
    if (line === null) return;
    entries.isOurs = true;
    const parsed = format.line.safeParse(line);
    if (parsed.success) entries.lines.push(parsed.data);
    else entries.isSound = false;
  };
  const takeRecord = (row: unknown, fields: Fields, version: number) => {
    const record = upgraded(format, 'record', fields, version);
    if (record === null) return;
    entries.isOurs = true;
    const parsed = format.record.safeParse(record);
    if (parsed.success && isRow(row)) entries.records.push({ row, record: parsed.data });
    else entries.isSound = false;
  };

  if (raw.f === undefined) {
    takeLine(raw, 0);
    if (raw.t === 'point') takeRecord(raw.id, raw, 0);
    for (const { id, ...record } of format.steps.at(0)?.records?.(raw) ?? []) {
      takeRecord(id, record, 1);
    }
  } else if (raw.f === format.feature) {
    const version = versionOf(raw);
    if (raw.t !== 'records') takeLine(raw, version);
    else if (!Array.isArray(raw.points)) entries.isSound = false;
    else for (const { id, ...record } of raw.points as Fields[]) takeRecord(id, record, version);
  }
  if (isFields(raw.of)) {
    const record = raw.of[format.feature];
    if (isFields(record)) takeRecord(raw.id, record, versionOf(record));
  }
  return entries;
}

/** Fields of a version as the present one writes them; null where nothing is left of them. */
function upgraded<Line, PointRecord>(
  { steps, version: now }: JournalFormat<Line, PointRecord>,
  kind: 'line' | 'record',
  fields: Fields,
  version: number,
): Fields | null {
  let current: Fields | null = fields;
  for (let from = version; from < now && current !== null; from++) {
    const step: JournalStep | undefined = steps.at(from);
    // Version 0 is everybody's: what no step takes up there is another feature's.
    if (step?.[kind] !== undefined) current = step[kind](current);
    else if (from === 0) current = null;
  }
  return current;
}

function versionOf({ v }: Fields): number {
  return typeof v === 'number' ? v : 1;
}

function isRow(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
