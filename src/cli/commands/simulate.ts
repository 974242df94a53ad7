import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { labelStatistics, type LabelStatistics } from '#core/quality/label-statistics';
import { LABEL_PROFILES, type ProfileName } from '#core/quality/profiles';
import { parseBandTable, type BandTable } from '#core/simulate/band-table';
import { DISTRIBUTION_NAMES, type DistributionName } from '#core/simulate/distributions';
import { labelOfRow } from '#lab/dataset/labelled-rows';
import { SweetSpotError } from '#shared/errors';
import { interruption } from '../interruption';
import { imageSize, positiveInteger, wholeNumber } from '../options';
import { createProgressLine, printJson, printText } from '../terminal';

const distributionOption = () =>
  new Option('--distribution <name>', 'law that the spectra are drawn from')
    .choices(DISTRIBUTION_NAMES)
    .default('alignment');
const sizeOption = (size: string) =>
  new Option('--size <energies>x<angles>', 'pixels of each spectrum')
    .argParser(imageSize)
    .default(imageSize(size), size);

/** Reads a table of bands; `not-found` where there is no such file. */
async function readBandTable(path: string, isPeriodic: boolean): Promise<BandTable> {
  const csv = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new SweetSpotError('not-found', `A table of bands was expected at ${path}.`, { cause });
  });
  return parseBandTable(csv, { isPeriodic });
}

function addSimulate(program: Command): void {
  program
    .command('simulate')
    .requiredOption('--count <number>', 'spectra to write', positiveInteger)
    .requiredOption('--out <file>', 'HDF5 file to create')
    .option('--seed <number>', 'seed of all spectra', wholeNumber, 1)
    .addOption(distributionOption())
    .addOption(sizeOption('128x128'))
    .option('--bands <file>', 'CSV table of bands (kx, ky, one column a band) to draw instead')
    .option('--periodic', 'the table covers one period and repeats')
    .option('--workers <number>', 'threads that simulate; all cores unless told', positiveInteger)
    .description('writes a data set of simulated spectra with their parameters and labels')
    .action(
      async (options: {
        count: number;
        out: string;
        seed: number;
        distribution: DistributionName;
        size: { energyCount: number; angleCount: number };
        bands?: string;
        periodic?: boolean;
        workers?: number;
      }) => {
        const path = resolve(options.out);
        const bands =
          options.bands === undefined
            ? null
            : await readBandTable(resolve(options.bands), options.periodic ?? false);
        const progress = createProgressLine('Simulating');
        const startedAt = performance.now();
        const { writeDataset } = await import('#lab/dataset/write-dataset');
        await writeDataset({
          path,
          rowCount: options.count,
          seed: options.seed,
          distribution: options.distribution,
          sampling: options.size,
          bands,
          threadCount: options.workers ?? availableParallelism(),
          onProgress: (done) => progress.update(done, options.count),
          signal: interruption(),
        });
        progress.end();
        const rate = (1000 * options.count) / (performance.now() - startedAt);
        printText(`${path}: ${options.count} spectra, ${rate.toFixed(0)} a second`);
      },
    );
}

function addLabels(program: Command): void {
  program
    .command('labels')
    .addOption(distributionOption())
    .addOption(
      new Option('--profile <name>', 'how the labels are made')
        .choices(Object.keys(LABEL_PROFILES))
        .default('alignment'),
    )
    .option('--count <number>', 'spectra to label', positiveInteger, 2000)
    .option('--seed <number>', 'seed of the spectra', wholeNumber, 1)
    .addOption(sizeOption('96x96'))
    .option('--json', 'print one JSON document')
    .description('how the scores of a distribution are spread, and which component decides them')
    .action(
      (options: {
        distribution: DistributionName;
        profile: ProfileName;
        count: number;
        seed: number;
        size: { energyCount: number; angleCount: number };
        json?: boolean;
      }) => {
        const { distribution, profile, count, seed, size } = options;
        const progress = createProgressLine('Labelling');
        const labels = Array.from({ length: count }, (_, row) => {
          progress.update(row + 1, count);
          return labelOfRow({ distribution, seed, sampling: size, bands: null }, row, profile);
        });
        progress.end();
        const statistics = labelStatistics(labels);
        if (options.json) printJson({ distribution, profile, seed, ...statistics });
        else printText(statisticsText(distribution, profile, statistics));
      },
    );
}

const WIDEST_BAR = 40;

function statisticsText(
  distribution: DistributionName,
  profile: ProfileName,
  statistics: LabelStatistics,
): string {
  const { count, histogram, mean, median, standardDeviation } = statistics;
  const largest = Math.max(...histogram);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`.padStart(7);
  const bins = histogram.map((spectra, bin) => {
    const name = bin === 10 ? '10' : `${bin}–${bin + 1}`;
    const bar = '█'.repeat(Math.round((WIDEST_BAR * spectra) / largest));
    return `${name.padStart(5)} ${percent(spectra / count)}  ${bar}`;
  });
  const explained = statistics.varianceExplained;
  return [
    `${count} spectra of ${distribution}, labelled by ${profile}`,
    ...bins,
    `Mean ${mean.toFixed(2)}, median ${median.toFixed(2)}, ` +
      `standard deviation ${standardDeviation.toFixed(2)}`,
    `Error of always predicting the median: ${statistics.medianPredictorError.toFixed(2)}`,
    'Share of the variance that each component explains alone:',
    `  sharpness            ${percent(explained.sharpness)}`,
    `  signal to background ${percent(explained.signalToBackground)}`,
    `  counts               ${percent(explained.counts)}`,
    `  missing feature      ${percent(explained.feature)}`,
    `  B + N ≤ 0.5          ${percent(explained.combined)}`,
  ].join('\n');
}

export function addSimulateCommands(program: Command): void {
  addSimulate(program);
  addLabels(program);
}
