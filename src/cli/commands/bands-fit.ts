import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { FitRequest } from '#core/bands/fit-bands';
import type { LossLandscape } from '#core/bands/loss-landscape';
import type { CompletedFit } from '#lab/bands/fit-files';
import { appVersion } from '#host/app-paths';
import { SweetSpotError } from '#shared/errors';
import { interruption } from '../interruption';
import { positiveInteger, positiveNumber, wholeNumber } from '../options';
import { anyNumber, familyOption, namedValue, toldFamily, toldParameters } from './bands-options';
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
  hoppings?: string;
  lattice?: 'square' | 'hexagonal';
  free: string[];
  geometry?: 'rotation' | 'deflector' | 'momentum';
  degree: number;
  amplitudes: 'bands' | 'orbitals';
  landscape?: [string, string];
  out?: string;
  threads?: number;
}

/** `t,mu` → two names. */
function twoNames(text: string): [string, string] {
  const match = /^(\w+),(\w+)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('Expected two names, e.g. t,mu.');
  return [match[1], match[2]];
}

const collect = (path: string, known: string[]): string[] => [...known, path];

/** Resolution assumed as a first guess where none is told; it is fitted then. */
const GUESSED_RESOLUTION_EV = 0.02;

export function addBandsFit(bands: Command): void {
  bands
    .command('fit')
    .argument('<map>', 'file with a map: frames over polar, tilt or deflector angle')
    .option('--cut <file>', 'file with a cut; may be repeated', collect, [])
    .addOption(familyOption())
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
    .option('--hoppings <file>', 'table of hoppings, with --family table')
    .option('--free <rx,ry,rz,a,b>', 'entry of the table to fit; repeat for each', collect, [])
    .addOption(
      new Option('--lattice <kind>', 'lattice of the table').choices(['square', 'hexagonal']),
    )
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
    .option('--landscape <name,name>', 'evaluate the loss over two unknowns, e.g. t,mu', twoNames)
    .option('--out <folder>', 'write the fit, its bands and figures there')
    .option('--threads <number>', 'threads; all cores unless told', positiveInteger)
    .option('--json', 'print one JSON document')
    .description('hoppings, orientation and filling from a map and cuts')
    .action(fitCommand);
}

async function fitCommand(map: string, options: FitOptions): Promise<void> {
  const { loadBandData } = await import('#lab/bands/load-band-data');
  const { fitData } = await import('#lab/bands/fit-files');
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
    await requestOf(options, fermiEv),
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
  const landscape = await landscapeOf(completed, options.landscape);
  if (options.out !== undefined) {
    await writeFit(options, [map, ...options.cut], { ...completed, landscape });
  }
  const document = { ...answer, notes: [...notes, ...answer.notes], seconds, landscape };
  if (options.json) printJson(document);
  else {
    const { fitText } = await import('#lab/bands/fit-text');
    printText(fitText(document));
  }
}

async function landscapeOf(
  { prepared, unknowns }: CompletedFit,
  names: [string, string] | undefined,
): Promise<LossLandscape | null> {
  if (names === undefined) return null;
  const { lossLandscape } = await import('#core/bands/loss-landscape');
  const { unknownNames } = await import('#core/bands/fit-bands');
  const landscape = lossLandscape(prepared, unknowns, names);
  if (landscape !== null) return landscape;
  const known = unknownNames(prepared.request.family).join(', ');
  throw new SweetSpotError(
    'invalid-request',
    `Expected two of ${known}; found ${names.join(', ')}.`,
  );
}

async function writeFit(
  options: FitOptions,
  paths: string[],
  completed: CompletedFit & { landscape: LossLandscape | null },
): Promise<void> {
  const { writeFitFiles } = await import('#exports/bands/fit-files');
  const directory = resolve(options.out ?? '.');
  const sources = await Promise.all(
    paths.map(async (path) => ({
      path: resolve(path),
      sha256: createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    })),
  );
  const names = await writeFitFiles(directory, {
    ...completed,
    provenance: {
      appVersion: appVersion(),
      exportedAt: new Date().toISOString(),
      sources,
      request: { ...options, cut: undefined, out: undefined, json: undefined },
    },
  });
  log(`Written to ${directory}: ${names.join(', ')}`);
}

async function requestOf(options: FitOptions, fermiEv: number | null): Promise<FitRequest> {
  const family = await toldFamily(options);
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
    guess: toldParameters(family, options.guess),
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
