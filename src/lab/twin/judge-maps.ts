import { createRandom } from '#core/simulate/random';
import { nextPlaces } from '#core/twin/map/next-places';
import { fitMapProcess, type MapProcess } from '#core/twin/map/map-process';
import { adviseStop } from '#core/twin/map/stop-advice';
import type { EvaluationRow } from '#model/model-card';
import type { SearchAim } from '#shared/features/twin';
import { figureRow } from '../evaluation/figure-row';
import {
  bilinear,
  equalGrid,
  measuredAt,
  relativeError,
  sceneMap,
  type SceneMap,
} from './scene-map';

/** Far from the seeds of training, of the network's evaluation and of `validate`. */
const FIRST_SEED = 915_001;
/** Regret at which the best spot counts as found. */
const FOUND = 0.15;
const COARSE_SIDE = 5;
const BATCH = 5;
const EVEN_COARSE_SIDE = 8;
const EVEN_BATCH = 10;
/** Gain of a better spot that the advice to stop is about. */
const GAIN = 0.5;
/** 20 % of the points, and the equal grid nearest to as many. */
const EVEN_SHARE = 0.2;
const EVEN_SIDE = 11;

interface SceneFigures {
  share: number;
  raster: number;
  random: number;
  grid: number;
  even: number;
  bilinear: number;
  stopRegret: number;
  saved: number;
}

/** Figures of the next places and of the advice to stop on simulated samples of known truth. */
export async function judgeMaps(options: {
  scenes: number;
  onScene(done: number): void;
  signal?: AbortSignal;
}): Promise<EvaluationRow[]> {
  const figures: SceneFigures[] = [];
  for (let scene = 0; scene < options.scenes; scene++) {
    options.signal?.throwIfAborted();
    figures.push(judgeScene(sceneMap(FIRST_SEED + scene), FIRST_SEED + scene));
    options.onScene(scene + 1);
    // Progress and the user's wish to stop get their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const column = (name: keyof SceneFigures) => figures.map((one) => one[name]);
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const { share, raster, random, grid } = {
    share: column('share'),
    raster: median(column('raster')),
    random: median(column('random')),
    grid: median(column('grid')),
  };
  const beside = `raster ${percent(raster)}, random ${percent(random)}, grid ${percent(grid)}`;
  return [
    figureRow('best spot: share of points until regret ≤ 0.15, median', median(share), {
      baseline: raster,
      must: 0.2,
      aim: 0.1,
      note: `medians: ${beside}`,
    }),
    figureRow('best spot: share of points until regret ≤ 0.15, worst', Math.max(...share), {
      baseline: Math.max(...column('raster')),
      must: 0.4,
      aim: 0.25,
    }),
    figureRow('map evenly: NRMSE over that of a bilinear equal grid', evenRatio(figures), {
      baseline: 1,
      must: 1.05,
      aim: 1,
      note: `NRMSE ${median(column('even')).toFixed(3)} against ${median(column('bilinear')).toFixed(3)}`,
    }),
    figureRow('stop advice: regret after stopping, median', median(column('stopRegret')), {
      must: 0.15,
    }),
    figureRow('stop advice: regret after stopping, worst', Math.max(...column('stopRegret')), {
      must: 0.5,
    }),
    figureRow('stop advice: points saved, median share', median(column('saved')), {
      must: 0.5,
      aim: 0.7,
      limit: 'at least',
      note: `worst ${percent(Math.min(...column('saved')))}`,
    }),
  ];
}

function evenRatio(figures: readonly SceneFigures[]): number {
  const total = (name: 'even' | 'bilinear') => figures.reduce((sum, one) => sum + one[name], 0);
  return total('even') / total('bilinear');
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

function judgeScene(map: SceneMap, seed: number): SceneFigures {
  const all = Array.from(map.x, (_, i) => i);
  const random = createRandom(seed).fork(6);
  const shuffled = all
    .map((index) => ({ index, key: random.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ index }) => index);
  return {
    ...searched(map),
    raster: shareUntilFound(map, all),
    random: shareUntilFound(map, shuffled),
    grid: shareUntilFound(map, equalGrid(EVEN_SIDE)),
    even: evenlyMapped(map),
    bilinear: relativeError(bilinear(map, EVEN_SIDE), map),
  };
}

/** Share of points until the best measured value of an order is good enough; all where it never is. */
function shareUntilFound(map: SceneMap, order: readonly number[]): number {
  let best = order[0];
  for (let done = 0; done < order.length; done++) {
    if (map.measured[order[done]] > map.measured[best]) best = order[done];
    if (map.best - map.truth[best] <= FOUND) return (done + 1) / map.x.length;
  }
  return 1;
}

/** The measured place that the process takes for the best, and what it takes it for. */
function bestMeasured(process: MapProcess, measured: readonly number[]) {
  const { value } = process.predict(process.points);
  const top = value.reduce((best, one, i) => (one > value[best] ? i : best), 0);
  return { index: measured[top], value: value[top] };
}

/** The search for the best spot: when it is found, and how it stands when stopping is advised. */
function searched(map: SceneMap): Pick<SceneFigures, 'share' | 'stopRegret' | 'saved'> {
  const count = map.x.length;
  let measured = equalGrid(COARSE_SIDE);
  let share: number | null = null;
  let stopped: { stopRegret: number; saved: number } | null = null;
  while (share === null || stopped === null) {
    const process = fitMapProcess(measuredAt(map, measured));
    const prediction = process.predict(map);
    const best = bestMeasured(process, measured);
    const regret = map.best - map.truth[best.index];
    if (regret <= FOUND) share ??= measured.length / count;
    const taken = new Set(measured);
    const open = Array.from(map.x, (_, i) => i).filter((i) => !taken.has(i));
    const advice = adviseStop({
      places: map,
      prediction,
      kernel: process.kernel,
      open,
      best: best.value,
      gain: GAIN,
      minutesLeft: null,
    });
    const isDone = open.length === 0;
    if (!advice.isWorthGoingOn || isDone) {
      stopped ??= { stopRegret: regret, saved: open.length / count };
    }
    if (isDone) break;
    const next = proposed(map, process, 'find the best spot', BATCH);
    measured = [...measured, ...next];
  }
  return { share: share ?? 1, ...stopped! };
}

function proposed(map: SceneMap, process: MapProcess, aim: SearchAim, count: number): number[] {
  const request = {
    aim,
    count,
    places: map,
    prediction: process.predict(map),
    kernel: process.kernel,
    measured: process.points,
    sameWithin: 1,
  };
  return nextPlaces(request).map(({ index }) => index);
}

/** Error of the predicted map after a fifth of the points, placed to map evenly. */
function evenlyMapped(map: SceneMap): number {
  const wanted = Math.round(EVEN_SHARE * map.x.length);
  let measured = equalGrid(EVEN_COARSE_SIDE);
  while (measured.length < wanted) {
    const process = fitMapProcess(measuredAt(map, measured));
    const count = Math.min(EVEN_BATCH, wanted - measured.length);
    measured = [...measured, ...proposed(map, process, 'map evenly', count)];
  }
  return relativeError(fitMapProcess(measuredAt(map, measured)).predict(map).value, map);
}
