import type { ScanTable } from '../table/scan-table';

/** Families of ways to predict what lies between measured lines. */
export type CandidateKind =
  'linear' | 'pchip' | 'cubic' | 'aligned' | 'gaussian-process' | 'networks';

/** A fitted way to predict a line. */
export interface FittedCandidate {
  /**
   * Values at places `x` (ascending) of the line at `at` on the second axis; NaN where the lines
   * on either side leave it open.
   */
  valuesAt(at: number, x: ArrayLike<number>): Float64Array;
}

/** A way to predict what lies between measured lines, with its settings, before it saw any. */
export interface Candidate {
  kind: CandidateKind;
  /** Name with the settings that tell it apart, e.g. `aligned pchip, level 0.8`. */
  name: string;
  fit(table: ScanTable): FittedCandidate;
}
