/**
 * Exact samplers of the two counting distributions, fast for small and large
 * means: inversion below a mean of 10, transformed rejection above (W. Hörmann,
 * PTRS 1993 for Poisson, BTRS 1993 for the binomial).
 */

/** What the samplers need of a random stream. */
interface UniformSource {
  next(): number;
}

const INVERSION_LIMIT = 10;
const LOG_FACTORIALS = new Float64Array(256);
for (let n = 2; n < LOG_FACTORIALS.length; n++) {
  LOG_FACTORIALS[n] = LOG_FACTORIALS[n - 1] + Math.log(n);
}
const HALF_LOG_TWO_PI = 0.9189385332046727;

/** ln n! for an integer n ≥ 0: a table, then Stirling's series (error below 1e-15). */
function logFactorial(n: number): number {
  if (n < LOG_FACTORIALS.length) return LOG_FACTORIALS[n];
  const inverse = 1 / n;
  const inverseSquared = inverse * inverse;
  const series = inverse * (1 / 12 - inverseSquared * (1 / 360 - inverseSquared / 1260));
  return (n + 0.5) * Math.log(n) - n + HALF_LOG_TWO_PI + series;
}

/** A Poisson count of the given mean; 0 for a mean ≤ 0. */
export function poissonVariate(source: UniformSource, mean: number): number {
  if (!(mean > 0)) return 0;
  return mean < INVERSION_LIMIT ? poissonInversion(source, mean) : poissonRejection(source, mean);
}

function poissonInversion(source: UniformSource, mean: number): number {
  let remaining = source.next();
  let probability = Math.exp(-mean);
  let count = 0;
  // The bound only matters where rounding leaves a remainder that no term covers.
  while (remaining >= probability && count < 1000) {
    remaining -= probability;
    count++;
    probability *= mean / count;
  }
  return count;
}

function poissonRejection(source: UniformSource, mean: number): number {
  const logMean = Math.log(mean);
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const logInverseAlpha = Math.log(1.1239 + 1.1328 / (b - 3.4));
  const quickLimit = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = source.next() - 0.5;
    const v = source.next();
    const us = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= quickLimit) return count;
    if (count < 0 || (us < 0.013 && v > us)) continue;
    const logAccept = -mean + count * logMean - logFactorial(count);
    if (Math.log(v) + logInverseAlpha - Math.log(a / (us * us) + b) <= logAccept) return count;
  }
}

/** A binomial count: successes in `trials` trials of the given probability. */
export function binomialVariate(
  source: UniformSource,
  trials: number,
  probability: number,
): number {
  if (!(probability > 0) || trials <= 0) return 0;
  if (probability >= 1) return trials;
  if (probability > 0.5) return trials - binomialVariate(source, trials, 1 - probability);
  return trials * probability < INVERSION_LIMIT
    ? binomialInversion(source, trials, probability)
    : binomialRejection(source, trials, probability);
}

function binomialInversion(source: UniformSource, trials: number, probability: number): number {
  const odds = probability / (1 - probability);
  let remaining = source.next();
  let term = Math.exp(trials * Math.log1p(-probability));
  let count = 0;
  while (remaining >= term && count < trials) {
    remaining -= term;
    term *= (odds * (trials - count)) / (count + 1);
    count++;
  }
  return count;
}

function binomialRejection(source: UniformSource, trials: number, probability: number): number {
  const failure = 1 - probability;
  const spread = Math.sqrt(trials * probability * failure);
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * probability;
  const centre = trials * probability + 0.5;
  const quickLimit = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const logOdds = Math.log(probability / failure);
  const mode = Math.floor((trials + 1) * probability);
  const modeTerm = logFactorial(mode) + logFactorial(trials - mode);
  for (;;) {
    const u = source.next() - 0.5;
    const v = source.next();
    const us = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / us + b) * u + centre);
    if (us >= 0.07 && v <= quickLimit) return count;
    if (count < 0 || count > trials) continue;
    const logRatio =
      modeTerm - logFactorial(count) - logFactorial(trials - count) + (count - mode) * logOdds;
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= logRatio) return count;
  }
}
