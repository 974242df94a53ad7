import { createRandom } from '#core/simulate/random';
import { SineNetwork } from './sine-network';

/** Counts on a raster of two angles, row-major [row][column]; NaN where nothing was measured. */
export interface MapImage {
  rows: number;
  columns: number;
  values: Float32Array;
}

/** A continuous function through a measured map, and how well it told pixels it never saw. */
export interface MapRepresentation {
  /** The sines, or smoothing with cubic interpolation where they told left-out pixels worse. */
  method: 'sines' | 'smoothing';
  /** Counts at places in pixels (row, column), which may lie between pixels. */
  at(places: ArrayLike<number>): Float32Array;
  /** Root mean square error at the left-out pixels, counts. */
  errors: { sines: number; smoothing: number };
  /** Counts less representation, NaN where nothing was measured. */
  residual: Float32Array;
  epochs: number;
}

export interface RepresentationOptions {
  seed: number;
  mostEpochs: number;
  onProgress: (epoch: number, mostEpochs: number) => void;
  signal: AbortSignal;
}

/** Pixels left out to stop by, and others left out to judge by. */
const STOP_SHARE = 0.1;
const JUDGE_SHARE = 0.1;
/** Epochs without a better fit of the left-out pixels after which the best is kept. */
const PATIENCE = 12;
const BATCH = 256;
const RATE = 1e-3;
const SHAPE = { inputs: 2, hidden: [64, 64, 64], firstFrequency: 12, hiddenFrequency: 12 } as const;
/** Standard deviations of the Gaussians tried, pixels. */
const SMOOTHINGS = [0.5, 0.7, 1, 1.4, 2, 2.8] as const;
/** The sines step aside where they are worse than smoothing by more than this part. */
const TOLERATED = 0.05;

type Role = 'train' | 'stop' | 'judge' | 'none';

/**
 * Represents a noisy map by a network of sines, stopped early by pixels left out, beside Gaussian
 * smoothing whose width the same pixels choose. Other left-out pixels judge the two: the sines are
 * used only where they are no worse. Square roots of counts are learned: their noise is even.
 */
export function representMap(image: MapImage, options: RepresentationOptions): MapRepresentation {
  const random = createRandom(options.seed);
  const roles = Array.from(image.values, (value): Role => {
    const drawn = random.next();
    if (!Number.isFinite(value)) return 'none';
    return drawn < STOP_SHARE ? 'stop' : drawn < STOP_SHARE + JUDGE_SHARE ? 'judge' : 'train';
  });
  const smooth = smoothedBest(image, roles);
  const sines = trainSines(image, roles, options);
  const places = (role: Role): number[] =>
    roles.flatMap((found, at) => (found === role ? [at] : []));
  const judges = places('judge');
  const errors = {
    sines: errorAt(image, judges, sines.at(placesOf(image, judges))),
    smoothing: errorAt(
      image,
      judges,
      Float32Array.from(judges, (at) => smooth[at]),
    ),
  };
  const method = errors.sines <= errors.smoothing * (1 + TOLERATED) ? 'sines' : 'smoothing';
  const at =
    method === 'sines' ? sines.at : (where: ArrayLike<number>) => cubicAt(image, smooth, where);
  const everywhere = at(placesOf(image, [...image.values.keys()]));
  return {
    method,
    at,
    errors,
    residual: image.values.map((value, i) => value - everywhere[i]),
    epochs: sines.epochs,
  };
}

/** Rows and columns of pixels given by their index. */
function placesOf({ columns }: MapImage, indices: readonly number[]): Float32Array {
  return Float32Array.from(indices.flatMap((at) => [Math.floor(at / columns), at % columns]));
}

function errorAt({ values }: MapImage, indices: readonly number[], found: Float32Array): number {
  let sum = 0;
  indices.forEach((at, i) => (sum += (values[at] - found[i]) ** 2));
  return Math.sqrt(sum / Math.max(1, indices.length));
}

/** Means over trained pixels with Gaussian weights, of the width that suits the stopping pixels best. */
function smoothedBest(image: MapImage, roles: readonly Role[]): Float32Array {
  const stops = [...roles.keys()].filter((at) => roles[at] === 'stop');
  let best = new Float32Array(0);
  let least = Infinity;
  for (const sigma of SMOOTHINGS) {
    const smooth = smoothed(image, roles, sigma);
    const error = errorAt(
      image,
      stops,
      Float32Array.from(stops, (at) => smooth[at]),
    );
    if (error >= least) continue;
    least = error;
    best = smooth;
  }
  return best;
}

