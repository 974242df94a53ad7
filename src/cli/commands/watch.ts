import type { ViewEvent } from '#shared/contract';
import { resultValue } from '#shared/contract/calls';
import { toErrorData } from '#shared/errors';
import type { Command } from 'commander';
import type { BestSpot } from '#shared/scan';
import { chosenScans, scanList, type ChosenScan } from '../chosen-scans';
import { sourceAt, withEngine } from '../headless';
import {
  readingOf,
  withReadingOptions,
  withScanOption,
  type ReadingOptions,
} from '../reading-options';
import { followNewest } from '../scan-follower';
import { pointSummaries, type PointSummary } from '../scan-summary';
import { log, printJsonLine } from '../terminal';

interface WatchOptions extends ReadingOptions {
  polling?: boolean;
}

export function addWatchCommand(program: Command): void {
  withScanOption(
    withReadingOptions(program.command('watch').argument('<path>', 'folder or growing file')),
  )
    .option('--polling', 'poll instead of file-system events (network shares)')
    .description(
      'live without a window: one JSON line per point, and the best spot when it changes',
    )
    .action(async (path: string, options: WatchOptions) => {
      const asked = { ...(await sourceAt(path)), ...(await readingOf(options)) };
      const wanted = options.scan ?? 'newest';
      const { scans, looked, chosen } = await chosenScans(asked, wanted);
      const [first] = chosen;
      if (scans.length > 1) log(`Scans: ${scanList(scans)}. Watched: ${first.group?.name ?? ''}.`);
      const print = printedEvents();
      await withEngine(print, async (engine) => {
        const open = async ({ source }: ChosenScan) => {
          print.begin();
          const watch = options.polling ? 'polling' : 'auto';
          resultValue(await engine.openScan({ ...source, mode: 'live', watch }));
        };
        await open(first);
        log(`Watching ${asked.path}. Stop with Ctrl+C.`);
        const isFollowed = asked.kind === 'folder' && wanted === 'newest';
        const end = isFollowed
          ? followed({ source: asked, watched: first, looked }, open)
          : () => undefined;
        await new Promise<void>((stop) => {
          process.once('SIGINT', stop);
          process.once('SIGTERM', stop);
        });
        end();
      });
    });
}

/** Turns to the newest scan of the folder whenever another begins. */
function followed(
  from: Pick<Parameters<typeof followNewest>[0], 'source' | 'watched' | 'looked'>,
  open: (scan: ChosenScan) => Promise<void>,
): () => void {
  return followNewest({
    ...from,
    onNewest: async (scan) => {
      printJsonLine({ event: 'scan', name: scan.group?.name, kind: scan.group?.kind });
      await open(scan);
    },
    onError: (error) => log(`Looking for a new scan failed: ${toErrorData(error).message}`),
  });
}

/**
 * Prints events of the engine, a line each: a point once, and what becomes of it later as a
 * revision; `begin` where another scan is opened.
 */
function printedEvents() {
  let best: BestSpot | undefined;
  let units = { xUnit: '', yUnit: '' };
  const printed = new Map<number, { line: string; isScored: boolean }>();
  const printPoint = (point: PointSummary) => {
    const line = JSON.stringify(point);
    const before = printed.get(point.id);
    if (before?.line === line) return;
    printed.set(point.id, { line, isScored: point.mls !== null });
    const event = before?.isScored === true ? 'revision' : 'point';
    printJsonLine({ event, ...point, ...units });
  };
  const print = (event: ViewEvent) => {
    if (event.name === 'points') pointSummaries(event.payload).forEach(printPoint);
    if (event.name === 'failures') {
      for (const failure of event.payload) printJsonLine({ event: 'failure', ...failure });
    }
    if (event.name === 'derived') {
      const { axes, bestSpots } = event.payload;
      units = { xUnit: axes.x.unit, yUnit: axes.y.unit };
      const spot = bestSpots.at(0);
      if (spot === undefined || (spot.x === best?.x && spot.y === best?.y)) return;
      best = spot;
      printJsonLine({ event: 'best-spot', ...spot });
    }
  };
  return Object.assign(print, {
    begin() {
      best = undefined;
      printed.clear();
    },
  });
}
