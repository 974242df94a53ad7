import type { BandFit } from '#core/bands/fit-report';

/** A fit in words, for the command line. */
export function fitText(fit: BandFit & { seconds: number }): string {
  const { misfit, starts, filling } = fit;
  const values = [...fit.parameters, ...fit.ratios].map(({ name, value, sigma, unit }) =>
    value === null || sigma === null
      ? `  ${name.padEnd(16)} not determined`
      : `  ${name.padEnd(16)} ${value.toFixed(5)} ± ${sigma.toFixed(5)} ${unit}`.trimEnd(),
  );
  const angle = (name: string, value: number, sigma: number): string =>
    `  ${name.padEnd(16)} ${value.toFixed(2)} ± ${sigma.toFixed(2)} deg`;
  return [
    `${fit.family}, a = ${fit.latticeAngstrom} Å`,
    ...values,
    angle('azimuth', fit.azimuthDeg, fit.azimuthSigmaDeg),
    angle('normal, polar', fit.polarOffsetDeg, fit.polarOffsetSigmaDeg),
    angle('normal, tilt', fit.tiltOffsetDeg, fit.tiltOffsetSigmaDeg),
    `  Fermi level      ${fit.fermiEv.toFixed(4)} eV (kinetic)`,
    ...(filling === null ? [] : [`  electrons a cell ${filling.electrons.toFixed(3)}`]),
    `${starts.agreeing} of ${starts.count} starts agree; reduced χ² ` +
      `${misfit.reducedChiSquare.toFixed(2)}, ${(100 * misfit.unexplained).toFixed(1)} % of the ` +
      `structure unexplained; ${fit.pixels} pixels, ${fit.seconds.toFixed(1)} s`,
    ...fit.notes.map((note) => `! ${note}`),
  ].join('\n');
}
