import type { BosonKink, SelfEnergy } from './parameters';

/** Σ″ in eV, positive: Fermi liquid plus the kink, where there is one. */
export function imaginarySelfEnergy(selfEnergy: SelfEnergy, omegaEv: number): number {
  const { curvaturePerEv, offsetEv, kink } = selfEnergy;
  const fermiLiquid = curvaturePerEv * omegaEv * omegaEv + offsetEv;
  return kink === undefined ? fermiLiquid : fermiLiquid + imaginaryKink(kink, omegaEv);
}

/** Σ′ in eV, by which the bands move: 0 for a Fermi liquid. */
export function realSelfEnergy(selfEnergy: SelfEnergy, omegaEv: number): number {
  return selfEnergy.kink === undefined ? 0 : realKink(selfEnergy.kink, omegaEv);
}

/**
 * Σ″ of the coupling. Kramers–Kronig consistent: −Im Σ of
 * Σ(z) = (h/π) [ln(z − ω₀) − ln(z + ω₀)] − ih at z = ω + iw, analytic above the
 * real axis: a step of height h at ±ω₀, as wide as w. Published (Eq. 3 beyond Σ₀):
 * h / [1 + exp((ω + ω₀) γ)].
 */
function imaginaryKink(kink: BosonKink, omegaEv: number): number {
  const { bosonEnergyEv, stepHeightEv } = kink;
  if (kink.form === 'published') {
    return stepHeightEv / (1 + Math.exp((omegaEv + bosonEnergyEv) * kink.stepRatePerEv));
  }
  const { widthEv } = kink;
  const turn =
    Math.atan2(widthEv, omegaEv - bosonEnergyEv) - Math.atan2(widthEv, omegaEv + bosonEnergyEv);
  return stepHeightEv * (1 - turn / Math.PI);
}

/**
 * Σ′ of the coupling: the same function's real part,
 * (h/2π) ln{[(ω − ω₀)² + w²] / [(ω + ω₀)² + w²]}, or, published (Eq. 3),
 * R {w / [(ω + ω₀)² + w²] − w / [(ω − ω₀)² + w²]}.
 */
function realKink(kink: BosonKink, omegaEv: number): number {
  const { bosonEnergyEv, stepHeightEv, widthEv } = kink;
  const above = omegaEv - bosonEnergyEv;
  const below = omegaEv + bosonEnergyEv;
  const aboveSquared = above * above + widthEv * widthEv;
  const belowSquared = below * below + widthEv * widthEv;
  if (kink.form === 'published') {
    return kink.strengthEv2 * (widthEv / belowSquared - widthEv / aboveSquared);
  }
  return (stepHeightEv / (2 * Math.PI)) * Math.log(aboveSquared / belowSquared);
}

/** Iterations that bring E = ε + Σ′(E) well below any energy resolution. */
const RENORMALISATION_STEPS = 12;

/** The energy at which a bare band's quasiparticle is seen: E = ε + Σ′(E), eV. */
export function renormalisedEnergy(selfEnergy: SelfEnergy, bareEnergyEv: number): number {
  if (selfEnergy.kink === undefined) return bareEnergyEv;
  let energyEv = bareEnergyEv;
  for (let step = 0; step < RENORMALISATION_STEPS; step++) {
    // Half steps: the plain iteration would swing where Σ′ falls faster than E rises.
    energyEv = 0.5 * (energyEv + bareEnergyEv + realSelfEnergy(selfEnergy, energyEv));
  }
  return energyEv;
}
