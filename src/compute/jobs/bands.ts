import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { bandFamily } from '#core/bands/families';
import type { FitRequest } from '#core/bands/fit-bands';
import { writeFitFiles } from '#exports/bands/fit-files';
import type { BandFitRequest, BandFitShown } from '#shared/features/bands';
import { fitData, type CompletedFit } from '#lab/bands/fit-files';
import { loadBandData } from '#lab/bands/load-band-data';
import type { JobKind, JobSurroundings } from '../job-kind';

/** Fits a band model to a map and cuts; what came of it is told to the views and kept as files. */
export const bandFitJob: JobKind<BandFitRequest> = {
  describe: ({ map, starts }) => ({
    kind: 'bands',
    label: `Bands of ${basename(map)}`,
    total: starts,
    unit: 'starts',
    cancellable: true,
    pausable: false,
  }),
  async work(request, job, { configuration, threads, onEvent }) {
    const paths = [request.map, ...request.cuts];
    const loaded = [];
    for (const path of paths) {
      loaded.push(await loadBandData(path, { geometry: null, fermiEv: null }));
      await job.turn();
    }
    const completed = await fitData(
      fitRequestOf(request),
      loaded.map(({ data }) => data),
      {
        onAdvice: () => undefined,
        onProgress: (done) => job.progress(done),
        signal: job.signal,
        threads,
      },
    );
    await job.turn();
    const directory = join(
      configuration.dataDirectory,
      'bands',
      `${basename(request.map)}-${Date.now()}`,
    );
    await writeFiles(directory, request, completed, configuration);
    const notes = [...new Set(loaded.flatMap((entry) => entry.notes))];
    const shown = await shownOf(request, completed, directory, notes);
    onEvent({ name: 'bandFit', payload: shown });
    const flaw = completed.answer.misfit.isWrongModel
      ? ', but the model does not fit the data'
      : '';
    return `${shown.agreeing} of ${shown.starts} starts agree${flaw}.`;
  },
};

function fitRequestOf({ family, latticeAngstrom, windowEv, starts }: BandFitRequest): FitRequest {
  return {
    family: bandFamily(family),
    latticeAngstrom,
    fermiEv: null,
    temperatureK: 20,
    energyResolutionEv: 0.02,
    fitsResolution: true,
    angleResolutionDeg: 0.1,
    windowEv,
    share: 'all',
    starts,
    seed: 1,
    guess: null,
    orientation: { azimuthDeg: 0, polarDeg: 0, tiltDeg: 0 },
    fixed: [],
    amplitudeDegree: 4,
    amplitudesOf: 'bands',
  };
}

async function writeFiles(
  directory: string,
  request: BandFitRequest,
  completed: CompletedFit,
  { appVersion }: JobSurroundings['configuration'],
): Promise<void> {
  const sources = await Promise.all(
    [request.map, ...request.cuts].map(async (path) => ({
      path,
      sha256: createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    })),
  );
  const provenance = {
    appVersion,
    exportedAt: new Date().toISOString(),
    sources,
    request: { ...request },
  };
  await writeFitFiles(directory, { ...completed, landscape: null, provenance });
}

async function shownOf(
  { map, latticeAngstrom }: BandFitRequest,
  { answer }: CompletedFit,
  directory: string,
  notes: readonly string[],
): Promise<BandFitShown> {
  const angle = (name: string, value: number, sigma: number) => ({
    name,
    value,
    sigma,
    unit: 'deg',
  });
  const electrons = answer.filling?.electrons ?? null;
  return {
    map,
    family: answer.family,
    latticeAngstrom,
    values: [
      ...[...answer.parameters, ...answer.ratios].map(({ name, value, sigma, unit }) => ({
        name,
        value,
        sigma,
        unit,
      })),
      angle('azimuth', answer.azimuthDeg, answer.azimuthSigmaDeg),
      angle('normal emission, polar', answer.polarOffsetDeg, answer.polarOffsetSigmaDeg),
      angle('normal emission, tilt', answer.tiltOffsetDeg, answer.tiltOffsetSigmaDeg),
      { name: 'electrons a cell', value: electrons, sigma: null, unit: '' },
    ],
    notes: [...notes, ...answer.notes],
    agreeing: answer.starts.agreeing,
    starts: answer.starts.count,
    figure: await readFile(join(directory, 'bands-fit.svg'), 'utf8'),
    directory,
  };
}
