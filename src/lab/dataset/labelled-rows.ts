import type { ProfileName } from '#core/quality/profiles';
import { LABEL_PROFILES, profileLabel } from '#core/quality/profiles';
import type { QualityComponents, QualityLabel } from '#core/quality/types';
import type { BandTable } from '#core/simulate/band-table';
import type { DistributionName } from '#core/simulate/distributions';
import { drawSpectrumParameters } from '#core/simulate/distributions';
import { withImportedBands } from '#core/simulate/imported-material';
import type { Sampling, SpectrumParameters } from '#core/simulate/parameters';
import { createRandom } from '#core/simulate/random';
import { expectedComponents, simulateSpectrum } from '#core/simulate/spectrum';
import type { Axis } from '#shared/axis';

/** What a data set is drawn from: two sets of the same recipe have the same rows. */
export interface DatasetRecipe {
  distribution: DistributionName;
  /** Row i is drawn from the stream i of this seed, whatever rows are drawn besides. */
  seed: number;
  sampling: Sampling;
  /** Bands that replace the drawn ones; null for those of the distribution. */
  bands: BandTable | null;
}

/** One row of a data set: a spectrum, everything it was made from, and its labels. */
export interface LabelledRow {
  /** Row-major [energy][angle]. */
  counts: Float32Array;
  energy: Axis;
  angle: Axis;
  parameters: SpectrumParameters;
  components: Record<ProfileName, QualityComponents>;
  labels: Record<ProfileName, QualityLabel>;
}

function parametersOfRow(recipe: DatasetRecipe, row: number): SpectrumParameters {
  const random = createRandom(recipe.seed).fork(row);
  const drawn = drawSpectrumParameters(recipe.distribution, random, recipe.sampling);
  return recipe.bands === null ? drawn : withImportedBands(drawn, recipe.bands, random);
}

function labelUnder(
  profile: ProfileName,
  components: QualityComponents,
  angleCount: number,
): QualityLabel {
  return profileLabel(LABEL_PROFILES[profile], components, angleCount);
}

/** Simulates and labels one row. */
export function labelledRow(recipe: DatasetRecipe, row: number): LabelledRow {
  const parameters = parametersOfRow(recipe, row);
  const { spectrum, componentsByProfile: components } = simulateSpectrum(parameters);
  const { angleCount } = recipe.sampling;
  return {
    counts: spectrum.counts,
    energy: spectrum.energy,
    angle: spectrum.angle,
    parameters,
    components,
    labels: {
      published: labelUnder('published', components.published, angleCount),
      alignment: labelUnder('alignment', components.alignment, angleCount),
    },
  };
}

/** The label of one row without its counts. */
export function labelOfRow(recipe: DatasetRecipe, row: number, profile: ProfileName): QualityLabel {
  const components = expectedComponents(parametersOfRow(recipe, row), LABEL_PROFILES[profile]);
  return labelUnder(profile, components, recipe.sampling.angleCount);
}
