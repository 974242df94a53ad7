import { PUBLISHED_FEATURE_VARIATION } from './components';
import type { LabelProfileName } from '#shared/labels';
import { labelWeights } from '#shared/labels';
import { labelOf } from './label';
import { gradeBinOf, SHARPNESS_SCALE, SIGNAL_SCALE } from './grades';
import type { GradedLabel, QualityComponents, QualityWeights } from './types';

export type ProfileName = LabelProfileName;

/** What S is made of. */
export type SharpnessRule =
  /** Eq. 7 as the published code has it. */
  | { kind: 'published' }
  /** 1 − w / w_max, w the width across the dispersions in sight; both are shares of the frame. */
  | { kind: 'visible-width'; fullWidth: number };

/** What B is made of, and on which part of the frame F is taken. */
type SignalRule =
  /** Eq. 9 on the detected maxima, Eq. 6 on the whole frame. */
  | { kind: 'detected-maxima' }
  /** Signal peak in sight against the background beneath it, Eq. 6 within the frame's edges. */
  | { kind: 'peak-in-sight' };

/** How the components of a spectrum become a label, as plain data. */
export interface LabelProfile {
  name: ProfileName;
  weights: QualityWeights;
  sharpness: SharpnessRule;
  signal: SignalRule;
  /**
   * F times the number of angles below which no feature counts as present: how far the intensity
   * of a row goes up and down in sum, over its mean.
   */
  featureVariation: number;
}

export const LABEL_PROFILES: Record<ProfileName, LabelProfile> = {
  published: {
    name: 'published',
    weights: labelWeights.published,
    sharpness: { kind: 'published' },
    signal: { kind: 'detected-maxima' },
    featureVariation: PUBLISHED_FEATURE_VARIATION,
  },
  alignment: {
    name: 'alignment',
    weights: labelWeights.alignment,
    sharpness: { kind: 'visible-width', fullWidth: 0.12 },
    signal: { kind: 'peak-in-sight' },
    // An eighth of the mean up and down around it, once across the frame. By the published threshold
    // a frame that a single broad band fills would show no feature at all.
    featureVariation: 0.5,
  },
};

/** The label of components that were made under a profile, on a grid of `angleCount` columns. */
export function profileLabel(
  profile: LabelProfile,
  components: QualityComponents,
  angleCount: number,
): GradedLabel {
  const { weights, featureVariation } = profile;
  const label = labelOf(components, { weights, featureThreshold: featureVariation / angleCount });
  const { sharpness, signalToBackground, relativeWidth = 1 - sharpness } = components;
  return {
    ...label,
    sharpnessBin: gradeBinOf(SHARPNESS_SCALE, relativeWidth, label.sharpnessBracket),
    signalToBackgroundBin: gradeBinOf(
      SIGNAL_SCALE,
      1 - signalToBackground,
      label.signalToBackgroundBracket,
    ),
  };
}
