import { copyFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportPoint, ScanReport } from '#exports/scan-report';
import { zonedTime } from '#formats/zoned-time';
import { writeExports } from '#exports/write-exports';
import { quantityNames, type QuantityName } from '#shared/quantities';
import { writeFailure } from '#shared/write-failure';
import type { PointStore } from '../points/point-store';
import type { Session } from '../session/session';
import type { ReportContribution } from './feature';

const SESSION_LOG = 'session.jsonl';

const noSpectra: ScanReport['spectra'] = { mean: null, pinned: [], example: null, compared: [] };

/** Everything the exports need to know of a scan, with what the features add. */
export function scanReport(
  points: PointStore,
  contributions: readonly ReportContribution[],
  scan: Pick<ScanReport, 'status' | 'settings' | 'derived' | 'appVersion'>,
): ScanReport {
  const added = Object.assign({}, ...contributions.map((part) => part.scan)) as Partial<ScanReport>;
  return {
    spectra: noSpectra,
    ...scan,
    ...added,
    model: scan.status.model,
    exportedAt: zonedTime(new Date()),
    points: Array.from({ length: points.count }, (_, id) => ({
      id,
      ...points.reference(id),
      x: points.column('x')[id],
      y: points.column('y')[id],
      motors: points.motors.columns.flatMap(({ name, unit }, column) => {
        const value = points.motors.value(id, column);
        return Number.isFinite(value) ? [{ name, unit, value }] : [];
      }),
      quantities: Object.fromEntries(
        quantityNames.map((name) => [name, points.quantity(name)[id]]),
      ) as Record<QuantityName, number>,
      arrivedAt: points.column('arrivedAt')[id],
      verdict: null,
      note: '',
      ...(Object.assign(
        {},
        ...contributions.map(({ point }) => point?.(id)),
      ) as Partial<ReportPoint>),
    })),
  };
}

/** Writes every export of a scan and its session's log into a folder. Throws `write-failed`. */
export async function exportScan(
  directory: string,
  report: ScanReport,
  session: Pick<Session, 'journalPath'>,
  /** Notes in the journal which files were written. */
  note: (at: string, files: string[]) => void,
): Promise<{ name: string; bytes: number }[]> {
  const files = await writeExports(directory, report);
  const names = [...files.map(({ name }) => name), SESSION_LOG];
  note(report.exportedAt, names);
  return [...files, await writeSessionLog(session.journalPath, directory)];
}

/** Copies the session's journal beside its target and renames it into place. Throws `write-failed`. */
async function writeSessionLog(
  journalPath: string,
  directory: string,
): Promise<{ name: string; bytes: number }> {
  const target = join(directory, SESSION_LOG);
  try {
    await copyFile(journalPath, `${target}.part`);
    await rename(`${target}.part`, target);
    return { name: SESSION_LOG, bytes: (await stat(target)).size };
  } catch (cause) {
    await rm(`${target}.part`, { force: true });
    throw writeFailure(`${target} cannot be written`, cause);
  }
}
