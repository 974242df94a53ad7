import { labelOf, publishedWeights } from '#core/quality/label';
import { drawSpectrumParameters, type DistributionName } from '#core/simulate/distributions';
import type { Sampling } from '#core/simulate/parameters';
import { createRandom } from '#core/simulate/random';
import { simulateSpectrum } from '#core/simulate/spectrum';
import { atLeast, figureOf, type Figure } from './figure';
import { ratePerSecond } from './processor-time';

interface Case {
  distribution: DistributionName;
  sampling: Sampling;
  must: Figure['must'];
}

const small: Sampling = { energyCount: 128, angleCount: 128 };
const paper: Sampling = { energyCount: 532, angleCount: 454 };
const cases: Case[] = [
  { distribution: 'published', sampling: small, must: atLeast(250) },
  { distribution: 'published', sampling: paper, must: atLeast(25) },
  { distribution: 'alignment', sampling: small, must: null },
  { distribution: 'alignment', sampling: paper, must: null },
];
/** Estimated for the published simulator at 532 × 454, without plots; the faster end of 0.15–0.25 s. */
const publishedSecondsPerSpectrum = 0.15;

/**
 * Labelled spectra per second of processor time, `seconds` per repetition: what one
 * idle core does, whatever else the machine is busy with.
 */
export function simulatorFigures(seconds: number, repetitions: number): Figure[] {
  return cases.flatMap(({ distribution, sampling, must }) => {
    const random = createRandom(1);
    const rates = Array.from({ length: repetitions }, () =>
      ratePerSecond(seconds, () => {
        const { components } = simulateSpectrum(
          drawSpectrumParameters(distribution, random, sampling),
        );
        labelOf(components, { weights: publishedWeights, angleCount: sampling.angleCount });
      }),
    );
    const size = `${sampling.energyCount} × ${sampling.angleCount}`;
    const figures = [figureOf(`simulator, ${distribution} ${size}`, 'spectra/s', rates, must)];
    if (distribution === 'published' && sampling === paper) {
      const ratios = rates.map((rate) => rate * publishedSecondsPerSpectrum);
      figures.push(figureOf('over the published simulator (0.15 s a spectrum)', '×', ratios));
    }
    return figures;
  });
}
