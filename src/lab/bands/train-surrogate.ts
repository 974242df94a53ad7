import { bandFamily } from '#core/bands/families';
import { SurrogateTraining, surrogateScore } from '#core/bands/surrogate';
import { createRandom } from '#core/simulate/random';
import { SweetSpotError } from '#shared/errors';
import { writeSurrogate, type SurrogateCard } from './surrogate-files';

export interface SurrogateTrainingRequest {
  family: string;
  directory: string;
  steps: number;
  seed: number;
  appVersion: string;
  onProgress: (done: number, total: number) => void;
  signal: AbortSignal;
}

/** Steps between two looks at the signal. */
const CHUNK = 20;
const TEST_POINTS = 20_000;

/** Trains the surrogate of a family from its own spectra and writes it. Throws `cancelled`. */
export async function trainSurrogate(request: SurrogateTrainingRequest): Promise<SurrogateCard> {
  const { family, directory, steps, seed, appVersion, onProgress, signal } = request;
  const started = process.cpuUsage();
  const training = new SurrogateTraining(bandFamily(family), createRandom(seed), steps);
  let done = 0;
  while (training.advance(CHUNK)) {
    done += CHUNK;
    onProgress(Math.min(done, steps), steps);
    await new Promise<void>((resume) => setImmediate(resume));
    if (signal.aborted) throw new SweetSpotError('cancelled', 'The training was cancelled.');
  }
  const { user, system } = process.cpuUsage(started);
  const card: SurrogateCard = {
    version: 1,
    family,
    steps,
    seed,
    rSquared: surrogateScore(training.surrogate, createRandom(seed).fork(7), TEST_POINTS),
    trainingSeconds: (user + system) / 1e6,
    trainedAt: new Date().toISOString(),
    appVersion,
  };
  await writeSurrogate(directory, training.surrogate, card);
  return card;
}
