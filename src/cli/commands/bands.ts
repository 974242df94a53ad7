import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { bandFamily } from '#core/bands/families';
import { appVersion } from '#host/app-paths';
import { interruption } from '../interruption';
import { positiveInteger, positiveNumber, wholeNumber } from '../options';
import { createProgressLine, printJson, printText } from '../terminal';
import { addBandsFit } from './bands-fit';
import { anyNumber, familyOption, namedValue, toldParameters } from './bands-options';

interface SimulateOptions {
  family: string;
  a: number;
  out: string;
  name: string;
  set: Record<string, number>;
  photonEnergy: number;
  counts: number;
  azimuth: number;
  polar: number;
  tilt: number;
  kz: number;
  seed: number;
}

function addSimulate(bands: Command): void {
  bands
    .command('simulate')
    .addOption(familyOption())
    .requiredOption('--a <ångström>', 'lattice constant', positiveNumber)
    .requiredOption('--out <folder>', 'folder for a map, two cuts and their truth')
    .option('--name <name>', 'first part of the file names', 'simulated')
    .option('--set <name=value>', 'parameter, else a typical one; repeat for each', namedValue, {})
    .option('--photon-energy <eV>', 'photon energy', positiveNumber, 60)
    .option('--counts <number>', 'counts at the brightest pixel of the map', positiveNumber, 100)
    .option('--azimuth <deg>', 'azimuth of the sample', anyNumber, 0)
    .option('--polar <deg>', 'polar angle of normal emission', anyNumber, 0)
    .option('--tilt <deg>', 'angle along the slit of normal emission', anyNumber, 0)
    .option('--kz <rad>', 'phase k_z c, for e_g bands', anyNumber, 0)
    .option('--seed <number>', 'seed of the counting noise', wholeNumber, 1)
    .description('writes a map and cuts of a band model as an analyzer would')
    .action(async (options: SimulateOptions) => {
      const { writeSimulatedBands } = await import('#lab/bands/write-simulated');
      const family = bandFamily(options.family, { kzPhase: options.kz });
      const told = toldParameters(family, options.set);
      const directory = resolve(options.out);
      await mkdir(directory, { recursive: true });
      const progress = createProgressLine('Simulating');
      const names = await writeSimulatedBands(
        directory,
        options.name,
        {
          family,
          parameters: told ?? family.parameters.map(({ typical }) => typical),
          latticeAngstrom: options.a,
          photonEnergyEv: options.photonEnergy,
          peakCounts: options.counts,
          azimuthDeg: options.azimuth,
          polarOffsetDeg: options.polar,
          tiltOffsetDeg: options.tilt,
          seed: options.seed,
        },
        progress.update,
      );
      progress.end();
      printText(names.map((name) => resolve(directory, name)).join('\n'));
    });
}

function addTrain(bands: Command): void {
  bands
    .command('train')
    .addOption(familyOption())
    .requiredOption('--out <folder>', 'folder for weights, card and ONNX file')
    .option('--steps <number>', 'batches of 512 points', positiveInteger, 4000)
    .option('--seed <number>', 'seed of weights and points', wholeNumber, 1)
    .description('trains the network that stands for the spectra of a family')
    .action(async (options: { family: string; out: string; steps: number; seed: number }) => {
      const { trainSurrogate } = await import('#lab/bands/train-surrogate');
      const progress = createProgressLine('Training');
      const card = await trainSurrogate({
        family: options.family,
        directory: resolve(options.out),
        steps: options.steps,
        seed: options.seed,
        appVersion: appVersion(),
        onProgress: progress.update,
        signal: interruption(),
      });
      progress.end();
      printText(
        `${card.family}: R² ${card.rSquared.toFixed(5)} on unseen parameters, ` +
          `${card.trainingSeconds.toFixed(0)} s of processor time`,
      );
    });
}

function addEvaluate(bands: Command): void {
  bands
    .command('evaluate')
    .option('--seeds <number>', 'simulated maps of each row', positiveInteger, 20)
    .option('--json', 'print one JSON document')
    .description('judges the fits on spectra of known truth and on measured maps')
    .action(async ({ seeds, json }: { seeds: number; json?: boolean }) => {
      const { evaluateBands } = await import('#lab/bands/evaluate-bands');
      const { rowsText } = await import('#lab/bands/evaluation-row');
      const progress = createProgressLine('Evaluating, per cent');
      const rows = await evaluateBands(
        { seeds },
        {
          onProgress: (share, part) => progress.update(Math.round(100 * share), 100, part),
          signal: interruption(),
        },
      );
      progress.end();
      if (json) printJson({ seeds, rows });
      else printText(rowsText(rows));
    });
}

export function addBandsCommands(program: Command): void {
  const bands = program.command('bands').description('band models from maps and cuts');
  addBandsFit(bands);
  addSimulate(bands);
  addTrain(bands);
  addEvaluate(bands);
}
