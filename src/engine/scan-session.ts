import type { Frame } from '#formats/scan-file';
import type { Failure } from '#shared/scan';
import { PointStore } from './point-store';
import { restoreFailures } from './restore-failures';
import { restorePoints, type RestoredScan } from './restore-points';
import { archiveSession, openSession, type Session, type SessionIdentity } from './session/session';
import { openSourceFile, type SourceFiles } from './source-files';

/** A session and the points that were in it. */
export interface ResumedSession extends RestoredScan {
  session: Session;
  points: PointStore;
  failures: Failure[];
}

/** Points whose files are looked into before a session is taken up again. */
const SAMPLED = 3;

/**
 * Opens the session of a source with the points it holds. Where the files under the same
 * names hold other spectra now, the old session is set aside and a new one begins.
 */
export async function resumeSession(
  identity: SessionIdentity,
  files: SourceFiles,
): Promise<ResumedSession> {
  const resumed = restore(openSession(identity));
  if (await holdsOtherSpectra(resumed.points, files)) {
    archiveSession(identity, resumed.session);
    return restore(openSession(identity));
  }
  return resumed;
}

/** Whether a frame as read is the one that was scored as point `id`. */
export function isSameSpectrum(points: PointStore, id: number, { spectrum }: Frame): boolean {
  let total = 0;
  for (const value of spectrum.counts) if (Number.isFinite(value)) total += value;
  const stored = points.totalCounts(id);
  return Math.abs(total - stored) <= 1e-5 * Math.max(1, Math.abs(stored));
}

function restore(session: Session): ResumedSession {
  const points = new PointStore();
  const { events } = session.restored;
  const restored = restorePoints(points, events, session.embeddings.rows, session.settings);
  return { session, points, failures: restoreFailures(events), ...restored };
}

async function holdsOtherSpectra(points: PointStore, files: SourceFiles): Promise<boolean> {
  for (let k = 0; k < Math.min(SAMPLED, points.count); k++) {
    const id = Math.floor((k * (points.count - 1)) / Math.max(1, SAMPLED - 1));
    const { file, frame } = points.reference(id);
    try {
      const scanFile = await openSourceFile(files, file);
      try {
        if (!isSameSpectrum(points, id, scanFile.readFrame(frame))) return true;
      } finally {
        scanFile.close();
      }
    } catch {
      // Gone, or not readable at the moment: that is no sign of another scan.
    }
  }
  return false;
}
