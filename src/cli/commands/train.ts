import { InvalidArgumentError, Option, type Command } from 'commander';
import type { TrainCommandOptions } from '#lab/model-commands';
import { interruption } from '../interruption';
import { positiveInteger, positiveNumber, share, wholeNumber } from '../options';
import { log, printText } from '../terminal';

/** Edge of the network's image; the network halves it several times. */
function imageEdge(text: string): number {
  const value = positiveInteger(text);
  if (value < 32 || value > 512) throw new InvalidArgumentError('Expected 32 to 512 pixels.');
  return value;
}

interface TrainOptions extends Omit<
  TrainCommandOptions,
  | 'peakLearningRate'
  | 'batchSize'
  | 'validateEvery'
  | 'skipEvaluation'
  | 'schedule'
  | 'withoutScales'
> {
  learningRate?: number;
  batch?: number;
  epoch?: number;
  evaluation: boolean;
  schedule?: 'cosine' | 'plateau';
  withoutScales?: true;
}

/** Options that turn the default procedure into another, such as the paper's. */
function addProcedure(command: Command): Command {
  return command
    .addOption(
      new Option('--architecture <name>', 'network to train').choices(['compact', 'resnet50']),
    )
    .option('--input-size <pixels>', 'edge of the image the network sees', imageEdge)
    .option('--batch <number>', 'spectra per step', positiveInteger)
    .option('--dropout <share>', 'share of the dense outputs that training drops', share)
    .addOption(
      new Option(
        '--schedule <name>',
        "course of the learning rate; plateau is the paper's, with early stopping",
      ).choices(['cosine', 'plateau']),
    )
    .option('--l2 <number>', 'L2 penalty on the kernels', positiveNumber)
    .option('--epoch <number>', 'spectra between validations', positiveInteger)
    .addOption(
      new Option(
        '--balance <profile>',
        "draw again where this profile's score is over-represented",
      ).choices(['published', 'alignment']),
    )
    .option('--fixed-set <number>', 'learn from this many spectra over and over', positiveInteger)
    .addOption(
      new Option('--heads <which>', 'total: train the total score alone').choices(['total']),
    )
    .option('--without-scales', 'withhold eV and degrees per pixel');
}

export function addTrain(program: Command): void {
  const command = program
    .command('train')
    .option('--run <name>', 'folder below training-runs/; a stopped run is continued', 'default')
    .option('--samples <number>', 'spectra to learn from', positiveInteger)
    .addOption(
      new Option('--minutes <number>', 'train for this long instead')
        .argParser(positiveNumber)
        .conflicts('samples'),
    )
    .option('--seed <number>', 'seed of the simulated spectra', wholeNumber)
    .option('--learning-rate <number>', 'highest learning rate', positiveNumber)
    .option('--start-from <folder>', 'begin with the weights of another model')
    .option('--workers <number>', 'threads that simulate', positiveInteger)
    .option('--no-evaluation', 'do not evaluate the model at the end')
    .description('trains a network on simulated spectra (needs npm run setup:tensorflow once)');
  addProcedure(command).action(async (options: TrainOptions) => {
    const { learningRate, batch, epoch, evaluation, schedule, ...rest } = options;
    const { trainModel } = await import('#lab/model-commands');
    const { readMeasuredFrames, readRealBands } = await import('#lab/real-bands');
    const { learningCurvePng } = await import('#lab/learning-curve-figure');
    const model = await trainModel({
      ...rest,
      schedule: schedule === 'plateau' ? schedule : undefined,
      peakLearningRate: learningRate,
      batchSize: batch,
      validateEvery: epoch,
      skipEvaluation: !evaluation,
      realBands: await readRealBands(),
      measured: await readMeasuredFrames(),
      drawCurve: learningCurvePng,
      report: log,
      signal: interruption(),
    });
    if (model !== null) printText(model);
  });
}
