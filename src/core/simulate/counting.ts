import { convolveImage } from './convolution';
import type { Random } from './random';
import { binomialVariate } from './random-counts';

/** Above this many events per pixel one binomial per pixel is cheaper than one look-up per event. */
const EVENTS_PER_PIXEL_LIMIT = 4;

let cumulative = new Float64Array(0);
let guide = new Int32Array(0);

/**
 * Adds exactly `eventCount` events to `counts`, multinomially distributed with
 * probabilities proportional to `intensity` (≥ 0), row-major with rows of
 * `columnCount`. Nothing is added where the intensity is zero throughout. The
 * events are first shared among the rows and then within each, so that every
 * table stays in the processor's nearest cache.
 */
export function addEvents(
  intensity: Float32Array,
  columnCount: number,
  eventCount: number,
  random: Random,
  counts: Float32Array,
): void {
  if (cumulative.length !== columnCount) {
    cumulative = new Float64Array(columnCount);
    guide = new Int32Array(columnCount);
  }
  const rowCount = intensity.length / columnCount;
  const rowTotals = new Float64Array(rowCount);
  let remainingIntensity = 0;
  for (let row = 0; row < rowCount; row++) {
    let total = 0;
    const end = (row + 1) * columnCount;
    for (let index = row * columnCount; index < end; index++) total += intensity[index];
    rowTotals[row] = total;
    remainingIntensity += total;
  }
  let lastRow = rowCount - 1;
  while (lastRow >= 0 && !(rowTotals[lastRow] > 0)) lastRow--;
  let remaining = eventCount;
  for (let row = 0; row <= lastRow && remaining > 0; row++) {
    const share = row === lastRow ? 1 : rowTotals[row] / remainingIntensity;
    const events = binomialVariate(random, remaining, share);
    addRowEvents(intensity, row * columnCount, rowTotals[row], events, random, counts);
    remaining -= events;
    remainingIntensity -= rowTotals[row];
  }
}

function addRowEvents(
  intensity: Float32Array,
  start: number,
  total: number,
  eventCount: number,
  random: Random,
  counts: Float32Array,
): void {
  if (eventCount === 0) return;
  const size = cumulative.length;
  let sum = 0;
  for (let column = 0; column < size; column++) {
    sum += intensity[start + column];
    cumulative[column] = sum;
  }
  if (eventCount > EVENTS_PER_PIXEL_LIMIT * size) {
    addByBinomials(intensity, start, total, eventCount, random, counts);
  } else {
    addByLookUp(start, total, eventCount, random, counts);
  }
}

/** Inverse cumulative distribution with a guide table: a step or two per event. */
function addByLookUp(
  start: number,
  total: number,
  eventCount: number,
  random: Random,
  counts: Float32Array,
): void {
  const size = cumulative.length;
  const unitsPerCell = total / size;
  let column = 0;
  for (let cell = 0; cell < size; cell++) {
    const threshold = cell * unitsPerCell;
    while (cumulative[column] <= threshold && column < size - 1) column++;
    guide[cell] = column;
  }
  for (let event = 0; event < eventCount; event++) {
    const share = random.nextCoarse();
    const target = share * total;
    let hit = guide[Math.floor(share * size)];
    while (cumulative[hit] <= target && hit < size - 1) hit++;
    counts[start + hit]++;
  }
}

/** Chain of conditional binomials, pixel by pixel. */
function addByBinomials(
  intensity: Float32Array,
  start: number,
  total: number,
  eventCount: number,
  random: Random,
  counts: Float32Array,
): void {
  const size = cumulative.length;
  let last = size - 1;
  while (last > 0 && !(intensity[start + last] > 0)) last--;
  let remaining = eventCount;
  for (let column = 0; column <= last && remaining > 0; column++) {
    const before = column > 0 ? cumulative[column - 1] : 0;
    const share = column === last ? 1 : intensity[start + column] / (total - before);
    const hits = binomialVariate(random, remaining, share);
    counts[start + column] += hits;
    remaining -= hits;
  }
}

/**
 * The spread of an analogue (camera) read-out: each electron becomes a Gaussian
 * of σ = 1/3 on [−1, 1] sampled at `pointCount` points, in both directions. The
 * total is kept.
 */
export function spreadReadout(
  counts: Float32Array,
  spare: Float32Array,
  energyCount: number,
  angleCount: number,
  pointCount: number,
): void {
  if (pointCount < 2) return;
  const reach = (pointCount - 1) / 2;
  const kernel = Float64Array.from({ length: Math.floor(reach) + 1 }, (_, distance) => {
    const position = distance / reach;
    return Math.exp(-0.5 * 9 * position * position);
  });
  convolveImage(counts, spare, energyCount, angleCount, 'column', kernel);
  convolveImage(spare, counts, energyCount, angleCount, 'row', kernel);
}
