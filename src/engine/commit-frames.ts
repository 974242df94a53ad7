import type { QualityWeights } from '#core/quality/types';
import { assessPoint } from './assessment';
import { storeBenchmark } from './benchmark-columns';
import type { PointStore } from './point-store';
import { pointEvent } from './point-events';
import type { ScoredFrame } from './scoring-queue';
import type { Session } from './session/session';

/**
 * Makes points of scored frames: into the store, onto the disk, and only then known.
 * A frame scored before keeps its id. Returns the ids.
 */
export function commitFrames(
  frames: readonly ScoredFrame[],
  points: PointStore,
  session: Pick<Session, 'journal' | 'embeddings'>,
  weights: QualityWeights,
): number[] {
  const { journal, embeddings } = session;
  const ids = frames.map((frame) => {
    const { arrived, benchmark } = frame;
    const id = points.add(arrived.reference);
    points.column('arrivedAt')[id] = Date.now() - (performance.now() - arrived.noticedAt);
    points.setFingerprint(id, arrived.size, arrived.modifiedAt);
    points.setInputs(id, frame.inputs);
    points.setProbabilities(id, frame.probabilities, frame.scale);
    storeBenchmark(points, id, benchmark?.version ?? 0, benchmark?.parts ?? null);
    assessPoint(points, id, weights);
    const hasNewMotors = points.motors.record(id, frame.motors);
    if (hasNewMotors) journal.append({ t: 'motors', columns: points.motors.columns });
    embeddings.write(id, frame.embedding);
    journal.append(
      pointEvent(points, id, {
        measuredAt: frame.measuredAt,
        isLast: arrived.isLast,
      }),
    );
    return id;
  });
  journal.flush();
  return ids;
}
