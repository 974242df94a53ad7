import { readdirSync } from 'node:fs';
import { availableParallelism, constants, setPriority } from 'node:os';

/** Argument that leaves the process its usual priority. */
export const USUAL_PRIORITY = '--usual-priority';

/** Threads that work at a time: all cores but one, which is left to the engine and the window. */
export function workingThreads(cores = availableParallelism()): number {
  return Math.max(1, cores - 1);
}

/** Has this process wait wherever anything else wants the processor. */
export function giveWay(): void {
  for (const thread of threads()) {
    try {
      setPriority(thread, constants.priority.PRIORITY_LOW);
    } catch {
      // The thread is gone, or the system does not let us: the work goes on at its usual priority.
    }
  }
  // Libraries size their pools by these.
  const count = String(workingThreads());
  for (const name of ['OMP_NUM_THREADS', 'TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS']) {
    process.env[name] ??= count;
  }
}

/** This process as the system sets priorities: on Linux by thread, elsewhere as a whole. */
function threads(): number[] {
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [0];
  }
}
