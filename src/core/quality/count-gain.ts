import type { Spectrum } from '#shared/spectrum';

/** Edge of the tiles whose noise is looked at, in pixels. */
const TILE = 16;
/** Tiles looked at, spread over the frame, so that large frames cost no more than small ones. */
const MOST_TILES = 900;
/** Fewer tiles than this cannot tell noise from structure. */
const LEAST_TILES = 8;
/** Share of the tiles, those of least structure, that count. */
const SMOOTHEST_SHARE = 0.4;
/** Distances of the neighbours that are compared, in pixels; from the third on, noise is independent. */
const LAGS = [1, 2, 3, 4] as const;
/** How far the noise at the two largest lags may differ before it is no longer independent. */
const LAG_TOLERANCE = 0.25;
/** Correlations that sum up to less than this are chance. */
const CHANCE_CORRELATION = 0.04;
/** How far dim and bright tiles may disagree on the counts of one electron. */
const DIM_TO_BRIGHT = 1.5;

/** Noise of one tile's lines along one direction, per lag: variance over mean counts. */
interface TileNoise {
  /** Mean counts of a measuring pixel. */
  mean: number;
  /** At the largest lag, on the lines that select; the others measure. */
  roughness: number;
  ratios: number[];
}

/** From the first line to before the second. */
type LineRange = [number, number];

/** A tile's place: its first pixel, and index steps along and across the compared direction. */
interface Place {
  origin: number;
  along: number;
  across: number;
}

/**
 * Lines of a tile by which it is selected, and those that measure. A choice by the noise that is
 * then measured would favour low noise, so that the two must not share electrons.
 */
const SELECTING: LineRange = [0, 6];
const MEASURING: LineRange = [9, TILE];

/** Mean of (c(i − lag) − 2 c(i) + c(i + lag))² / 6 over some lines of a tile. */
function noisePower(
  counts: Float32Array,
  { origin, along, across }: Place,
  lag: number,
  [firstLine, endLine]: LineRange,
): number {
  let sum = 0;
  for (let line = firstLine; line < endLine; line++) {
    for (let i = lag; i < TILE - lag; i++) {
      const middle = origin + line * across + i * along;
      const difference =
        counts[middle - lag * along] - 2 * counts[middle] + counts[middle + lag * along];
      sum += difference * difference;
    }
  }
  return sum / (6 * (endLine - firstLine) * (TILE - 2 * lag));
}

/** Mean of some lines of a tile; NaN where a pixel is no count. */
function lineMean(
  counts: Float32Array,
  { origin, along, across }: Place,
  [firstLine, endLine]: LineRange,
): number {
  let sum = 0;
  for (let line = firstLine; line < endLine; line++) {
    for (let i = 0; i < TILE; i++) {
      const value = counts[origin + line * across + i * along];
      sum += value >= 0 ? value : NaN;
    }
  }
  return sum / ((endLine - firstLine) * TILE);
}

/** Noise of a frame's tiles along one direction; tiles without counts, or with others, are left out. */
function tileNoises(
  { counts, energy, angle }: Spectrum,
  isAlongAngle: boolean,
  mostTiles: number,
): TileNoise[] {
  const columns = Math.floor(angle.count / TILE);
  const tiles = Math.floor(energy.count / TILE) * columns;
  const stride = Math.max(1, Math.ceil(tiles / mostTiles));
  const noises: TileNoise[] = [];
  for (let tile = 0; tile < tiles; tile += stride) {
    const place: Place = {
      origin: TILE * (Math.floor(tile / columns) * angle.count + (tile % columns)),
      along: isAlongAngle ? 1 : angle.count,
      across: isAlongAngle ? angle.count : 1,
    };
    const [selecting, measuring] = [SELECTING, MEASURING].map((lines) =>
      lineMean(counts, place, lines),
    );
    if (!(Number.isFinite(selecting) && measuring > 0 && measuring < Infinity)) continue;
    const roughness = noisePower(counts, place, LAGS[LAGS.length - 1], SELECTING);
    noises.push({
      mean: measuring,
      roughness: selecting > 0 ? roughness / selecting : 0,
      ratios: LAGS.map((lag) => noisePower(counts, place, lag, MEASURING) / measuring),
    });
  }
  return noises;
}

function meanRatios(noises: readonly TileNoise[]): number[] {
  return LAGS.map(
    (_, lag) => noises.reduce((sum, { ratios }) => sum + ratios[lag], 0) / noises.length,
  );
}

/** Noise along one direction: variance of a pixel over its mean, and the sum of all correlations. */
interface DirectionNoise {
  ratio: number;
  correlation: number;
}

function directionNoise(
  spectrum: Spectrum,
  isAlongAngle: boolean,
  mostTiles: number,
): DirectionNoise | null {
  const tiles = tileNoises(spectrum, isAlongAngle, mostTiles);
  if (tiles.length < LEAST_TILES) return null;
  const smooth = tiles
    .sort((a, b) => a.roughness - b.roughness)
    .slice(0, Math.max(LEAST_TILES, Math.round(SMOOTHEST_SHARE * tiles.length)))
    .sort((a, b) => a.mean - b.mean);
  const third = Math.floor(smooth.length / 3);
  const [dim, bright] = [smooth.slice(0, third), smooth.slice(-third)].map(
    (part) => meanRatios(part)[2],
  );
  const [lag1, lag2, lag3, lag4] = meanRatios(smooth);
  const ratio = (lag3 + lag4) / 2;
  const agrees = Math.max(dim, bright) <= DIM_TO_BRIGHT * Math.min(dim, bright);
  if (!(ratio > 0) || !agrees || Math.abs(lag4 - lag3) > LAG_TOLERANCE * ratio) return null;
  // D(h) = C(0) − (8 C(h) − 2 C(2h)) / 6 for noise of covariance C, solved from the larger lag on.
  const covariance2 = 0.75 * (ratio - lag2);
  const covariance1 = (6 * (ratio - lag1) + 2 * covariance2) / 8;
  const correlation = (2 * (covariance1 + covariance2)) / ratio;
  if (correlation < -2 * CHANCE_CORRELATION) return null;
  return { ratio, correlation: correlation > CHANCE_CORRELATION ? correlation : 0 };
}

/**
 * Counts that the detector writes for one electron, from the noise of counted data: the variance
 * of Poisson-distributed electrons equals their mean, so variance / mean of the counts is the
 * gain. Variances come from second differences of neighbouring pixels, which a sloping signal
 * leaves alone, in the smoothest tiles of the frame. Where a read-out spreads an electron over
 * neighbours, the ratio of single pixels is too small by the sum of the noise's correlations.
 *
 * Null where the frame does not say: too small, too few counts, structure or a processed signal in
 * place of independent noise, or dim and bright parts that disagree (a dark level, say).
 * `mostTiles` trades accuracy for time: 900 take some 7 ms, 48 a fifteenth of it.
 */
export function estimateGain(spectrum: Spectrum, mostTiles = MOST_TILES): number | null {
  const found = [true, false]
    .map((isAlongAngle) => directionNoise(spectrum, isAlongAngle, mostTiles))
    .filter((noise) => noise !== null);
  if (found.length === 0) return null;
  const ratio = Math.min(...found.map((noise) => noise.ratio));
  // Where one direction is all structure, electrons are taken to spread alike in both.
  const [one, other] = [found[0], found[found.length - 1]];
  return ratio * (1 + one.correlation) * (1 + other.correlation);
}
