import type { Command } from 'commander';
import { dataDirectory } from '#host/data-directory';
import { wholeNumber } from '../options';
import { serveHost, stopSignal } from '../served-host';
import { log, printJson, printText } from '../terminal';

interface ServeOptions {
  port: number;
  host: string;
  token?: string;
  json?: boolean;
}

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .argument('[path]', 'folder or file to open')
    .option('--port <number>', 'port; 0 picks a free one', wholeNumber, 0)
    .option('--host <address>', 'address to listen on; loopback unless told otherwise', '127.0.0.1')
    .option('--token <text>', 'access token; a random one unless told otherwise')
    .option('--json', 'print the addresses as one JSON document')
    .description('the same window for a browser')
    .action(async (path: string | undefined, options: ServeOptions) => {
      const served = await serveHost({ ...options, dataDirectory: dataDirectory(), notice: null });
      try {
        if (path !== undefined) await served.host.openSource(path);
        if (options.json) printJson({ url: served.url, viewUrl: served.viewUrl });
        else printText(`SweetSpot is at ${served.url}\nRead-only link: ${served.viewUrl}`);
        log('Stop with Ctrl+C.');
        await stopSignal();
      } finally {
        await served.close();
      }
    });
}
