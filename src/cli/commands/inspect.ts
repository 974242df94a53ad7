import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import type { InspectOptions } from '#formats/inspect';
import { SweetSpotError } from '#shared/errors';
import { readingOf, withReadingOptions, type ReadingOptions } from '../reading-options';
import { printJson, printText } from '../terminal';

interface InspectCommandOptions extends ReadingOptions {
  json?: boolean;
  scan: string;
}

export function addInspectCommand(program: Command): void {
  withReadingOptions(program.command('inspect').argument('<path>', 'file or folder'))
    .option('--scan <name>', 'scan of a folder to look at: its name, newest or all', 'all')
    .option('--json', 'print one JSON document (docs/inspect-json.md)')
    .description('what SweetSpot sees: scans, and of each file format, axes, positions, warnings')
    .action(async (path: string, options: InspectCommandOptions) => {
      const absolute = resolve(path);
      const stats = statSync(absolute, { throwIfNoEntry: false });
      if (stats === undefined) {
        throw new SweetSpotError('not-found', `Nothing found at ${absolute}.`);
      }
      const { region = null, profile = null } = await readingOf(options);
      const reading = { region, profile };
      const { INSPECTION_VERSION: version } = await import('#formats/inspection-schema');
      const { inspectionText } = await import('#formats/inspection-text');
      const head = { schema: 'sweetspot-inspect', version };
      if (stats.isDirectory()) {
        const folder = await inspectedScans(absolute, reading, options.scan);
        if (options.json) printJson({ ...head, ...folder });
        else printText(inspectionText(folder));
        return;
      }
      const { inspectFile } = await import('#formats/inspect');
      const { scansOf } = await import('#formats/inspect-folder');
      const file = await inspectFile(absolute, reading);
      if (options.json) printJson({ ...head, ...file, scans: await scansOf([file], reading) });
      else printText(inspectionText(file));
    });
}

/** A folder with the scans that were asked for, and their files. */
async function inspectedScans(path: string, reading: InspectOptions, wanted: string) {
  const { chosenScans, inspectFolder } = await import('#formats/inspect-folder');
  const folder = await inspectFolder(path, reading);
  if (wanted === 'all') return folder;
  const scans = chosenScans(folder.scans, wanted);
  const names = new Set(scans.flatMap(({ fileNames }) => fileNames));
  const files = folder.files.filter((file) => names.has(basename(file.path)));
  return { ...folder, scans, files };
}
