import { profileLabel, type LabelProfile } from '#core/quality/profiles';
import type { Sampling, SpectrumParameters } from '#core/simulate/parameters';
import { createRandom } from '#core/simulate/random';
import { createScene, type Scene } from '#core/simulate/scene';
import { sceneParametersAt } from '#core/simulate/scene-spectrum';
import { expectedComponents } from '#core/simulate/spectrum';

/** A `bi2se3` scene as the simulator draws it, or one in which a single thing gets worse from place to place. */
export const SCENE_VARIANTS = {
  whole: 'everything at once, as the simulator draws it',
  contamination: 'dirt that dims the bands and raises the background',
  boundaries: 'misaligned grains of equal quality and the broadening where they meet',
  cleave: 'grains of one orientation whose signal differs',
  edges: 'bare substrate around the sample',
  defocus: 'angular broadening that grows to 8° across the sample',
  background: 'a flat background that grows to the height of the bands',
  exposure: 'counts that fall to a thirtieth across the sample, the spectrum the same',
} as const;
export type SceneVariant = keyof typeof SCENE_VARIANTS;

/** Angular resolution added at the far end, FWHM in deg. */
const LARGEST_DEFOCUS_DEG = 8;
/** Flat background added at the far end, over the bands' peak. */
const LARGEST_BACKGROUND = 1;
/** Decades of counts lost at the far end. */
const EXPOSURE_DECADES = 1.5;
/** A sample outline beyond any place of the map. */
const BOUNDLESS = 4;
/** Sampling at which the truth is evaluated; F's threshold follows the sampling. */
const TRUTH_SAMPLING: Sampling = { energyCount: 72, angleCount: 72 };

/** A sample of known truth. */
export interface KnownScene {
  scene: Scene;
  parametersAt(xUm: number, yUm: number, sampling: Sampling): SpectrumParameters;
}

/** The scene of a seed, `sideUm` wide and high, in one of its variants. */
export function knownScene(variant: SceneVariant, seed: number, sideUm: number): KnownScene {
  const drawn = createScene('bi2se3', seed, { widthUm: sideUm, heightUm: sideUm });
  const scene = variant === 'whole' ? drawn : reducedScene(drawn, variant);
  const direction = createRandom(seed)
    .fork(1)
    .uniform(0, 2 * Math.PI);
  return {
    scene,
    parametersAt(xUm, yUm, sampling) {
      const parameters = sceneParametersAt(scene, xUm, yUm, sampling);
      const along =
        ((xUm - sideUm / 2) * Math.cos(direction) + (yUm - sideUm / 2) * Math.sin(direction)) /
        (Math.SQRT2 * sideUm);
      return worsened(parameters, variant, Math.min(1, Math.max(0, along + 0.5)));
    },
  };
}

/** One clean grain without edges, and of the drawn scene only what the variant is about. */
function reducedScene(scene: Scene, variant: SceneVariant): Scene {
  const [best] = scene.grains;
  const grains = {
    boundaries: scene.grains.map((grain) => ({ ...grain, quality: best.quality })),
    cleave: scene.grains.map(({ xUm, yUm, quality }) => ({ ...best, xUm, yUm, quality })),
  };
  return {
    ...scene,
    grains: variant in grains ? grains[variant as keyof typeof grains] : [best],
    contamination: variant === 'contamination' ? scene.contamination : [],
    outline: variant === 'edges' ? scene.outline : { ...scene.outline, extent: BOUNDLESS },
  };
}

function worsened(
  parameters: SpectrumParameters,
  variant: SceneVariant,
  share: number,
): SpectrumParameters {
  const { angleResolutionDeg, background, counting } = parameters;
  switch (variant) {
    case 'defocus':
      return {
        ...parameters,
        angleResolutionDeg: Math.hypot(angleResolutionDeg, LARGEST_DEFOCUS_DEG * share),
      };
    case 'background':
      return {
        ...parameters,
        background: { ...background, flat: background.flat + LARGEST_BACKGROUND * share },
      };
    case 'exposure':
      if (counting.kind !== 'exposure') return parameters;
      return {
        ...parameters,
        counting: {
          ...counting,
          meanElectronCount: counting.meanElectronCount * 10 ** (-EXPOSURE_DECADES * share),
        },
      };
    default:
      return parameters;
  }
}

/** The true score at a place, 0 … 10, by a label profile: Eq. 13 on noise-free components. */
export function trueScoreAt(
  known: KnownScene,
  profile: LabelProfile,
  xUm: number,
  yUm: number,
): number {
  const parameters = known.parametersAt(xUm, yUm, TRUTH_SAMPLING);
  const components = expectedComponents(parameters, profile);
  return profileLabel(profile, components, TRUTH_SAMPLING.angleCount).score;
}
