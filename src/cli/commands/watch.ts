import { resultValue } from '#shared/contract/calls';
import type { Command } from 'commander';
import type { BestSpot } from '#shared/scan';
import { chosenScans, scanList } from '../chosen-scans';
import { sourceAt, withEngine } from '../headless';
import {
  readingOf,
  withReadingOptions,
  withScanOption,
  type ReadingOptions,
} from '../reading-options';
import { pointSummaries } from '../scan-summary';
import { log, printJsonLine } from '../terminal';

export function addWatchCommand(program: Command): void {
  withScanOption(
    withReadingOptions(program.command('watch').argument('<path>', 'folder or growing file')),
  )
    .option('--polling', 'poll instead of file-system events (network shares)')
    .description(
      'live without a window: one JSON line per point, and the best spot when it changes',
    )
    .action(async (path: string, options: ReadingOptions & { polling?: boolean }) => {
      const asked = { ...(await sourceAt(path)), ...(await readingOf(options)) };
      const { scans, chosen } = await chosenScans(asked, options.scan ?? 'newest');
      const [{ source, group }] = chosen;
      if (scans.length > 1) log(`Scans: ${scanList(scans)}. Watched: ${group?.name ?? 'all'}.`);
      let best: BestSpot | undefined;
      await withEngine(
        (event) => {
          if (event.name === 'points') {
            for (const point of pointSummaries(event.payload)) {
              printJsonLine({ event: 'point', ...point });
            }
          }
          if (event.name === 'failures') {
            for (const failure of event.payload) printJsonLine({ event: 'failure', ...failure });
          }
          if (event.name === 'derived') {
            const spot = event.payload.bestSpots.at(0);
            if (spot === undefined || (spot.x === best?.x && spot.y === best?.y)) return;
            best = spot;
            printJsonLine({ event: 'best-spot', ...spot });
          }
        },
        async (engine) => {
          resultValue(
            await engine.openScan({
              ...source,
              mode: 'live',
              watch: options.polling ? 'polling' : 'auto',
            }),
          );
          log(`Watching ${source.path}. Stop with Ctrl+C.`);
          await new Promise<void>((stop) => {
            process.once('SIGINT', stop);
            process.once('SIGTERM', stop);
          });
        },
      );
    });
}
