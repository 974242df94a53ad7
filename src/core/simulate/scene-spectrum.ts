import { LABEL_PROFILES, profileLabel } from '#core/quality/profiles';
import type { Sampling, SpectrumParameters } from './parameters';
import type { Scene } from './scene';
import { driftAt } from './scene';
import { surfaceViewAt } from './scene-surface';
import type { SimulatedSpectrum } from './spectrum';
import { expectedComponents, simulateSpectrum } from './spectrum';

/** Background of a clean place, and what full contamination, bare substrate and grain mixture add. */
const BACKGROUND = {
  clean: 0.035,
  contamination: 0.22,
  substrate: 0.12,
  mixture: 0.06,
  quality: 0.1,
};
/** Extra angular spread of disordered ground where grains meet, FWHM in deg at full mixture. */
const BOUNDARY_MOSAIC_DEG = 3;
/** Signal lost at full mixture: steps and cracks scatter. */
const BOUNDARY_LOSS = 0.5;
/** Electrons that the background brings, over its share of the signal's. */
const BACKGROUND_COUNT_SHARE = 0.8;
/** Sampling at which the truth is evaluated; F's threshold follows the sampling. */
const TRUTH_SAMPLING: Sampling = { energyCount: 72, angleCount: 72 };

/** Everything that decides the spectrum at a stage position in µm; the counting seed is left at 0. */
export function sceneParametersAt(
  scene: Scene,
  xUm: number,
  yUm: number,
  sampling: Sampling,
): SpectrumParameters {
  const { look } = scene;
  const view = surfaceViewAt(scene, xUm, yUm);
  const signal = view.signal * (1 - BOUNDARY_LOSS * view.mixture);
  const missingQuality =
    view.coverage > 0 ? view.coverage - Math.min(view.coverage, view.signal) : 0;
  const flat =
    BACKGROUND.clean +
    BACKGROUND.contamination * view.contamination +
    BACKGROUND.substrate * (1 - view.coverage) +
    BACKGROUND.mixture * view.mixture +
    BACKGROUND.quality * missingQuality;
  const angleResolutionDeg = Math.hypot(
    look.angleResolutionDeg,
    BOUNDARY_MOSAIC_DEG * view.mixture,
  );
  return {
    material: look.material,
    kinematics: look.kinematics,
    domains:
      view.domains.length > 0
        ? view.domains
        : [{ weight: 1, polarOffsetDeg: 0, tiltOffsetDeg: 0, azimuthOffsetDeg: 0 }],
    temperatureK: look.temperatureK,
    energyResolutionEv: look.energyResolutionEv,
    angleResolutionDeg,
    signalAmplitude: signal,
    background: { flat, shirley: 0.03 * signal, polynomial: 0, polynomialCoefficients: [] },
    response: look.response,
    artefacts: [],
    readoutSpreadPoints: 1,
    sampling: {
      ...sampling,
      energyWindowEv: look.energyWindowEv,
      angleWindowDeg: look.angleWindowDeg,
    },
    counting: {
      kind: 'exposure',
      meanElectronCount:
        look.fullElectronCount *
        Math.min(1, signal + BACKGROUND_COUNT_SHARE * (flat - BACKGROUND.clean)),
    },
    countingSeed: 0,
  };
}

/** Where on the sample a stage position lies after a time of drifting, µm. */
function placeOnSample(
  scene: Scene,
  xUm: number,
  yUm: number,
  elapsedS: number,
): { xUm: number; yUm: number } {
  if (scene.drift === null) return { xUm, yUm };
  const moved = driftAt(scene.drift, elapsedS);
  return { xUm: xUm - moved.xUm, yUm: yUm - moved.yUm };
}

/**
 * The spectrum measured at a stage position, `elapsedS` after the scan began;
 * `pointSeed` decides its counting noise.
 */
export function sceneSpectrumAt(
  scene: Scene,
  xUm: number,
  yUm: number,
  pointSeed: number,
  sampling: Sampling,
  elapsedS = 0,
): SimulatedSpectrum {
  const place = placeOnSample(scene, xUm, yUm, elapsedS);
  const parameters = sceneParametersAt(scene, place.xUm, place.yUm, sampling);
  return simulateSpectrum({ ...parameters, countingSeed: pointSeed });
}

/**
 * The true score at a stage position, 0 … 10: the `alignment` label of the noise-free spectrum
 * there, in which mixed grains count as broadening, with the mean count.
 */
export function sceneTrueScoreAt(scene: Scene, xUm: number, yUm: number): number {
  const { alignment } = LABEL_PROFILES;
  const parameters = sceneParametersAt(scene, xUm, yUm, TRUTH_SAMPLING);
  const components = expectedComponents(parameters, alignment);
  return profileLabel(alignment, components, TRUTH_SAMPLING.angleCount).score;
}
