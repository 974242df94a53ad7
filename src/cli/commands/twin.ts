import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Derivation } from '#core/twin/derived';
import type { ScanTable } from '#core/twin/table/scan-table';
import type { TableTwin } from '#core/twin/table-twin';
import { SweetSpotError } from '#shared/errors';
import { interruption } from '../interruption';
import { positiveNumber, wholeNumber } from '../options';
import { createProgressLine, log, printJson, printText } from '../terminal';

interface TableOptions {
  x?: string;
  y?: string;
  value?: string;
  lineTolerance: number;
  lines?: number[];
}

interface FitOptions extends TableOptions {
  out?: string;
  choose?: string;
  check?: string;
  derive?: 'entropy-change' | 'integral-across';
  to?: number;
  fieldUnit: 'Oe' | 'T';
  mass?: number;
  secondsPerPoint?: number;
  trials: number;
  figure?: string;
  json?: boolean;
}

/** `1,2.5,4` → numbers. */
function numberList(text: string): number[] {
  const numbers = text.split(',').map((one) => (one.trim() === '' ? NaN : Number(one)));
  if (numbers.every(Number.isFinite)) return numbers;
  throw new InvalidArgumentError('Expected numbers parted by commas, e.g. 1,2.5,4.');
}

const MOST_PLACES = 100_000;
/** Networks whose mean is one prediction. */
const ENSEMBLE_SIZE = 4;

/** `MIN:MAX:STEP`, or places parted by commas. */
function placesOf(text: string): Float64Array {
  const range = text.split(':');
  if (range.length === 1) return Float64Array.from(numberList(text)).sort();
  const [from, to, step] = range.map((one) => (one.trim() === '' ? NaN : Number(one)));
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (range.length !== 3 || !(step > 0) || !(to >= from) || !(count <= MOST_PLACES)) {
    throw new InvalidArgumentError(
      `Expected MIN:MAX:STEP with at most ${MOST_PLACES} places, or places parted by commas.`,
    );
  }
  return Float64Array.from({ length: count }, (_, i) => from + i * step);
}

function tolerance(text: string): number {
  const value = Number(text);
  if (!(value >= 0)) throw new InvalidArgumentError('Expected a number, 0 or above.');
  return value;
}

function withTableOptions(command: Command): Command {
  return command
    .option('--x <column>', 'axis along a line; the first column of numbers unless told')
    .option('--y <column>', 'axis from line to line; the next one unless told')
    .option('--value <column>', 'what was measured; the next one unless told')
    .option('--line-tolerance <distance>', 'rows this near on --y are one line', tolerance, 0)
    .option('--lines <list>', 'learn from these lines only, parted by commas', numberList);
}

async function readTable(path: string, options: TableOptions) {
  const { valueTable } = await import('#formats/value-table');
  const { scanTable } = await import('#core/twin/table/scan-table');
  const text = await readFile(resolve(path), 'utf8').catch((cause: unknown) => {
    throw new SweetSpotError('not-found', `A table was expected at ${path}.`, { cause });
  });
  const { x, y, value, remarks } = valueTable(text, options);
  const all = scanTable({ x: x.values, y: y.values, value: value.values }, options.lineTolerance);
  const column = ({ name, unit }: typeof x) => ({ name, unit });
  const columns = { x: column(x), y: column(y), value: column(value) };
  return { table: onlyLines(all, options.lines), columns, remarks };
}

function onlyLines(table: ScanTable, wanted: number[] | undefined): ScanTable {
  if (wanted === undefined) return table;
  const lines = table.lines.filter(({ at }) => wanted.includes(at));
  if (lines.length === new Set(wanted).size && lines.length > 1) return { ...table, lines };
  throw new SweetSpotError(
    'invalid-request',
    `Of the lines asked for, ${lines.length} are there; at least two are needed, and all of them.`,
    { hint: `Lines: ${table.lines.map(({ at }) => at).join(', ')}` },
  );
}

function derivationFor(table: ScanTable, options: FitOptions): Derivation | null {
  const to = options.to ?? table.lines[table.lines.length - 1].at;
  const units = {
    teslaPerUnit: options.fieldUnit === 'Oe' ? 1e-4 : 1,
    emuPerUnit: 1,
    massMg: options.mass ?? null,
  };
  switch (options.derive) {
    case undefined:
      return null;
    case 'entropy-change':
      return { kind: options.derive, to, units };
    case 'integral-across':
      return { kind: options.derive, to };
  }
}

/** Name and unit of what is derived. */
function derivedName(derivation: Derivation | null): string {
  if (derivation?.kind !== 'entropy-change') return 'integral';
  return derivation.units.massMg === null ? '|ΔS| (mJ/K)' : '|ΔS| (J/(kg K))';
}

async function fitted(path: string, options: FitOptions) {
  const { classicalCandidates } = await import('#core/twin/candidates/classical');
  const { fitTableTwin } = await import('#core/twin/table-twin');
  const read = await readTable(path, options);
  const signal = interruption();
  const networks = options.trials === 0 ? null : await triedNetworks(read.table, options, signal);
  const progress = createProgressLine('Left-out lines');
  const twin = fitTableTwin(read.table, classicalCandidates(), {
    choice: options.choose,
    trained: networks?.trained,
    onProgress: (done, total) => progress.update(done, total),
    signal,
  });
  progress.end();
  return { ...read, twin, networks };
}

async function triedNetworks(table: ScanTable, options: FitOptions, signal: AbortSignal) {
  const { tryNetworks } = await import('../twin-networks');
  const folder = options.out === undefined ? null : resolve(options.out);
  return tryNetworks(table, { trials: options.trials, size: ENSEMBLE_SIZE, folder, signal });
}

