import type { Domain } from './parameters';
import { radiansOf } from './kinematics';
import type { Grain, Scene, Terraces } from './scene';

/** What the beam sees at a place, averaged over its spot. */
export interface SurfaceView {
  /** One entry per grain under the spot; weights sum to 1. Empty off the sample. */
  domains: Domain[];
  /** Signal over that of the best clean place, 0 … 1. */
  signal: number;
  /** Share of the spot on the sample, 0 … 1. */
  coverage: number;
  /** Dirt under the spot, 0 … 1. */
  contamination: number;
  /** How mixed the grains under the spot are: 0 for one grain, towards 1 for many. */
  mixture: number;
}

/** Share of the signal that full contamination takes away. */
const CONTAMINATION_LOSS = 0.85;
/** What a step under the spot broadens, over what a boundary between grains does. */
const STEP_BROADENING = 0.5;
/** Beam samples: a hexagonal net of this spacing out to this radius, in FWHM. */
const SAMPLE_SPACING = 0.25;
const SAMPLE_REACH = 1.05;

interface BeamSample {
  dx: number;
  dy: number;
  weight: number;
}

/** Points of a round Gaussian spot of FWHM 1, weights summing to 1. */
const BEAM_SAMPLES: readonly BeamSample[] = beamSamples();

function beamSamples(): BeamSample[] {
  const samples: BeamSample[] = [];
  const rowHeight = (SAMPLE_SPACING * Math.sqrt(3)) / 2;
  const reach = Math.ceil(SAMPLE_REACH / rowHeight) + 1;
  for (let row = -reach; row <= reach; row++) {
    for (let column = -2 * reach; column <= 2 * reach; column++) {
      const dx = (column + (row % 2 === 0 ? 0 : 0.5)) * SAMPLE_SPACING;
      const dy = row * rowHeight;
      const distanceSquared = dx * dx + dy * dy;
      if (distanceSquared > SAMPLE_REACH * SAMPLE_REACH) continue;
      samples.push({ dx, dy, weight: Math.exp(-4 * Math.LN2 * distanceSquared) });
    }
  }
  const total = samples.reduce((sum, sample) => sum + sample.weight, 0);
  return samples.map((sample) => ({ ...sample, weight: sample.weight / total }));
}

/** Whether a place lies within the sample's outline. */
function isOnSample(scene: Scene, xUm: number, yUm: number): boolean {
  const u = (2 * xUm) / scene.widthUm - 1;
  const v = (2 * yUm) / scene.heightUm - 1;
  const { extent, wobble, wobblePhase } = scene.outline;
  const radius = Math.sqrt(Math.sqrt(u * u * u * u + v * v * v * v));
  return radius <= extent * (1 + wobble * Math.cos(3 * Math.atan2(v, u) + wobblePhase));
}

function nearestGrain(scene: Scene, xUm: number, yUm: number): { index: number; distance: number } {
  let index = 0;
  let least = Infinity;
  scene.grains.forEach((grain, candidate) => {
    const distance = Math.hypot(grain.xUm - xUm, grain.yUm - yUm);
    if (distance < least) {
      least = distance;
      index = candidate;
    }
  });
  return { index, distance: least };
}

function contaminationAt(scene: Scene, xUm: number, yUm: number): number {
  let clean = 1;
  for (const patch of scene.contamination) {
    const distance = Math.hypot(patch.xUm - xUm, patch.yUm - yUm) / patch.radiusUm;
    clean *= 1 - patch.strength * Math.exp(-2 * distance * distance);
  }
  return 1 - clean;
}

/** Averages the surface over the beam spot at a stage position in µm. */
export function surfaceViewAt(scene: Scene, xUm: number, yUm: number): SurfaceView {
  const shares = new Float64Array(scene.grains.length);
  const terraceShares = new Float64Array((scene.terraces?.stepsUm.length ?? 0) + 1);
  let coverage = 0;
  let contamination = 0;
  let signal = 0;
  for (const { dx, dy, weight } of BEAM_SAMPLES) {
    const x = xUm + dx * scene.beamFwhmUm;
    const y = yUm + dy * scene.beamFwhmUm;
    const { index, distance } = nearestGrain(scene, x, y);
    const grain = scene.grains[index];
    if (distance > grain.radiusUm || !isOnSample(scene, x, y)) continue;
    const dirt = contaminationAt(scene, x, y);
    const terrace = scene.terraces === null ? null : terraceAt(scene, scene.terraces, x, y);
    const share = weight * grain.quality * (1 - CONTAMINATION_LOSS * dirt) * (terrace?.signal ?? 1);
    terraceShares[terrace?.index ?? 0] += share;
    shares[index] += share;
    signal += share;
    coverage += weight;
    contamination += weight * dirt;
  }
  const { domains, mixture } = mixtureOf(scene.grains, shares, signal);
  const onTerraces = STEP_BROADENING * mixtureOfShares(terraceShares, signal);
  return {
    domains,
    mixture: 1 - (1 - mixture) * (1 - onTerraces),
    signal,
    coverage,
    contamination,
  };
}

/** 1 − Σ (share / total)²: 0 for a single share, towards 1 for many. */
function mixtureOfShares(shares: Float64Array, total: number): number {
  if (!(total > 0)) return 0;
  return 1 - shares.reduce((sum, share) => sum + (share / total) * (share / total), 0);
}

function terraceAt(
  scene: Scene,
  terraces: Terraces,
  xUm: number,
  yUm: number,
): { index: number; signal: number } {
  const direction = radiansOf(terraces.directionDeg);
  const along =
    (xUm - scene.widthUm / 2) * Math.cos(direction) +
    (yUm - scene.heightUm / 2) * Math.sin(direction);
  const above = terraces.stepsUm.findIndex((step) => along < step);
  const index = above < 0 ? terraces.stepsUm.length : above;
  return { index, signal: terraces.signals[index] };
}

function mixtureOf(
  grains: Grain[],
  shares: Float64Array,
  signal: number,
): Pick<SurfaceView, 'domains' | 'mixture'> {
  const domains: Domain[] = [];
  shares.forEach((share, index) => {
    if (!(share > 0)) return;
    const { polarOffsetDeg, tiltOffsetDeg, azimuthOffsetDeg } = grains[index];
    domains.push({ weight: share / signal, polarOffsetDeg, tiltOffsetDeg, azimuthOffsetDeg });
  });
  return { domains, mixture: mixtureOfShares(shares, signal) };
}
