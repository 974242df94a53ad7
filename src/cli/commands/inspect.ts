import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { SweetSpotError } from '#shared/errors';
import { readingOf, withReadingOptions, type ReadingOptions } from '../reading-options';
import { printJson, printText } from '../terminal';

export function addInspectCommand(program: Command): void {
  withReadingOptions(program.command('inspect').argument('<path>', 'file or folder'))
    .option('--json', 'print one JSON document')
    .description('what SweetSpot sees in a file: format, frames, axes, positions, sums, warnings')
    .action(async (path: string, options: ReadingOptions & { json?: boolean }) => {
      const absolute = resolve(path);
      const stats = statSync(absolute, { throwIfNoEntry: false });
      if (stats === undefined) {
        throw new SweetSpotError('not-found', `Nothing found at ${absolute}.`);
      }
      const { inspectFile, inspectFolder, inspectionText } = await import('#formats/inspect');
      const { region = null, profile = null } = await readingOf(options);
      const inspection = stats.isDirectory()
        ? await inspectFolder(absolute, { region, profile })
        : await inspectFile(absolute, { region, profile });
      if (options.json) printJson(inspection);
      else printText(inspectionText(inspection));
    });
}
