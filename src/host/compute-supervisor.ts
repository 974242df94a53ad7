import {
  computeFunctions,
  type ComputeConfiguration,
  type ComputeFunctions,
  type ComputeSignatures,
} from '#shared/compute-contract';
import type { ViewEvent } from '#shared/contract';
import { boundLate } from '#shared/contract/calls';
import type { ProcessChannel } from './process-channel';
import { createProcessSupervisor, type SupervisorTimings } from './process-supervisor';

interface ComputeSupervisorOptions {
  spawn: () => ProcessChannel;
  configuration: ComputeConfiguration;
  onEvent: (event: ViewEvent) => void;
  /** The process is gone, and its jobs with it. */
  onLost: (reason: string) => void;
  hasJobs: () => boolean;
  timings?: Partial<SupervisorTimings>;
  /** How long the process stays without a job, ms. */
  restAfterMs?: number;
}

/** The process for work of minutes: there while it has jobs, and a little longer. */
export interface ComputeSupervisor {
  readonly functions: ComputeFunctions;
  close: () => Promise<void>;
}

export function createComputeSupervisor(options: ComputeSupervisorOptions): ComputeSupervisor {
  const { restAfterMs = 60_000, hasJobs, onLost } = options;
  const supervisor = createProcessSupervisor<ComputeSignatures>({
    name: 'compute process',
    keep: 'on-demand',
    spawn: options.spawn,
    configuration: () => options.configuration,
    functions: computeFunctions,
    onEvent: (event) => options.onEvent(event as ViewEvent),
    onState: ({ phase, message }) => {
      if (phase === 'idle' || phase === 'failed') onLost(message ?? 'The compute process ended.');
    },
    // Steps of a training in plain JavaScript take seconds each, and all of the machine's memory
    // may be in use: it is in no one's way while it is silent.
    timings: { silenceMs: 600_000, ...options.timings },
  });
  const rest = setInterval(() => {
    if (supervisor.state.phase === 'ready' && !hasJobs()) void supervisor.rest();
  }, restAfterMs);
  rest.unref();

  return {
    functions: boundLate<ComputeSignatures>(computeFunctions, async () => {
      await supervisor.awake();
      return supervisor.functions;
    }),
    close() {
      clearInterval(rest);
      return supervisor.close();
    },
  };
}
