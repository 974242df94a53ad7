import type { PreparedFit } from '#core/bands/fit-bands';
import type { FinishedFit } from '#core/bands/fit-report';
import type { LossLandscape } from '#core/bands/loss-landscape';

/** Where a fit came from. */
export interface FitProvenance {
  appVersion: string;
  /** ISO 8601. */
  exportedAt: string;
  /** Files read, the map first, with SHA-256 of their bytes. */
  sources: { path: string; sha256: string }[];
  /** What was asked for, as plain data. */
  request: Record<string, unknown>;
}

/** A fit as it is handed out. */
export interface ExportedFit extends FinishedFit {
  prepared: PreparedFit;
  provenance: FitProvenance;
  landscape: LossLandscape | null;
}
