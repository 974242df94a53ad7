import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { bandFamily } from '#core/bands/families';
import type { BandFit } from '#core/bands/fit-report';
import { fitData } from './fit-files';
import { loadBandData } from './load-band-data';
import { projectRoot } from '#model/project-root';
import { requestFor } from './evaluation-cases';

/** What stands beside a map of a known model. */
const truthSchema = z.object({
  family: z.enum(['square', 'hexagonal', 't2g', 'honeycomb', 'eg', 'bilayer']),
  latticeAngstrom: z.number().positive(),
  parametersEv: z.record(z.string(), z.number()),
  azimuthDeg: z.number(),
  polarOffsetDeg: z.number(),
  tiltOffsetDeg: z.number(),
});

/** A known model's fit, as judged. */
export interface KnownSetResult {
  name: string;
  answer: BandFit;
  /** Processor time, the descents' shared by two cores: what it takes where nothing else runs. */
  seconds: number;
  /** Largest error of a hopping over the largest hopping; of μ over μ. */
  hoppingError: number;
  muError: number;
  azimuthErrorDeg: number;
  /** Largest error over its stated error. */
  largestPull: number;
}

/** Folder of measured files and known models, or null where there is none. */
export function sharedDataFolder(): string | null {
  const folder = process.env['SWEETSPOT_REAL_DATA'] ?? join(projectRoot(), '..', 'shared', 'data');
  return existsSync(folder) ? folder : null;
}

/** Fits every set of a folder: `NAME-map.h5`, `NAME-cut*.h5` and `NAME.truth.json`. */
export async function fitKnownSets(
  folder: string,
  listener: { onProgress: (share: number, name: string) => void; signal: AbortSignal },
): Promise<KnownSetResult[]> {
  const files = readdirSync(folder);
  const names = files
    .filter((file) => file.endsWith('.truth.json'))
    .map((file) => file.slice(0, -'.truth.json'.length))
    .sort();
  const results: KnownSetResult[] = [];
  for (const name of names) {
    listener.onProgress(results.length / names.length, name);
    const cuts = files.filter((file) => file.startsWith(`${name}-cut`)).sort();
    results.push(await fitKnownSet(folder, name, [`${name}-map.h5`, ...cuts], listener.signal));
  }
  return results;
}

async function fitKnownSet(
  folder: string,
  name: string,
  files: string[],
  signal: AbortSignal,
): Promise<KnownSetResult> {
  const truth = truthSchema.parse(
    JSON.parse(readFileSync(join(folder, `${name}.truth.json`), 'utf8')),
  );
  const data = [];
  for (const file of files) {
    const loaded = await loadBandData(join(folder, file), { geometry: null, fermiEv: null });
    data.push(loaded.data);
  }
  const family = bandFamily(truth.family);
  const request = {
    ...requestFor({ family: truth.family, latticeAngstrom: truth.latticeAngstrom }),
    starts: 8,
  };
  const { answer, processorSeconds } = await fitData(request, data, {
    onAdvice: () => undefined,
    onProgress: () => undefined,
    signal,
  });
  const truthOf = (parameter: string): number => truth.parametersEv[parameter];
  const largest = Math.max(...family.hoppingNames.map((hopping) => Math.abs(truthOf(hopping))));
  const errorOf = (parameter: string): number => {
    const found = answer.parameters.find((entry) => entry.name === parameter)?.value;
    return typeof found === 'number' ? Math.abs(found - truthOf(parameter)) : Infinity;
  };
  const pulls = answer.parameters.map(({ name: parameter, sigma }) =>
    sigma === null ? Infinity : errorOf(parameter) / sigma,
  );
  return {
    name,
    answer,
    seconds: processorSeconds.descents / 2 + processorSeconds.rest,
    hoppingError: Math.max(...family.hoppingNames.map(errorOf)) / largest,
    muError: errorOf('mu') / Math.abs(truthOf('mu')),
    azimuthErrorDeg: Math.abs(answer.azimuthDeg - truth.azimuthDeg),
    largestPull: Math.max(...pulls),
  };
}
