import {
  benchmarkParts,
  benchmarkScore,
  proposeBackgroundThreshold,
  type BenchmarkPoint,
} from '#core/benchmark/bms';
import { proposeMdcWindow } from '#core/benchmark/mdc';
import { analyseMap } from '#core/map/best-spots';
import type { LabelProfile } from '#core/quality/profiles';
import { summariseScore } from '#core/quality/score-distribution';
import { createRandom } from '#core/simulate/random';
import { rasterPositions } from '#core/simulate/raster';
import { simulateSpectrum } from '#core/simulate/spectrum';
import type { QualityModel } from '#model/quality-model';
import { spearman } from '../evaluation/statistics';
import { prepareSpectrum, PUBLISHED_CALIBRATION, spectrumScalars } from '#model/preprocess';
import type { Spectrum } from '#shared/spectrum';
import { knownScene, trueScoreAt, type KnownScene, type SceneVariant } from './scene-variants';

const STEP_UM = 10;
const SAMPLING = { energyCount: 160, angleCount: 160 };
/** Spectra simulated while the network works on as many. */
const BATCH = 16;

/** How well a map of scores agrees with the truth. */
export interface MapFigures {
  /** Spearman's ρ with the true scores; NaN where all places are equally good. */
  correlation: number;
  /** True score lost at the best spot the map names; all of it where it names none. */
  regret: number;
}

export interface SceneFigures {
  mls: MapFigures;
  bms: MapFigures;
  /** Highest true score of any point. */
  best: number;
  /** Points with a true score above 3, and how many of them got no MDC fit. */
  goodPoints: number;
  goodPointsWithoutFit: number;
}

export interface SceneRequest {
  variant: SceneVariant;
  seed: number;
  /** Points along each side of the map. */
  side: number;
  profile: LabelProfile;
  engine: QualityModel;
  onPoints(count: number): void;
  signal?: AbortSignal;
}

/** Measures a scene, scores it by the network and by the benchmark, and compares both with the truth. */
export async function judgeScene(request: SceneRequest): Promise<SceneFigures> {
  const { variant, seed, side, profile } = request;
  const known = knownScene(variant, seed, side * STEP_UM);
  const places = rasterPositions({
    kind: 'line',
    columns: side,
    rows: side,
    stepUm: STEP_UM,
    origin: { xUm: STEP_UM / 2, yUm: STEP_UM / 2 },
    seed: 0,
  });
  const x = places.map(({ xUm }) => xUm);
  const y = places.map(({ yUm }) => yUm);
  const { spectra, scores, uncertainties } = await measured(request, known, x, y);
  const truth = x.map((_, i) => trueScoreAt(known, profile, x[i], y[i]));
  const { points, benchmark } = benchmarkOf(spectra, scores, profile);
  const best = Math.max(...truth);
  const figuresOf = (score: readonly number[], uncertainty: readonly number[]): MapFigures => {
    const { search } = analyseMap(
      { ids: score.map((_, i) => i), x, y, score, uncertainty },
      { delta: 1, beamFwhm: null, repeatedPoints: 'latest' },
    );
    const found =
      search.kind === 'none'
        ? 0
        : trueScoreAt(known, profile, search.spots[0].x, search.spots[0].y);
    // A place between the points may even be better than all of them.
    const correlation = best > Math.min(...truth) ? spearman(score, truth) : NaN;
    return { correlation, regret: Math.max(0, best - found) };
  };
  const good = truth.map((score, i) => ({ score, i })).filter(({ score }) => score > 3);
  return {
    mls: figuresOf(scores, uncertainties),
    bms: figuresOf(
      benchmark,
      benchmark.map(() => 0),
    ),
    best,
    goodPoints: good.length,
    goodPointsWithoutFit: good.filter(({ i }) => points[i].fwhm === null).length,
  };
}

/** Spectra of all places with their MLS: the network works on one batch while the next is simulated. */
async function measured(
  { engine, profile, seed, onPoints, signal }: SceneRequest,
  known: KnownScene,
  x: readonly number[],
  y: readonly number[],
) {
  const { inputSize } = engine.card.architecture;
  const random = createRandom(seed).fork(2);
  const spectra: Spectrum[] = [];
  const scores: number[] = [];
  const uncertainties: number[] = [];
  const score = async (batch: readonly Spectrum[]) => {
    const prepared = batch.map((spectrum) => prepareSpectrum(spectrum, inputSize));
    const predictions = await engine.predict(
      await engine.embed(prepared.map(({ image }) => image)),
      prepared.map((one) => spectrumScalars(one, PUBLISHED_CALIBRATION)),
      profile.name,
    );
    for (const prediction of predictions) {
      const { expectation, standardDeviation } = summariseScore(prediction, profile.weights);
      scores.push(expectation);
      uncertainties.push(standardDeviation);
    }
    onPoints(batch.length);
  };
  let underWay = Promise.resolve();
  for (let first = 0; first < x.length; first += BATCH) {
    signal?.throwIfAborted();
    const batch = Array.from({ length: Math.min(BATCH, x.length - first) }, (_, i) => {
      const parameters = known.parametersAt(x[first + i], y[first + i], SAMPLING);
      const countingSeed = random.fork(first + i).nextUint32();
      return simulateSpectrum({ ...parameters, countingSeed }).spectrum;
    });
    spectra.push(...batch);
    await underWay;
    underWay = score(batch);
  }
  await underWay;
  return { spectra, scores, uncertainties };
}

/** The benchmark score of all points, set up as SweetSpot does: on the spectrum of the highest MLS. */
function benchmarkOf(spectra: readonly Spectrum[], mls: readonly number[], profile: LabelProfile) {
  const guide = spectra[mls.indexOf(Math.max(...mls))];
  const window = proposeMdcWindow(guide);
  const backgroundThreshold = proposeBackgroundThreshold(guide);
  const points = spectra.map((spectrum): BenchmarkPoint => {
    const totalCounts = spectrum.counts.reduce((sum, count) => sum + count, 0);
    if (window === null) return { fwhm: null, backgroundFraction: 1, totalCounts };
    const { fit, backgroundFraction } = benchmarkParts(spectrum, { window, backgroundThreshold });
    return { fwhm: fit.kind === 'fitted' ? fit.fwhm : null, backgroundFraction, totalCounts };
  });
  const extremes = {
    fwhm: Math.max(0, ...points.map(({ fwhm }) => fwhm ?? 0)),
    totalCounts: Math.max(...points.map(({ totalCounts }) => totalCounts)),
  };
  return {
    points,
    benchmark: points.map((point) => benchmarkScore(point, extremes, profile.weights)),
  };
}
