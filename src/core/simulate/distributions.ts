import { drawAlignmentParameters } from './alignment-distribution';
import { drawExtendedParameters } from './extended-distribution';
import { drawPublishedParameters } from './published-distribution';
import type { Sampling, SpectrumParameters } from './parameters';
import type { Random } from './random';

/** Named laws that spectra are drawn from. */
export const DISTRIBUTION_NAMES = ['published', 'alignment', 'extended'] as const;
export type DistributionName = (typeof DISTRIBUTION_NAMES)[number];

/** Draws one explicit parameter set; the same random stream gives the same set. */
export function drawSpectrumParameters(
  distribution: DistributionName,
  random: Random,
  sampling: Sampling,
): SpectrumParameters {
  switch (distribution) {
    case 'published':
      return drawPublishedParameters(random, sampling);
    case 'alignment':
      return drawAlignmentParameters(random, sampling);
    case 'extended':
      return drawExtendedParameters(random, sampling);
  }
}
