import { createRandom } from './random';
import type { Random } from './random';
import { bi2se3Look, flakesLook } from './scene-materials';
import type { SceneLook } from './scene-materials';

export type SceneName = 'bi2se3' | 'flakes' | 'terraces';

/** One crystallite of the surface: the ground nearest to its centre, within its radius. */
export interface Grain {
  xUm: number;
  yUm: number;
  /** Beyond this distance from the centre lies bare substrate. */
  radiusUm: number;
  polarOffsetDeg: number;
  tiltOffsetDeg: number;
  azimuthOffsetDeg: number;
  /** 1 for the best cleave; scales the signal, and what is missing becomes background. */
  quality: number;
}

/** Dirt on the surface: dims the signal and raises the background. */
interface ContaminationPatch {
  xUm: number;
  yUm: number;
  radiusUm: number;
  /** 0 … 1 at the centre. */
  strength: number;
}

/** Parallel steps across the surface, and the terraces between them. */
export interface Terraces {
  /** Direction across the steps, from the x axis, deg. */
  directionDeg: number;
  /** Ascending positions of the steps along that direction, µm from the scene's middle. */
  stepsUm: number[];
  /** Signal of each terrace, 0 … 1: one more than steps, as terminations differ. */
  signals: number[];
}

/** How the sample moves under the beam while the scan runs: a creep and a slow swing. */
export interface Drift {
  creepXUmPerHour: number;
  creepYUmPerHour: number;
  swingUm: number;
  swingPeriodS: number;
  swingPhase: number;
}

/** Outline of the sample: a rounded rectangle whose margin wobbles with the direction. */
interface SampleOutline {
  /** Half size over the scene's half size where the wobble is zero. */
  extent: number;
  wobble: number;
  wobblePhase: number;
}

/**
 * A sample surface as plain data, x and y from 0 to width and height in µm. The
 * grain with index 0 is the best one, by construction larger and cleaner than the rest.
 */
export interface Scene {
  name: SceneName;
  seed: number;
  widthUm: number;
  heightUm: number;
  /** FWHM of the round Gaussian beam spot. */
  beamFwhmUm: number;
  grains: Grain[];
  contamination: ContaminationPatch[];
  outline: SampleOutline;
  /** Null for a surface without steps. */
  terraces: Terraces | null;
  /** Null for a sample that keeps its place. */
  drift: Drift | null;
  look: SceneLook;
}

const SCENE_STREAMS: Record<SceneName, number> = { bi2se3: 1, flakes: 2, terraces: 3 };

/** Grains, dirt and distances as fractions of the scene's size √(width · height). */
const BEST_GRAIN_CLEARANCE = 0.31;
const GRAIN_CLEARANCE = 0.2;
const BEAM_SIZE = 0.045;
const PATCH_CLEARANCE = 0.16;
/** Tries to place a grain or patch before it is left out. */
const PLACEMENT_TRIES = 300;

/** A sample surface of the given size; the same name, seed and size give the same surface. */
export function createScene(
  name: SceneName,
  seed: number,
  size: { widthUm: number; heightUm: number },
): Scene {
  const random = createRandom(seed).fork(SCENE_STREAMS[name]);
  const { widthUm, heightUm } = size;
  const scale = Math.sqrt(widthUm * heightUm);
  const grains = placeGrains(random, name, size, scale);
  return {
    name,
    seed,
    widthUm,
    heightUm,
    beamFwhmUm: BEAM_SIZE * scale,
    grains,
    contamination: placeContamination(random, size, scale, grains[0]),
    outline: {
      extent: 0.92,
      wobble: random.uniform(0.02, 0.05),
      wobblePhase: random.uniform(0, 2 * Math.PI),
    },
    look: name === 'flakes' ? flakesLook(random) : bi2se3Look(random),
    terraces: name === 'terraces' ? drawTerraces(random, scale) : null,
    drift: name === 'terraces' ? drawDrift(random, scale) : null,
  };
}

