import type { PointStore } from '../points/point-store';
import type { FeatureJournal } from '../session/feature-journal';
import type { Fields } from '../session/journal-format';
import type { MeasuredFrame } from './arrivals';
import type { ScanFeature } from './feature';
import type { ScanLine } from './scan-lines';

interface Target {
  points: PointStore;
  features: readonly ScanFeature[];
  lines: FeatureJournal<ScanLine, never>;
}

/**
 * Makes points of measured frames: into the store, onto the disk, and only then known.
 * A frame scored before keeps its id. Returns the ids.
 */
export function commitFrames(frames: readonly MeasuredFrame[], target: Target): number[] {
  const { points, features, lines } = target;
  const ids = frames.map((frame) => {
    const { arrived, measuredAt } = frame;
    const id = points.add(arrived.reference);
    points.column('arrivedAt')[id] = Date.now() - (performance.now() - arrived.noticedAt);
    points.setFingerprint(id, arrived.size, arrived.modifiedAt);
    points.setPrint(id, frame.print);
    const hasNewMotors = points.motors.record(id, frame.motors);
    if (hasNewMotors) lines.append({ t: 'motors', columns: points.motors.columns });
    frame.commit(id);
    const line: ScanLine & { of: Fields } = {
      t: 'point',
      id: points.row(id),
      ...arrived.reference,
      arrivedAt: points.column('arrivedAt')[id],
      measuredAt,
      size: arrived.size,
      modifiedAt: arrived.modifiedAt,
      isLast: arrived.isLast,
      motors: points.motors.row(id),
      ...frame.print,
      of: recordsOf(features, id),
    };
    lines.append(line);
    return id;
  });
  lines.flush();
  return ids;
}

/** What the features keep of a point, by feature. */
function recordsOf(features: readonly ScanFeature[], id: number): Fields {
  const records: Fields = {};
  for (const { journal } of features) {
    const record = journal?.pointRecord(id) ?? null;
    if (journal !== undefined && record !== null) records[journal.feature] = record;
  }
  return records;
}