function smoothed(
  { rows, columns, values }: MapImage,
  roles: readonly Role[],
  sigma: number,
): Float32Array<ArrayBuffer> {
  const reach = Math.ceil(3.5 * sigma) + 1;
  return Float32Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    let weights = 0;
    for (let r = Math.max(0, row - reach); r <= Math.min(rows - 1, row + reach); r++) {
      for (let c = Math.max(0, column - reach); c <= Math.min(columns - 1, column + reach); c++) {
        const near = r * columns + c;
        if (roles[near] !== 'train') continue;
        const weight = Math.exp(-((r - row) ** 2 + (c - column) ** 2) / (2 * sigma * sigma));
        sum += weight * values[near];
        weights += weight;
      }
    }
    return weights > 0 ? sum / weights : Number.NaN;
  });
}

/** Catmull–Rom cubics through a raster, along columns and then rows. */
function cubicAt(
  { rows, columns }: MapImage,
  raster: Float32Array,
  places: ArrayLike<number>,
): Float32Array {
  return Float32Array.from({ length: places.length / 2 }, (_, i) => {
    const [row, column] = [places[2 * i], places[2 * i + 1]];
    const r = Math.min(rows - 2, Math.max(0, Math.floor(row)));
    const c = Math.min(columns - 2, Math.max(0, Math.floor(column)));
    const line = (offset: number): number => {
      const at = Math.min(rows - 1, Math.max(0, r + offset)) * columns;
      const value = (o: number) => raster[at + Math.min(columns - 1, Math.max(0, c + o))];
      return cubic([value(-1), value(0), value(1), value(2)], column - c);
    };
    return cubic([line(-1), line(0), line(1), line(2)], row - r);
  });
}

function cubic([a, b, c, d]: readonly [number, number, number, number], x: number): number {
  return b + 0.5 * x * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a)));
}

function trainSines(
  image: MapImage,
  roles: readonly Role[],
  { seed, mostEpochs, onProgress, signal }: RepresentationOptions,
): { at: MapRepresentation['at']; epochs: number } {
  const { rows, columns, values } = image;
  const random = createRandom(seed).fork(2);
  const network = new SineNetwork(SHAPE, random.fork(1));
  const trained = [...roles.keys()].filter((at) => roles[at] === 'train');
  const stops = [...roles.keys()].filter((at) => roles[at] === 'stop');
  const root = (value: number): number => Math.sqrt(Math.max(0, value) + 0.375);
  let largest = 1;
  for (const at of trained) largest = Math.max(largest, root(values[at]));
  const scaled = (places: ArrayLike<number>): Float32Array =>
    Float32Array.from(places, (value, i) =>
      i % 2 === 0
        ? (2 * value) / Math.max(1, rows - 1) - 1
        : (2 * value) / Math.max(1, columns - 1) - 1,
    );
  const at = (places: ArrayLike<number>): Float32Array =>
    network
      .evaluate(scaled(places), places.length / 2)
      .map((value) => Math.max(0, (value * largest) ** 2 - 0.375));
  const stopPlaces = placesOf(image, stops);
  let best = network.snapshot();
  let least = Infinity;
  let bestEpoch = 0;
  let epoch = 0;
  const targets = new Float32Array(BATCH);
  for (; epoch < mostEpochs && epoch - bestEpoch < PATIENCE && !signal.aborted; epoch++) {
    onProgress(epoch, mostEpochs);
    for (let i = trained.length - 1; i > 0; i--) {
      const j = random.integer(0, i);
      [trained[i], trained[j]] = [trained[j], trained[i]];
    }
    for (let first = 0; first + BATCH <= trained.length; first += BATCH) {
      const batch = trained.slice(first, first + BATCH);
      batch.forEach((pixel, i) => (targets[i] = root(values[pixel]) / largest));
      network.train(scaled(placesOf(image, batch)), targets, BATCH, RATE);
    }
    const error = errorAt(image, stops, at(stopPlaces));
    if (error < least) {
      least = error;
      best = network.snapshot();
      bestEpoch = epoch;
    }
  }
  network.restore(best);
  return { at, epochs: epoch };
}
