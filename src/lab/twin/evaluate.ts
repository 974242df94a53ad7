import type { EvaluationRow } from '#model/model-card';
import { judgeLiveMap } from './judge-live';
import { judgeMaps } from './judge-maps';
import { judgeTables } from './judge-tables';
import { measuredTables } from './measured-tables';

export interface TwinEvaluation {
  rows: EvaluationRow[];
  /** What could not be measured, and why. */
  remarks: string[];
}

export interface TwinEvaluationOptions {
  /** Few scenes: shows that it works, not how good it is. */
  quick: boolean;
  onProgress?(done: number, total: number, part: string): void;
  signal?: AbortSignal;
}

const SCENES = { full: 20, quick: 2 };

/**
 * Figures of the twin on scans over two axes that others measured (read from the data folder, not
 * part of the project) and on simulated samples of known truth.
 */
export async function evaluateTwin(options: TwinEvaluationOptions): Promise<TwinEvaluation> {
  const tables = measuredTables();
  const sceneCount = options.quick ? SCENES.quick : SCENES.full;
  const total = sceneCount + 1;
  const rows: EvaluationRow[] = [];
  const remarks: string[] = [];
  if (tables === null) {
    remarks.push(
      'No measured scans: set SWEETSPOT_REAL_DATA to a folder with scanning-measurements.',
    );
  } else {
    rows.push(...judgeTables(tables));
  }
  options.onProgress?.(1, total, 'scenes');
  rows.push(
    ...(await judgeMaps({
      scenes: sceneCount,
      onScene: (done) => options.onProgress?.(1 + done, total, 'scenes'),
      signal: options.signal,
    })),
  );
  rows.push(...judgeLiveMap());
  return { rows, remarks };
}
