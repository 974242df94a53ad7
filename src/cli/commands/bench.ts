import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { appVersion } from '#host/app-paths';
import { figuresTable, meetsMust, type Figure } from '../bench/figure';
import { log, printJson, printText } from '../terminal';

/** Full runs measure what architecture asks for; quick ones show that everything still runs. */
const extents = {
  full: { simulatorSeconds: 4, repetitions: 3, liveSeconds: 60, frames: 600, points: 10_000 },
  quick: { simulatorSeconds: 1, repetitions: 1, liveSeconds: 6, frames: 100, points: 1_000 },
};

export function addBenchCommand(program: Command): void {
  program
    .command('bench')
    .option('--json', 'print one JSON document')
    .option('--quick', 'a tenth of the work, for a first impression')
    .description('measures speed and memory on this machine; takes about three minutes')
    .action(async (options: { json?: boolean; quick?: boolean }) => {
      const extent = extents[options.quick ? 'quick' : 'full'];
      const scratch = await mkdtemp(join(tmpdir(), 'sweetspot-bench-'));
      const figures: Figure[] = [];
      try {
        log('Simulator …');
        const { simulatorFigures } = await import('../bench/simulator');
        figures.push(...simulatorFigures(extent.simulatorSeconds, extent.repetitions));
        log('MDC fits …');
        const { mdcFitFigures } = await import('../bench/mdc-fits');
        figures.push(...mdcFitFigures(extent.simulatorSeconds / 4, extent.repetitions));
        log('Live path …');
        const { livePathFigures } = await import('../bench/live-path');
        figures.push(...(await livePathFigures(scratch, extent.liveSeconds)));
        log('Finished scan …');
        const { finishedScanFigures } = await import('../bench/finished-scan');
        figures.push(...(await finishedScanFigures(scratch, extent.frames)));
        log('Long scan …');
        const { longScanFigures } = await import('../bench/long-scan');
        figures.push(...(await longScanFigures(scratch, extent.points)));
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
