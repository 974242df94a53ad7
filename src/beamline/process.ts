import { z } from 'zod';
import { beamlineRequestSchema, type BeamlineState } from '#shared/features/beamline';
import { toErrorData } from '#shared/errors';
import { runBeamline } from './run-beamline';

/** The process's one argument, as JSON. */
const configurationSchema = beamlineRequestSchema.extend({
  folder: z.string().min(1),
  sampling: z
    .object({
      energyCount: z.int().min(16).max(2048),
      angleCount: z.int().min(16).max(2048),
    })
    .optional(),
});

/** What Electron adds to a utility process. */
interface UtilityProcess {
  parentPort?: { postMessage(message: unknown): void };
}

/** Tells the parent: over IPC, Electron's port, or as JSON lines where there is neither. */
function report(state: BeamlineState): void {
  const { parentPort } = process as UtilityProcess;
  if (parentPort !== undefined) parentPort.postMessage(state);
  else if (process.send !== undefined) process.send(state);
  else process.stdout.write(`${JSON.stringify(state)}\n`);
}

async function main(): Promise<void> {
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => stop.abort());
  process.on('disconnect', () => stop.abort());
  let state: BeamlineState = { running: true, written: 0, total: 0, message: null };
  try {
    const configuration = configurationSchema.parse(JSON.parse(process.argv[2] ?? ''));
    state = { ...state, total: configuration.columns * configuration.rows };
    report(state);
    await runBeamline({
      ...configuration,
      signal: stop.signal,
      onProgress: (written, total) => {
        state = { ...state, written, total };
        report(state);
      },
    });
    report({ ...state, running: false, message: stop.signal.aborted ? 'Stopped' : null });
  } catch (error) {
    report({ ...state, running: false, message: toErrorData(error).message });
    process.exitCode = 1;
  } finally {
    // An open IPC channel would keep the process alive.
    if (process.connected) process.disconnect();
  }
}

void main();
