import type { ErrorData } from '#shared/errors';
import type { SampleBatch, SampleRequest } from './sample-batch';

/** What the pool sends to a simulation worker. */
export interface WorkerJob {
  id: number;
  request: SampleRequest;
}

/** What a simulation worker answers. */
export type WorkerAnswer =
  { id: number; ok: true; batch: SampleBatch } | { id: number; ok: false; error: ErrorData };