function drawTerraces(random: Random, scale: number): Terraces {
  const stepsUm: number[] = [];
  for (let position = -0.8 * scale; position < 0.8 * scale;) {
    position += scale * random.uniform(0.08, 0.3);
    stepsUm.push(position);
  }
  return {
    directionDeg: random.uniform(-90, 90),
    stepsUm,
    signals: Array.from({ length: stepsUm.length + 1 }, () => random.uniform(0.55, 1)),
  };
}

function drawDrift(random: Random, scale: number): Drift {
  return {
    creepXUmPerHour: scale * random.uniform(-0.1, 0.1),
    creepYUmPerHour: scale * random.uniform(-0.1, 0.1),
    swingUm: scale * random.uniform(0, 0.03),
    swingPeriodS: random.uniform(600, 3600),
    swingPhase: random.uniform(0, 2 * Math.PI),
  };
}

/** How far the sample has moved along +x and +y since the scan began, µm. */
export function driftAt(drift: Drift, elapsedS: number): { xUm: number; yUm: number } {
  const hours = elapsedS / 3600;
  const turn = (2 * Math.PI * elapsedS) / drift.swingPeriodS;
  const swing = drift.swingUm * (Math.sin(turn + drift.swingPhase) - Math.sin(drift.swingPhase));
  return { xUm: drift.creepXUmPerHour * hours + swing, yUm: drift.creepYUmPerHour * hours };
}

function placeGrains(
  random: Random,
  name: SceneName,
  size: { widthUm: number; heightUm: number },
  scale: number,
): Grain[] {
  const { widthUm, heightUm } = size;
  const isFlakes = name === 'flakes';
  // Farther than any two places of the scene, and unlike Infinity it survives JSON.
  const unbounded = widthUm + heightUm;
  const best: Grain = {
    xUm: widthUm * random.uniform(0.28, 0.72),
    yUm: heightUm * random.uniform(0.28, 0.72),
    radiusUm: isFlakes ? 0.17 * scale : unbounded,
    polarOffsetDeg: random.uniform(-1, 1),
    tiltOffsetDeg: random.uniform(-1, 1),
    azimuthOffsetDeg: random.uniform(-2, 2),
    quality: 1,
  };
  const grains = [best];
  const wanted = 14;
  for (let attempt = 0; attempt < PLACEMENT_TRIES && grains.length < wanted; attempt++) {
    const xUm = random.uniform(0, widthUm);
    const yUm = random.uniform(0, heightUm);
    const isFree = grains.every((grain, index) => {
      const clearance = index === 0 ? BEST_GRAIN_CLEARANCE : GRAIN_CLEARANCE;
      return Math.hypot(grain.xUm - xUm, grain.yUm - yUm) >= clearance * scale;
    });
    if (!isFree) continue;
    grains.push({
      xUm,
      yUm,
      radiusUm: isFlakes ? random.uniform(0.1, 0.16) * scale : unbounded,
      polarOffsetDeg: awayFrom(random, best.polarOffsetDeg, 2, 6),
      tiltOffsetDeg: awayFrom(random, best.tiltOffsetDeg, 0.5, 4),
      azimuthOffsetDeg: isFlakes ? random.uniform(-30, 30) : random.uniform(-8, 8),
      quality: random.uniform(0.2, 0.5),
    });
  }
  return grains;
}

/** A value between `least` and `most` away from `centre`, on either side. */
function awayFrom(random: Random, centre: number, least: number, most: number): number {
  const distance = random.uniform(least, most);
  return random.next() < 0.5 ? centre - distance : centre + distance;
}

function placeContamination(
  random: Random,
  size: { widthUm: number; heightUm: number },
  scale: number,
  best: Grain,
): ContaminationPatch[] {
  const patches: ContaminationPatch[] = [];
  const wanted = random.integer(3, 5);
  for (let attempt = 0; attempt < PLACEMENT_TRIES && patches.length < wanted; attempt++) {
    const patch = {
      xUm: random.uniform(0, size.widthUm),
      yUm: random.uniform(0, size.heightUm),
      radiusUm: random.uniform(0.05, 0.12) * scale,
      strength: random.uniform(0.5, 0.95),
    };
    const distance = Math.hypot(patch.xUm - best.xUm, patch.yUm - best.yUm);
    if (distance > patch.radiusUm + PATCH_CLEARANCE * scale) patches.push(patch);
  }
  return patches;
}
