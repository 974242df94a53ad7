import { availableParallelism } from 'node:os';
import type { BandData } from '#core/bands/band-data';
import { adviceOf, fitAtAnswer, type FinishedFit } from '#core/bands/fit-report';
import { prepareFit, type FitRequest, type PreparedFit } from '#core/bands/fit-bands';
import { finishDescents, runDescents, type DescentOptions } from './descents';

/** Progress and advice of a running fit. */
export interface FitListener {
  onAdvice: (text: string) => void;
  onProgress: DescentOptions['onProgress'];
  signal: AbortSignal;
  threads?: number;
}

/** A finished fit with what it was made from. */
export interface CompletedFit extends FinishedFit {
  prepared: PreparedFit;
  seconds: number;
  /** Processor time of all threads. */
  processorSeconds: { descents: number; rest: number };
}

/** Fits data sets: descents on all cores, the best followed to the end. Throws `cancelled`. */
export async function fitData(
  request: FitRequest,
  data: readonly BandData[],
  listener: FitListener,
): Promise<CompletedFit> {
  const startedAt = performance.now();
  const prepared = prepareFit(request, data);
  for (const text of adviceOf(prepared)) listener.onAdvice(text);
  const usedBefore = processorTime();
  const starts = await runDescents(prepared, {
    threads: listener.threads ?? availableParallelism(),
    onProgress: listener.onProgress,
    signal: listener.signal,
  });
  const usedByDescents = processorTime() - usedBefore;
  const fitted = await finishDescents(prepared, starts, listener.signal);
  const finished = fitAtAnswer(prepared, fitted);
  return {
    ...finished,
    prepared,
    seconds: (performance.now() - startedAt) / 1000,
    processorSeconds: {
      descents: usedByDescents,
      rest: processorTime() - usedBefore - usedByDescents,
    },
  };
}

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
