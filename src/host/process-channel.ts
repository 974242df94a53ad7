import { fork } from 'node:child_process';

/** A process of ours that messages go to and come from, whatever started it. */
export interface ProcessChannel {
  readonly pid: number | undefined;
  post: (message: unknown) => void;
  onMessage: (listener: (message: unknown) => void) => void;
  /** Calls `listener` once when the process is gone, with the reason in words. */
  onExit: (listener: (reason: string) => void) => void;
  /** Ends the process: politely, then by force if it does not go. */
  kill: () => void;
}

interface ProcessDescription {
  /** Bundled module that the process runs. */
  entry: string;
  arguments: readonly string[];
  /** Name in process lists and logs. */
  name: string;
}

/** Starts one of our processes. Electron and plain Node do it each their own way. */
export type SpawnProcess = (description: ProcessDescription) => ProcessChannel;

/** How long a process may take to end by itself before it is ended by force, ms. */
const graceMs = 3000;

/**
 * Starts a process under plain Node. Messages are structured clones, so typed
 * arrays arrive as such. Standard output and error stay ours: both go to standard error.
 */
export const spawnNodeProcess: SpawnProcess = ({ entry, arguments: processArguments }) => {
  const child = fork(entry, [...processArguments], {
    serialization: 'advanced',
    stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
    execArgv: [],
  });
  let gone = false;
  const exitListeners: ((reason: string) => void)[] = [];
  const finish = (reason: string) => {
    if (gone) return;
    gone = true;
    for (const listener of exitListeners) listener(reason);
  };
  child.on('exit', (code, signal) =>
    finish(signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`),
  );
  // Emitted when the process cannot be started, and when a message cannot be sent.
  child.on('error', (error) => {
    if (child.pid === undefined) finish(error.message);
  });
  return {
    pid: child.pid,
    post(message) {
      if (child.connected) child.send(message as object);
    },
    onMessage(listener) {
      child.on('message', listener);
    },
    onExit(listener) {
      exitListeners.push(listener);
    },
    kill() {
      if (gone) return;
      child.kill('SIGTERM');
      setTimeout(() => {
        if (!gone) child.kill('SIGKILL');
      }, graceMs).unref();
    },
  };
};
