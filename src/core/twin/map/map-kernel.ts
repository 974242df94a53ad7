import { choleskyInPlace, matern52, solveLower } from '../linear-algebra';
import { median } from '../table/smoothing';
import { NearestPlaces, pointsAt, type MapPlaces, type MapPoints } from './map-points';

/** Whether edges count: `change-aware` lets places of unlike surroundings know less of each other. */
export type KernelKind = 'plain' | 'change-aware';

/** Covariance of two places of a map: σ² Matérn₅⸝₂(distance), and for edges another factor. */
export interface MapKernel {
  kind: KernelKind;
  /** Length scales in the units of the stage axes. */
  lengthX: number;
  lengthY: number;
  /** Variance of the values about their mean. */
  variance: number;
  /** Variance of what differs from point to point beyond the stated deviations. */
  nugget: number;
  /** Difference of the surroundings' values that parts two places; unused where plain. */
  lengthValue: number;
}

/** Neighbours that make up the surroundings of a place. */
const SURROUNDINGS = 5;
/** Points that the settings are fitted to. */
const FITTED_POINTS = 180;

/**
 * Mean value around places, weighted by 1/distance², over their nearest measured points; a point's
 * own value is left out of its own surroundings, or it would always be like itself.
 */
export function surroundings(points: MapPoints, places: MapPlaces): Float64Array {
  const near = new NearestPlaces(points);
  return Float64Array.from({ length: places.x.length }, (_, i) => {
    const { indices, distances } = near.nearest(places.x[i], places.y[i], SURROUNDINGS + 1);
    let sum = 0;
    let total = 0;
    indices.forEach((index, k) => {
      if (distances[k] === 0 || k === (distances[0] === 0 ? SURROUNDINGS + 1 : SURROUNDINGS))
        return;
      const weight = distances[k] ** -2;
      sum += weight * points.value[index];
      total += weight;
    });
    return total === 0 ? NaN : sum / total;
  });
}

/** Correlation of two places whose surroundings differ by `contrast`; 1 at the same place. */
export function correlation(kernel: MapKernel, dx: number, dy: number, contrast: number): number {
  const near = matern52(Math.hypot(dx / kernel.lengthX, dy / kernel.lengthY));
  return kernel.kind === 'plain' ? near : near * matern52(Math.abs(contrast) / kernel.lengthValue);
}

/** Median distance of a point to its nearest neighbour. */
export function medianSpacing(points: MapPlaces): number {
  const near = new NearestPlaces(points);
  const distances = Array.from({ length: points.x.length }, (_, i) => {
    const { distances: two } = near.nearest(points.x[i], points.y[i], 2);
    return two[1] ?? 0;
  });
  return median(distances);
}

/**
 * Points spread evenly: from a cluster only as many as its area deserves. Length scales learned
 * from clustered points would promise more than they hold.
 */
function spreadPoints(points: MapPoints): MapPoints {
  const count = points.x.length;
  const order = Array.from({ length: count }, (_, i) => i);
  let distance = medianSpacing(points);
  for (let attempt = 0; attempt < 12; attempt++) {
    const kept: number[] = [];
    const taken = new Set<string>();
    for (const i of order) {
      const key = `${Math.round(points.x[i] / distance)} ${Math.round(points.y[i] / distance)}`;
      if (distance > 0 && taken.has(key)) continue;
      taken.add(key);
      kept.push(i);
    }
    if (kept.length <= FITTED_POINTS || distance === 0) {
      return pointsAt(points, kept.slice(0, FITTED_POINTS));
    }
    distance *= 1.25;
  }
  return pointsAt(points, order.slice(0, FITTED_POINTS));
}

const LENGTH_FACTORS = [0.8, 1.2, 1.8, 2.7, 4, 6, 9];
const NUGGET_SHARES = [1e-4, 3e-3, 3e-2, 0.15];
const STRETCHES = [1, 0.5, 2];
const CONTRASTS = [0.5, 1, 2];

/** The most likely settings of a kernel for these points; they must not all have one value. */
export function fitKernel(points: MapPoints, kind: KernelKind): MapKernel {
  const used = spreadPoints(points);
  const count = used.x.length;
  const mean = used.value.reduce((sum, one) => sum + one, 0) / count;
  const spread =
    used.value.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, count - 1);
  const spacing = medianSpacing(used) || 1;
  const around = kind === 'plain' ? null : surroundings(used, used);
  let best: { kernel: MapKernel; likelihood: number } | null = null;
  const consider = (kernel: MapKernel) => {
    const found = profileLikelihood(used, kernel, around, spread);
    if (best === null || found.likelihood > best.likelihood) {
      best = { kernel: { ...kernel, ...found.scaled }, likelihood: found.likelihood };
    }
  };
  const contrasts = kind === 'plain' ? [1] : CONTRASTS;
  for (const factor of LENGTH_FACTORS) {
    for (const nuggetShare of NUGGET_SHARES) {
      for (const contrast of contrasts) {
        consider({
          kind,
          lengthX: factor * spacing,
          lengthY: factor * spacing,
          variance: spread,
          nugget: nuggetShare * spread,
          lengthValue: contrast * Math.sqrt(spread),
        });
      }
    }
  }
  const isotropic = best!.kernel as MapKernel;
  for (const stretch of STRETCHES.slice(1)) {
    const nugget = isotropic.nugget * (spread / isotropic.variance);
    consider({ ...isotropic, nugget, variance: spread, lengthX: isotropic.lengthX * stretch });
    consider({ ...isotropic, nugget, variance: spread, lengthY: isotropic.lengthY * stretch });
  }
  return best!.kernel;
}

/** Log likelihood with the mean and the overall variance at their most likely values. */
function profileLikelihood(
  points: MapPoints,
  kernel: MapKernel,
  around: Float64Array | null,
  spread: number,
) {
  const n = points.x.length;
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const contrast = around === null ? 0 : around[i] - around[j];
      factor[i * n + j] = correlation(
        kernel,
        points.x[i] - points.x[j],
        points.y[i] - points.y[j],
        contrast,
      );
    }
    factor[i * n + i] += (kernel.nugget + points.deviation[i] ** 2) / spread + 1e-8;
  }
  if (!choleskyInPlace(factor, n)) return { likelihood: -Infinity, scaled: {} };
  const ones = solveLower(factor, n, new Float64Array(n).fill(1));
  const white = solveLower(factor, n, points.value.slice());
  let logDeterminant = 0;
  let onesSquared = 0;
  let product = 0;
  for (let i = 0; i < n; i++) {
    logDeterminant += 2 * Math.log(factor[i * n + i]);
    onesSquared += ones[i] * ones[i];
    product += ones[i] * white[i];
  }
  const mean = product / onesSquared;
  const misfit = white.reduce((sum, one, i) => sum + (one - mean * ones[i]) ** 2, 0);
  const variance = Math.max(misfit / n, 1e-12 * spread);
  return {
    likelihood: -0.5 * (n * Math.log(variance) + logDeterminant),
    scaled: { variance, nugget: (kernel.nugget * variance) / spread },
  };
}
