import type { UtilityProcess } from 'electron';
import type { SpawnProcess } from '#host/process-channel';

/** How long a process may take to end by itself before it is ended by force, ms. */
const graceMs = 3000;

interface UtilityProcessApi {
  fork: (
    entry: string,
    processArguments: string[],
    options: { serviceName: string; stdio: 'inherit' },
  ) => UtilityProcess;
}

/** Starts processes as Electron's utility processes; only once the app is ready. */
export function createUtilitySpawn(utilityProcess: UtilityProcessApi): SpawnProcess {
  return ({ entry, arguments: processArguments, name }) => {
    const child = utilityProcess.fork(entry, [...processArguments], {
      serviceName: name,
      stdio: 'inherit',
    });
    let gone = false;
    child.once('exit', () => (gone = true));
    return {
      get pid() {
        return child.pid;
      },
      post: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', (code) => listener(`exit code ${code}`)),
      kill() {
        const { pid } = child;
        child.kill();
        setTimeout(() => {
          // A process that is stuck in native code does not act on the polite request.
          if (!gone && pid !== undefined) process.kill(pid, 'SIGKILL');
        }, graceMs).unref();
      },
    };
  };
}
