import { appPaths, appVersion } from '#host/app-paths';
import { createHost, type Host } from '#host/host';
import { spawnNodeProcess } from '#host/process-channel';
import { log } from './terminal';

interface ServedHostOptions {
  dataDirectory: string;
  port: number;
  host: string;
  token?: string;
  /** Why the browser stands in for the desktop window; null when it was asked for. */
  notice: string | null;
}

export interface ServedHost {
  host: Host;
  /** Address of the window, with the owner's token. */
  url: string;
  /** Address of the read-only view. */
  viewUrl: string;
  close: () => Promise<void>;
}

/** A host behind a web server, both in this process; the engine runs in its own. */
export async function serveHost(options: ServedHostOptions): Promise<ServedHost> {
  const paths = appPaths();
  const host = await createHost({
    shell: { kind: 'browser', notice: options.notice },
    paths,
    version: appVersion(),
    dataDirectory: options.dataDirectory,
    spawn: spawnNodeProcess,
    onWarning: log,
  });
  try {
    const { startServer } = await import('#server/start-server');
    const server = await startServer({
      host,
      rendererDirectory: paths.rendererDirectory,
      address: options.host,
      port: options.port,
      ...(options.token === undefined ? {} : { token: options.token }),
    });
    return {
      host,
      url: server.url,
      viewUrl: server.viewUrl,
      async close() {
        await server.close();
        await host.close();
      },
    };
  } catch (error) {
    await host.close();
    throw error;
  }
}

/** Resolves when the user asks the program to stop. */
export function stopSignal(): Promise<void> {
  return new Promise((stop) => {
    process.once('SIGINT', () => stop());
    process.once('SIGTERM', () => stop());
  });
}
