import { resultValue } from '#shared/contract/calls';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ScanStatus } from '#shared/scan';
import { SweetSpotError } from '#shared/errors';
import { sourceAt, withEngine } from '../headless';
import { readingOf, withReadingOptions, type ReadingOptions } from '../reading-options';
import { scanSummary, scanSummaryText } from '../scan-summary';
import { createProgressLine, log, printJson, printText } from '../terminal';

/** Resolves with the last status once a finished scan has been read to its end. */
function finishedScan() {
  const progress = createProgressLine('Scoring');
  let settle: (status: ScanStatus) => void;
  const done = new Promise<ScanStatus>((resolveStatus) => (settle = resolveStatus));
  return {
    done,
    onStatus(status: ScanStatus) {
      const handled = status.scored + status.failed;
      progress.update(handled, status.arrived);
      if (status.phase !== 'finished' && status.phase !== 'failed') return;
      progress.end();
      settle(status);
    },
  };
}

export function addScoreCommand(program: Command): void {
  withReadingOptions(
    program.command('score').argument('<path>', 'folder or file of a finished scan'),
  )
    .option('--out <folder>', 'write map, best spots and figures into this folder')
    .option('--json', 'print one JSON document')
    .description('scores a finished scan without a window')
    .action(async (path: string, options: ReadingOptions & { out?: string; json?: boolean }) => {
      const source = { ...(await sourceAt(path)), ...(await readingOf(options)) };
      const finished = finishedScan();
      await withEngine(
        (event) => {
          if (event.name === 'status') finished.onStatus(event.payload);
        },
        async (engine) => {
          resultValue(await engine.openScan({ ...source, mode: 'finished', watch: 'auto' }));
          const status = await finished.done;
          const snapshot = resultValue(await engine.getSnapshot({}));
          if (snapshot === null) throw new SweetSpotError('internal', 'The scan closed early.');
          if (options.out !== undefined) {
            const directory = resolve(options.out);
            await mkdir(directory, { recursive: true });
            const { files } = resultValue(await engine.writeExports({ directory }));
            log(`Wrote ${files.map((file) => file.name).join(', ')} to ${directory}`);
          }
          if (options.json) printJson(scanSummary(snapshot));
          else printText(scanSummaryText(snapshot));
          if (status.scored === 0) {
            throw new SweetSpotError(
              'unreadable',
              `No spectrum could be scored in ${source.path}.`,
              { hint: snapshot.failures[0]?.error.message },
            );
          }
        },
      );
    });
}
