import { createRandom } from '#core/simulate/random';
import type { EvaluationRow } from '#model/model-card';
import type { Spectrum } from '#shared/spectrum';
import { figureRow } from '../figure-row';
import { EVALUATION_SEED, type Judging } from '../judged-set';
import { degradedBand, measuredBand, type MeasuredBand } from './degraded-band';
import type { MeasuredFrame } from './measured-frames';
import { rankedFrames, type RankedFrame } from './ranked-frames';
import { BASE_ELECTRONS, CLEAN, drawRasterQuality, RASTER_SIDE, RASTERS } from './rasters';

const POINTS = 24;
const REPEATS = 20;
const DRAWS = 10;
const BRIGHT = [5, 20];
const HOT_COUNTS = 5000;

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function moves(before: readonly RankedFrame[], after: readonly RankedFrame[], of: 'rank' | 'mls') {
  return largest(before.map((frame, i) => Math.abs(after[i][of] - frame[of])));
}

/** Frames of one band at a few places, ever more blurred. */
function fewPlaces(band: MeasuredBand, stream: number, flux: (point: number) => number) {
  const random = createRandom(EVALUATION_SEED).fork(stream);
  return Array.from({ length: POINTS }, (_, point) => {
    const rule = RASTERS.blur(point / POINTS, random);
    const electrons = BASE_ELECTRONS * flux(point);
    return degradedBand(band, { ...rule, electrons }, random.fork(point));
  });
}

const scaled = (spectrum: Spectrum, factor: number): Spectrum => ({
  ...spectrum,
  counts: spectrum.counts.map((value) => value * factor),
});

function withHotPixel(spectrum: Spectrum, index: number): Spectrum {
  const counts = spectrum.counts.slice();
  counts[index % counts.length] += HOT_COUNTS;
  return { ...spectrum, counts };
}

/** What should change nothing: one bright frame among others, flux, a hot pixel, the unit of the counts. */
async function judgeNuisances(judging: Judging, bands: readonly MeasuredFrame[]) {
  const found = { bright: [0], flux: [0], hot: [0], unit: [0] };
  const mls = { bright: [0], flux: [0], hot: [0], unit: [0] };
  for (const [index, frame] of bands.entries()) {
    const band = measuredBand(frame.spectrum);
    const spectra = fewPlaces(band, 7000 + index, () => 1);
    const before = await rankedFrames(judging, spectra, 'scan');
    const compare = async (kind: keyof typeof found, after: Spectrum[], left = -1) => {
      const frames = await rankedFrames(judging, after, 'scan');
      const others = (of: RankedFrame[]) => of.filter((_, i) => i !== left);
      found[kind].push(moves(others(before), others(frames), 'rank'));
      mls[kind].push(moves(others(before), others(frames), 'mls'));
    };
    for (const factor of BRIGHT) {
      const bright = spectra.map((one, i) => (i === 3 ? scaled(one, factor) : one));
      await compare('bright', bright, 3);
    }
    await compare(
      'flux',
      spectra.map((one, i) => scaled(one, i % 2 === 0 ? 1.1 : 0.9)),
    );
    await compare(
      'hot',
      spectra.map((one, i) => withHotPixel(one, 7919 * (i + 1))),
    );
    await compare(
      'unit',
      spectra.map((one) => scaled(one, 1e-3)),
    );
  }
  const row = (name: string, kind: keyof typeof found, must: number, aim?: number) =>
    figureRow(name, largest(found[kind]), {
      must,
      aim,
      baseline: largest(mls[kind]),
      note: 'largest, points of the rank score; baseline: the quality score',
    });
  return [
    row('real scans, one frame ×5 or ×20: others move by', 'bright', 0.1, 0),
    row('real scans, flux ±10 %: a score moves by', 'flux', 0.3),
    row('real scans, a hot pixel of 5,000: a score moves by', 'hot', 0.3),
    row('real scans, counts ÷ 1000: a score moves by', 'unit', 0.1),
  ];
}

function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1),
  );
}

/** Stated noise against the spread of repeats, and how far noise moves the best spot. */
async function judgeRepeats(judging: Judging, bands: readonly MeasuredFrame[]) {
  const ratios: number[] = [];
  const steps: number[] = [];
  for (const [index, frame] of bands.entries()) {
    const band = measuredBand(frame.spectrum);
    const random = createRandom(EVALUATION_SEED).fork(8000 + index);
    for (const lack of [0, 0.5]) {
      const rule = { ...CLEAN, ...RASTERS['bright dirt'](lack, random) };
      const repeats = Array.from({ length: REPEATS }, (_, i) =>
        degradedBand(band, rule, random.fork(10 + i)),
      );
      const frames = await rankedFrames(judging, repeats);
      const stated = frames.reduce((sum, { noise }) => sum + noise, 0) / frames.length;
      ratios.push(stated / spreadOf(frames.map(({ rank }) => rank)));
    }
    const quality = drawRasterQuality(random.fork(1));
    const best: number[] = [];
    for (let draw = 0; draw < DRAWS; draw++) {
      const spectra = Array.from(quality, (value, point) =>
        degradedBand(band, RASTERS.blur(1 - value, random), random.fork(100 + draw).fork(point)),
      );
      const ranks = (await rankedFrames(judging, spectra)).map(({ rank }) => rank);
      best.push(ranks.indexOf(Math.max(...ranks)));
    }
    const [x, y] = [0, 1].map((axis) =>
      best.map((point) => (axis === 0 ? point % RASTER_SIDE : Math.floor(point / RASTER_SIDE))),
    );
    const centre = [x, y].map((of) => of.reduce((sum, value) => sum + value, 0) / of.length);
    const distances = best.map((_, i) => Math.hypot(x[i] - centre[0], y[i] - centre[1]));
    steps.push(distances.reduce((sum, value) => sum + value, 0) / distances.length);
  }
  const sorted = ratios.toSorted((a, b) => a - b);
  const middle = sorted[sorted.length >> 1];
  return [
    figureRow('real repeats: stated noise over the spread of 20, median', middle, {
      limit: 'at most',
      must: 1.5,
      alsoMeets: middle >= 0.7,
      note: `at least 0.7; from ${sorted[0].toFixed(2)} to ${sorted.at(-1)?.toFixed(2) ?? ''}`,
    }),
    figureRow('real repeats: the best spot of 10 moves by, largest mean', largest(steps), {
      must: 1,
      aim: 0.5,
      note: `steps; ${steps.map((value) => value.toFixed(1)).join(', ')}`,
    }),
  ];
}

/** What should not change a score, and how far noise does. */
export async function judgeSteadiness(
  judging: Judging,
  bands: readonly MeasuredFrame[],
): Promise<EvaluationRow[]> {
  return [...(await judgeNuisances(judging, bands)), ...(await judgeRepeats(judging, bands))];
}
