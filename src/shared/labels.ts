/**
 * The two ways to judge a spectrum: as published, and as one aligns a beam (the default). What
 * they mean is in `core/quality/profiles.ts`.
 */
export const labelProfileNames = ['published', 'alignment'] as const;
export type LabelProfileName = (typeof labelProfileNames)[number];

/** w^S, w^B and w^N of Eq. 13 under each. */
export const labelWeights: Record<
  LabelProfileName,
  { sharpness: number; signalToBackground: number; counts: number }
> = {
  published: { sharpness: 0.6, signalToBackground: 1, counts: 0.8 },
  alignment: { sharpness: 0.7, signalToBackground: 1, counts: 0.65 },
};
