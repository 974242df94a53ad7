import { resultValue } from '#shared/contract/calls';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { ScanStatus, Snapshot } from '#shared/scan';
import { SweetSpotError } from '#shared/errors';
import { chosenScans, scanList, type ChosenScan } from '../chosen-scans';
import { sourceAt, withEngine } from '../headless';
import {
  readingOf,
  withReadingOptions,
  withScanOption,
  type ReadingOptions,
} from '../reading-options';
import { scanSummaryText, scoreDocument, type ScoredScan } from '../scan-summary';
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

interface ScoreOptions extends ReadingOptions {
  out?: string;
  json?: boolean;
}

export function addScoreCommand(program: Command): void {
  withScanOption(
    withReadingOptions(
      program.command('score').argument('<path>', 'folder or file of a finished scan'),
    ),
  )
    .option('--out <folder>', 'write map, best spots and figures into this folder')
    .option('--json', 'print one JSON document')
    .description('scores a finished scan without a window')
    .action(async (path: string, options: ScoreOptions) => {
      const source = { ...(await sourceAt(path)), ...(await readingOf(options)) };
      const { scans, chosen } = await chosenScans(source, options.scan ?? 'newest');
      if (scans.length > 1) log(`Scans: ${scanList(scans)}.`);
      const scored: ScoredScan[] = [];
      for (const scan of chosen) {
        const directory = options.out === undefined ? null : resolve(options.out);
        const name = chosen.length > 1 ? scan.group?.name : undefined;
        const out =
          directory === null || name === undefined ? directory : join(directory, fileNameOf(name));
        const snapshot = await scoredSnapshot(scan, out);
        scored.push({ group: scan.group, snapshot });
      }
      if (options.json) printJson(scoreDocument(scans, scored));
      else printText(scored.map(({ snapshot }) => scanSummaryText(snapshot)).join('\n\n'));
      if (scored.every(({ snapshot }) => snapshot.status.scored === 0)) {
        throw new SweetSpotError('unreadable', `No spectrum could be scored in ${source.path}.`, {
          hint: scored[0]?.snapshot.failures[0]?.error.message,
        });
      }
    });
}

/** Scores a scan to its end and writes its exports where a folder is given. */
async function scoredSnapshot({ source }: ChosenScan, directory: string | null): Promise<Snapshot> {
  const finished = finishedScan();
  return withEngine(
    (event) => {
      if (event.name === 'status') finished.onStatus(event.payload);
    },
    async (engine) => {
      resultValue(await engine.openScan({ ...source, mode: 'finished', watch: 'auto' }));
      await finished.done;
      const snapshot = resultValue(await engine.getSnapshot({}));
      if (snapshot === null) throw new SweetSpotError('internal', 'The scan closed early.');
      if (directory !== null) {
        await mkdir(directory, { recursive: true });
        const { files } = resultValue(await engine.writeExports({ directory }));
        log(`Wrote ${files.map((file) => file.name).join(', ')} to ${directory}`);
      }
      return snapshot;
    },
  );
}

/** A name of a scan as that of a folder. */
function fileNameOf(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^\.+/, '_');
}