async function fit(path: string, options: FitOptions): Promise<void> {
  const { describeTwin, writeTwinFolder } = await import('#exports/twin/twin-folder');
  const { twinText } = await import('#exports/twin/twin-text');
  const { twin, columns, remarks, networks } = await fitted(path, options);
  const about = describeTwin(twin, { columns, lineTolerance: options.lineTolerance, remarks });
  const { adviseStep } = await import('#core/twin/step-advice');
  const derivation = derivationFor(twin.table, options);
  const { to, secondsPerPoint } = options;
  const steps = adviseStep(twin, { derivation, to, secondsPerPoint });
  const check = options.check === undefined ? null : await checkAgainst(twin, options);
  if (options.out !== undefined) {
    await writeTwinFolder(resolve(options.out), twin, about, steps, networks?.files);
    log(`Wrote ${resolve(options.out)}`);
  }
  if (options.figure !== undefined) {
    const { twinFigureSvg } = await import('#exports/twin/twin-figure');
    const { figurePng } = await import('#exports/figure-png');
    const { default: writeFileAtomic } = await import('write-file-atomic');
    const svg = twinFigureSvg(twin, {
      title: basename(path),
      columns,
      derivation,
      derivedName: derivedName(derivation),
      step: steps.advised,
    });
    const file = resolve(options.figure);
    await writeFileAtomic(file, file.endsWith('.svg') ? svg : await figurePng(svg));
    log(`Wrote ${file}`);
  }
  if (options.json) printJson({ ...about, steps, check, networks: networks?.summary ?? null });
  else printText(twinText(about, steps, check));
}

async function checkAgainst(twin: TableTwin, options: FitOptions) {
  const { checkTable } = await import('#core/twin/check-table');
  const { table } = await readTable(options.check ?? '', { ...options, lines: undefined });
  return checkTable(twin, table);
}

function addFit(twin: Command, name: string, isDefault: boolean): void {
  withTableOptions(
    twin
      .command(name, { isDefault })
      .argument('<table>', 'CSV or TSV of two axes and a value, with a heading'),
  )
    .option('--out <folder>', 'write the twin into this folder')
    .option('--choose <name>', 'predict in this way; the best on left-out lines unless told')
    .option('--check <table>', 'compare with this table, which is not learned from')
    .addOption(
      new Option('--derive <quantity>', 'what the step has to be fine enough for').choices([
        'entropy-change',
        'integral-across',
      ]),
    )
    .option('--to <value>', 'integrate up to here; the last line unless told', Number)
    .addOption(
      new Option('--field-unit <unit>', 'unit of --y, for the entropy change')
        .choices(['Oe', 'T'])
        .default('Oe'),
    )
    .option('--mass <mg>', 'mass of the sample, for J/(kg K) of values in emu', positiveNumber)
    .option('--trials <number>', 'networks to try; 0 for none', wholeNumber, 0)
    .option('--seconds-per-point <s>', 'time that a point takes', positiveNumber)
    .option('--figure <file>', 'draw the twin into this PNG or SVG')
    .option('--json', 'print one JSON document')
    .description('learns a table: which way of predicting is best, where it fails, how fine a step')
    .action(fit);
}

function addSimulate(twin: Command): void {
  twin
    .command('simulate')
    .argument('<folder>', 'twin that `twin fit` wrote')
    .requiredOption('--x <places>', 'MIN:MAX:STEP or a list, along a line', placesOf)
    .requiredOption('--y <places>', 'MIN:MAX:STEP or a list, from line to line', placesOf)
    .requiredOption('--out <file>', 'CSV to write')
    .option('--extrapolate', 'hold the nearest learned value outside the learned range')
    .option('--json', 'print one JSON document')
    .description('simulates a scan within the learned range; every value is marked as simulated')
    .action(
      async (
        folder: string,
        options: {
          x: Float64Array;
          y: Float64Array;
          out: string;
          extrapolate?: boolean;
          json?: boolean;
        },
      ) => {
        const { openTwinFolder } = await import('#exports/twin/twin-folder');
        const { simulatedTable } = await import('#exports/twin/simulated-csv');
        const { default: writeFileAtomic } = await import('write-file-atomic');
        const { trainedCandidates } = await import('../twin-networks');
        const trained = await trainedCandidates(resolve(folder));
        const { about, predictor } = await openTwinFolder(resolve(folder), trained);
        const { csv, ...counts } = simulatedTable(
          predictor,
          about.columns,
          options,
          options.extrapolate ?? false,
        );
        await writeFileAtomic(resolve(options.out), csv);
        if (options.json) printJson({ file: resolve(options.out), ...counts });
        else printText(`${options.out}: ${counts.values} simulated values`);
      },
    );
}

function addEvaluate(twin: Command): void {
  twin
    .command('evaluate')
    .option('--quick', 'few scenes and no networks: shows that it works')
    .option('--json', 'print one JSON document')
    .description('measures the twin on published scans and on simulated samples')
    .action(async (options: { quick?: boolean; json?: boolean }) => {
      const { evaluateTwin } = await import('#lab/twin/evaluate');
      const { figureLine } = await import('#lab/evaluation/figure-row');
      const progress = createProgressLine('Evaluating');
      const evaluation = await evaluateTwin({
        quick: options.quick ?? false,
        onProgress: (done, total, part) => progress.update(done, total, part),
        signal: interruption(),
      });
      progress.end();
      for (const remark of evaluation.remarks) log(remark);
      if (options.json) printJson({ rows: evaluation.rows });
      else printText(evaluation.rows.map(figureLine).join('\n'));
    });
}

export function addTwinCommands(program: Command): void {
  const twin = program
    .command('twin')
    .description('twin of a scan over two axes: what lies between lines, and how fine to measure');
  addFit(twin, 'fit', true);
  addSimulate(twin);
  addEvaluate(twin);
}
