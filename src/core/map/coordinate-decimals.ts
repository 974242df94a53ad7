/** Decimals that show a position to a hundredth of the scan step. */
export function coordinateDecimals(step: number | null): number {
  if (step === null || !(step > 0)) return 3;
  // A step estimated as 0.00999 is meant as 0.01.
  return Math.max(0, Math.min(8, Math.ceil(-Math.log10(step / 100) - 0.05)));
}
