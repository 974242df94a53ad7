import type { ViewEvent } from '#shared/contract';
import type { EngineConfiguration, OpenScan } from '#shared/engine-contract';
import type { JobBoard } from '#shared/job-board';
import type { SessionSettings } from '#shared/scan';
import type { ScanFeature } from './feature';
import type { ScanContext } from './scan-context';

/** What a scan is opened with. */
export interface ScanOptions {
  configuration: EngineConfiguration;
  /** Label of what scores, and the model. */
  engine: { label: string; model: { name: string; hash: string } };
  request: OpenScan;
  /** Settings for a session that begins; those of an earlier one stay its own. */
  initialSettings?: SessionSettings;
  emit: (event: ViewEvent) => void;
  /** Where long work on the scan is shown. */
  jobs: JobBoard;
  /** What the scan can do, in the order in which it is asked. */
  createFeatures: (context: ScanContext) => readonly ScanFeature[];
}
