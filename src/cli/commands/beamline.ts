import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { beamlineFormats, beamlineScenes, type BeamlineRequest } from '#shared/features/beamline';
import { positiveNumber, rasterSize, wholeNumber } from '../options';
import { createProgressLine, log } from '../terminal';

interface BeamlineOptions {
  scenario: BeamlineRequest['scene'];
  format: BeamlineRequest['format'];
  rate: number;
  size: { columns: number; rows: number };
  seed: number;
}

export function addBeamlineCommand(program: Command): void {
  program
    .command('beamline')
    .argument('<folder>', 'where the simulated analyzer writes')
    .addOption(
      new Option('--scenario <name>', 'sample surface').choices(beamlineScenes).default('bi2se3'),
    )
    .addOption(
      new Option('--format <name>', 'how the scan reaches the disk')
        .choices(beamlineFormats)
        .default('file-per-point'),
    )
    .option('--rate <points/s>', 'spectra per second', positiveNumber, 5)
    .option('--size <COLUMNSxROWS>', 'raster', rasterSize, { columns: 21, rows: 15 })
    .option('--seed <number>', 'same seed, same sample', wholeNumber, 1)
    .description('the simulated beamline: writes a scan as a real analyzer would')
    .action(async (folder: string, options: BeamlineOptions) => {
      const directory = resolve(folder);
      await mkdir(directory, { recursive: true });
      const stop = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => stop.abort());
      }
      const { runBeamline } = await import('#beamline/run-beamline');
      const progress = createProgressLine('Measured');
      await runBeamline({
        folder: directory,
        scene: options.scenario,
        format: options.format,
        pointsPerSecond: options.rate,
        ...options.size,
        seed: options.seed,
        signal: stop.signal,
        onProgress: (written, total) => progress.update(written, total),
      });
      progress.end();
      log(stop.signal.aborted ? 'Stopped.' : `Scan complete in ${directory}`);
    });
}
