import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { BandFamily } from '#core/bands/band-family';
import { bandFamily, FAMILY_NAMES } from '#core/bands/families';
import type { FitRequest } from '#core/bands/fit-bands';
import { SweetSpotError } from '#shared/errors';
import { interruption } from '../interruption';
import { positiveInteger, positiveNumber, wholeNumber } from '../options';
import { createProgressLine, log, printJson, printText } from '../terminal';

interface FitOptions {
  cut: string[];
  family: string;
  a: number;
  json?: boolean;
  fermi?: number;
  photonEnergy?: number;
  workFunction: number;
  temperature: number;
  energyResolution?: number;
  angleResolution: number;
  window: number;
  share: FitRequest['share'];
  starts: number;
  seed: number;
  guess: Record<string, number>;
  azimuth?: number;
  polar?: number;
  tilt?: number;
  kz: number;
  geometry?: 'rotation' | 'deflector' | 'momentum';
  degree: number;
  amplitudes: 'bands' | 'orbitals';
  out?: string;
  threads?: number;
}

/** Name and value as `t=0.16`, collected over repeated options. */
function namedValue(text: string, known: Record<string, number>): Record<string, number> {
  const match = /^(\w+)=(-?[\d.]+(?:e-?\d+)?)$/i.exec(text);
  if (match === null) throw new InvalidArgumentError('Expected NAME=VALUE, e.g. t=0.16.');
  return { ...known, [match[1]]: Number(match[2]) };
}

function anyNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new InvalidArgumentError('Expected a number.');
  }
  return value;
}

const collect = (path: string, known: string[]): string[] => [...known, path];

/** Resolution assumed as a first guess where none is told; it is fitted then. */
const GUESSED_RESOLUTION_EV = 0.02;

function addFit(bands: Command): void {
  bands
    .command('fit')
    .argument('<map>', 'file with a map: frames over polar, tilt or deflector angle')
    .option('--cut <file>', 'file with a cut; may be repeated', collect, [])
    .addOption(
      new Option('--family <name>', 'family of band models')
        .choices(FAMILY_NAMES)
        .makeOptionMandatory(),
    )
    .requiredOption('--a <ångström>', 'lattice constant', positiveNumber)
    .option(
      '--fermi <eV>',
      'kinetic energy at the Fermi level; found from the edge',
      positiveNumber,
    )
    .option('--photon-energy <eV>', 'for files without kinetic energies', positiveNumber)
    .option('--work-function <eV>', 'of the analyzer, with --photon-energy', positiveNumber, 4.5)
    .option('--temperature <kelvin>', 'of the sample', positiveNumber, 20)
    .option('--energy-resolution <eV>', 'FWHM; fitted unless told', positiveNumber)
    .option('--angle-resolution <deg>', 'FWHM along the slit', positiveNumber, 0.1)
    .option('--window <eV>', 'how deep below the Fermi level the fit looks', positiveNumber, 0.1)
    .addOption(
      new Option('--share <which>', 'part of the map to use')
        .choices(['all', 'quadrant', 'random-quarter'])
        .default('all'),
    )
    .option('--starts <number>', 'descents from random starts', positiveInteger, 8)
    .option('--seed <number>', 'seed of the starts', wholeNumber, 1)
    .option(
      '--guess <name=value>',
      'parameter near which to start; repeat for each',
      namedValue,
      {},
    )
    .option('--azimuth <deg>', 'first guess of the azimuth', anyNumber)
    .option('--polar <deg>', 'first guess of where normal emission is', anyNumber)
    .option('--tilt <deg>', 'first guess of where normal emission is along the slit', anyNumber)
    .option('--kz <rad>', 'phase k_z c, for e_g bands', anyNumber, 0)
    .addOption(
      new Option('--geometry <kind>', 'how the map was made; by the motor unless told').choices([
        'rotation',
        'deflector',
        'momentum',
      ]),
    )
    .option('--degree <number>', 'degree of the smooth amplitudes', wholeNumber, 4)
    .addOption(
      new Option('--amplitudes <of>', 'what has an amplitude of its own')
        .choices(['bands', 'orbitals'])
        .default('bands'),
    )
    .option('--out <folder>', 'write the fit, its bands and figures there')
    .option('--threads <number>', 'threads; all cores unless told', positiveInteger)
    .option('--json', 'print one JSON document')
    .description('hoppings, orientation and filling from a map and cuts')
    .action(fitCommand);
}

async function fitCommand(map: string, options: FitOptions): Promise<void> {
  const { loadBandData } = await import('#compute/bands/load-band-data');
  const { fitData } = await import('#compute/bands/fit-files');
  const fermiEv =
    options.fermi ??
    (options.photonEnergy === undefined ? null : options.photonEnergy - options.workFunction);
  const loaded = [];
  for (const path of [map, ...options.cut].map((file) => resolve(file))) {
    loaded.push(await loadBandData(path, { geometry: options.geometry ?? null, fermiEv }));
  }
  const notes = [...new Set(loaded.flatMap((entry) => entry.notes))];
  const progress = createProgressLine('Starts');
  const completed = await fitData(
    requestOf(options, fermiEv),
    loaded.map(({ data }) => data),
    {
      onAdvice: log,
      onProgress: (done, total) => progress.update(done, total),
      signal: interruption(),
      threads: options.threads,
    },
  );
  progress.end();
  const { answer, seconds } = completed;
  const document = { ...answer, notes: [...notes, ...answer.notes], seconds };
  if (options.json) printJson(document);
  else {
    const { fitText } = await import('#compute/bands/fit-text');
    printText(fitText(document));
  }
}

function requestOf(options: FitOptions, fermiEv: number | null): FitRequest {
  const family = bandFamily(options.family, { kzPhase: options.kz });
  return {
    family,
    latticeAngstrom: options.a,
    fermiEv,
    temperatureK: options.temperature,
    energyResolutionEv: options.energyResolution ?? GUESSED_RESOLUTION_EV,
    fitsResolution: options.energyResolution === undefined,
    angleResolutionDeg: options.angleResolution,
    windowEv: options.window,
    share: options.share,
    starts: options.starts,
    seed: options.seed,
    guess: guessOf(family, options.guess),
    orientation: {
      azimuthDeg: options.azimuth ?? 0,
      polarDeg: options.polar ?? 0,
      tiltDeg: options.tilt ?? 0,
    },
    fixed: [],
    amplitudeDegree: options.degree,
    amplitudesOf: options.amplitudes,
  };
}

/** Values to start near, in the family's order; what is not told is its typical value. */
function guessOf(family: BandFamily, told: Record<string, number>): number[] | null {
  const names = family.parameters.map(({ name }) => name);
  const unknown = Object.keys(told).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new SweetSpotError(
      'invalid-request',
      `Expected a parameter of ${family.id}, one of ${names.join(', ')}; found ${unknown}.`,
    );
  }
  if (Object.keys(told).length === 0) return null;
  return family.parameters.map(({ name, typical }) => told[name] ?? typical);
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
  addFit(bands);
  addEvaluate(bands);
}
