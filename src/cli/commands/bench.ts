import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { appVersion } from '#host/app-paths';
import { figuresTable, meetsMust, type Figure } from '#lab/bench/figure';
import { log, printJson, printText } from '../terminal';

/** Full runs measure what architecture asks for; quick ones show that everything still runs. */
const extents = {
  full: {
    simulatorSeconds: 4,
    repetitions: 3,
    liveSeconds: 60,
    frames: 600,
    points: 10_000,
    peerFrames: 2_000,
  },
  quick: {
    simulatorSeconds: 1,
    repetitions: 1,
    liveSeconds: 6,
    frames: 100,
    points: 1_000,
    peerFrames: 200,
  },
};
type Extent = (typeof extents)['full'];

/** What is measured, in this order: each part alone by its name. */
const parts: Record<string, (extent: Extent, scratch: string) => Promise<Figure[]>> = {
  simulator: async ({ simulatorSeconds, repetitions }) =>
    (await import('#lab/bench/simulator')).simulatorFigures(simulatorSeconds, repetitions),
  fits: async ({ simulatorSeconds, repetitions }) =>
    (await import('#lab/bench/mdc-fits')).mdcFitFigures(simulatorSeconds / 4, repetitions),
  readers: async ({ repetitions }, scratch) =>
    (await import('#lab/bench/readers')).readerFigures(scratch, 2 * repetitions + 1),
  live: async ({ liveSeconds }, scratch) =>
    (await import('#lab/bench/live-path')).livePathFigures(scratch, liveSeconds),
  finished: async ({ frames }, scratch) =>
    (await import('#lab/bench/finished-scan')).finishedScanFigures(scratch, frames),
  peers: async ({ peerFrames, repetitions }, scratch) =>
    (await import('#lab/bench/peers')).peerFigures(scratch, peerFrames, repetitions, log),
  long: async ({ points }, scratch) =>
    (await import('#lab/bench/long-scan')).longScanFigures(scratch, points),
};

export function addBenchCommand(program: Command): void {
  program
    .command('bench')
    .addArgument(new Argument('[part]', 'measure this alone').choices(Object.keys(parts)))
    .option('--json', 'print one JSON document')
    .option('--quick', 'a tenth of the work, for a first impression')
    .description('measures speed and memory on this machine; takes about three minutes')
    .action(async (part: string | undefined, options: { json?: boolean; quick?: boolean }) => {
      const extent = extents[options.quick ? 'quick' : 'full'];
      const scratch = await mkdtemp(join(tmpdir(), 'sweetspot-bench-'));
      const figures: Figure[] = [];
      try {
        for (const [name, measure] of Object.entries(parts)) {
          if (part !== undefined && part !== name) continue;
          log(`Measuring ${name} …`);
          figures.push(...(await measure(extent, scratch)));
        }
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
      const machine = {
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: availableParallelism(),
        memoryGb: Math.round(totalmem() / 1e9),
        node: process.versions.node,
        platform: `${process.platform}-${process.arch}`,
      };
      if (options.json) {
        printJson({
          machine,
          version: appVersion(),
          figures: figures.map((figure) => ({ ...figure, meetsMust: meetsMust(figure) })),
        });
      } else {
        printText(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
        printText(figuresTable(figures));
      }
    });
}
