import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { appPaths } from '#host/app-paths';
import { interruption } from '../interruption';
import { positiveInteger } from '../options';
import { createProgressLine, printJson, printText } from '../terminal';
import { addTrain } from './train';

interface EvaluateOptions {
  model?: string;
  json?: boolean;
  quick?: boolean;
  record?: boolean;
  real?: boolean;
  workers?: number;
}

function addEvaluate(program: Command): void {
  program
    .command('evaluate')
    .option('--model <folder>', 'model to judge; the shipped one unless told otherwise')
    .option('--json', 'print one JSON document')
    .option('--quick', 'a few spectra of every set: shows that it works, not how good the model is')
    .addOption(
      new Option('--record', 'put the figures into the model card').conflicts(['quick', 'real']),
    )
    .option('--real', 'the sets of measured spectra alone')
    .option('--workers <number>', 'threads that simulate', positiveInteger)
    .description('judges a model on the fixed test sets')
    .action(async (options: EvaluateOptions) => {
      const progress = createProgressLine('Evaluating, per cent');
      const { evaluateCommand } = await import('#lab/model-commands');
      const { FULL_EVALUATION, QUICK_EVALUATION } = await import('#lab/evaluation/evaluate');
      const { readMeasuredFrames, readRealBands } = await import('#lab/real-bands');
      const evaluation = await evaluateCommand({
        modelDirectory: resolve(options.model ?? appPaths().modelDirectory),
        sizes: options.quick ? QUICK_EVALUATION : FULL_EVALUATION,
        realBands: await readRealBands(),
        measured: await readMeasuredFrames(),
        onlyMeasured: options.real,
        workers: options.workers,
        record: options.record,
        onProgress: ({ share, part }) => progress.update(Math.round(100 * share), 100, part),
        signal: interruption(),
        report: (line) => {
          if (!options.json) printText(line);
        },
      });
      progress.end();
      if (options.json) printJson(evaluation);
    });
}

function addModelInfo(model: Command): void {
  model
    .command('info')
    .option('--model <folder>', 'model folder; the shipped one unless told otherwise')
    .option('--json', 'print one JSON document')
    .description('what a model was trained on and how it was judged')
    .action(async (options: { model?: string; json?: boolean }) => {
      const directory = resolve(options.model ?? appPaths().modelDirectory);
      const { describeModel } = await import('#lab/model-commands');
      const { card, lines } = await describeModel(directory);
      if (options.json) printJson(card);
      else printText(lines.join('\n'));
    });
}

function addCalibrate(model: Command): void {
  model
    .command('calibrate')
    .requiredOption('--model <folder>', 'model folder; its weights are changed in place')
    .option('--spectra <number>', 'validation spectra of each label profile', positiveInteger, 800)
    .option('--workers <number>', 'threads that simulate', positiveInteger, 2)
    .description('makes the probabilities of a trained model as sure as they are right')
    .action(async (options: { model: string; spectra: number; workers: number }) => {
      const progress = createProgressLine('Simulating');
      const { calibrateModel } = await import('#lab/calibrate-model');
      const { createSampleSource } = await import('#lab/training/sample-source');
      const { loadNativeTensorflow, loadPlainTensorflow } = await import('#model/tensorflow');
      const native = loadNativeTensorflow();
      const source = createSampleSource(options.workers);
      try {
        const { temperatures } = await calibrateModel({
          tf: native.available ? native.tf : await loadPlainTensorflow(),
          modelDirectory: resolve(options.model),
          source,
          spectra: options.spectra,
          onProgress: (done) => progress.update(done, 2 * options.spectra),
          signal: interruption(),
        });
        progress.end();
        for (const [name, value] of Object.entries(temperatures)) {
          printText(`${name}: logits divided by ${value.toFixed(3)}`);
        }
      } finally {
        await source.dispose();
      }
    });
}

function addAblation(model: Command): void {
  model
    .command('ablation')
    .argument('<file>', 'what npm run ablations wrote')
    .option('--model <folder>', 'model folder; the shipped one unless told otherwise')
    .description('puts the figures of an ablation into a model card')
    .action(async (file: string, options: { model?: string }) => {
      const { recordAblation } = await import('#lab/model-commands');
      await recordAblation(resolve(options.model ?? appPaths().modelDirectory), resolve(file));
    });
}

export function addModelCommands(program: Command): void {
  addTrain(program);
  addEvaluate(program);
  const model = program.command('model').description('the shipped model, or another');
  addModelInfo(model);
  addCalibrate(model);
  addAblation(model);
}
