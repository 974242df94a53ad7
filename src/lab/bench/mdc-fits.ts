import { fitLorentzian } from '#core/benchmark/lorentzian-fit';
import { createRandom } from '#core/simulate/random';
import { atLeast, figureOf, type Figure } from './figure';
import { ratePerSecond } from './processor-time';

const SAMPLES = 400;

/** MDC fits per second of processor time on one core, curves of 400 angles. */
export function mdcFitFigures(seconds: number, repetitions: number): Figure[] {
  const random = createRandom(1);
  const angles = Float64Array.from({ length: SAMPLES }, (_, i) => -17 + (11 * i) / (SAMPLES - 1));
  const curves = Array.from({ length: 50 }, () => {
    const [position, halfWidth] = [random.uniform(-14, -9), random.uniform(0.2, 1.5)];
    const [height, background] = [random.logUniform(20, 2000), random.logUniform(5, 500)];
    return angles.map((angle) =>
      random.poisson(background + height / (1 + ((angle - position) / halfWidth) ** 2)),
    );
  });
  let next = 0;
  const rates = Array.from({ length: repetitions }, () =>
    ratePerSecond(seconds, () => fitLorentzian(angles, curves[next++ % curves.length])),
  );
  return [figureOf(`MDC fits, ${SAMPLES} angles, one core`, 'fits/s', rates, atLeast(500))];
}
