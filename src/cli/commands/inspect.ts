import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { SweetSpotError } from '#shared/errors';
import { printJson, printText } from '../terminal';

export function addInspectCommand(program: Command): void {
  program
    .command('inspect')
    .argument('<path>', 'file or folder')
    .option('--json', 'print one JSON document')
    .description('what SweetSpot sees in a file: format, frames, axes, positions, sums, warnings')
    .action(async (path: string, options: { json?: boolean }) => {
      const absolute = resolve(path);
      const stats = statSync(absolute, { throwIfNoEntry: false });
      if (stats === undefined) {
        throw new SweetSpotError('not-found', `Nothing found at ${absolute}.`);
      }
      const { inspectFile, inspectFolder, inspectionText } = await import('#formats/inspect');
      const inspection = stats.isDirectory()
        ? await inspectFolder(absolute)
        : await inspectFile(absolute);
      if (options.json) printJson(inspection);
      else printText(inspectionText(inspection));
    });
}
