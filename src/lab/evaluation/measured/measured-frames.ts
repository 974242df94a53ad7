import type { Spectrum } from '#shared/spectrum';

/** A measured spectrum, and the instrument it comes from. */
export interface MeasuredFrame {
  name: string;
  instrument: string;
  spectrum: Spectrum;
}

/** Measured spectra to judge by, or why there are none. */
export type MeasuredFrames =
  | {
      kind: 'given';
      /** With bands. */
      bands: MeasuredFrame[];
      /** Without: Fermi edges, core levels, noise. */
      featureless: MeasuredFrame[];
    }
  | { kind: 'absent'; reason: string };

/**
 * Instruments whose bands the form of the rank score was chosen on; what the others say was looked
 * at afterwards.
 */
export const CHOSEN_ON: readonly string[] = ['hers', 'merlin', 'specs'];
