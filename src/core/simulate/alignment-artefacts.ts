import type { DetectorArtefact, Sampling } from './parameters';
import type { Random } from './random';

/** How often each mark appears; frames of the instruments at hand served as models. */
const CHANCES = {
  mesh: 0.15,
  vignette: 0.2,
  border: 0.18,
  curvedBorder: 0.06,
  aperture: 0.08,
  sweptEdges: 0.1,
  gainSteps: 0.08,
  lineNoise: 0.05,
  bowedEnergies: 0.1,
  strayLine: 0.08,
  saturation: 0.06,
  deadPixels: 0.15,
  hotPixels: 0.15,
} as const;

/** The marks of one detector: none for about one frame in four, rarely more than three. */
export function drawDetectorArtefacts(random: Random, sampling: Sampling): DetectorArtefact[] {
  return [
    ...drawOptics(random),
    ...drawEdges(random),
    ...drawGains(random, sampling),
    ...drawElectronics(random, sampling),
  ];
}

/** What happens to the electrons on their way to the detector. */
function drawOptics(random: Random): DetectorArtefact[] {
  const artefacts: DetectorArtefact[] = [];
  if (random.next() < CHANCES.mesh) {
    artefacts.push({
      kind: 'mesh',
      periodPixels: random.uniform(2.5, 12),
      depth: random.uniform(0.02, 0.3),
      rotationDeg: random.uniform(0, 90),
    });
  }
  if (random.next() < CHANCES.vignette) {
    artefacts.push({ kind: 'vignette', depth: random.uniform(0.1, 0.9) });
  }
  if (random.next() < CHANCES.bowedEnergies) {
    artefacts.push({ kind: 'bowed-energies', shift: random.uniform(-0.06, 0.06) });
  }
  if (random.next() < CHANCES.strayLine) {
    const start = random.uniform(0, 0.12);
    const end = start + random.uniform(-0.08, 0.08);
    const isRight = random.next() < 0.5;
    artefacts.push({
      kind: 'stray-line',
      start: isRight ? 1 - start : start,
      end: isRight ? 1 - end : end,
      width: random.uniform(0.002, 0.008),
      strength: random.logUniform(0.2, 3),
    });
  }
  return artefacts;
}

/** Where the frame ends before the image does. */
function drawEdges(random: Random): DetectorArtefact[] {
  const artefacts: DetectorArtefact[] = [];
  if (random.next() < CHANCES.border) {
    const cut = (chance: number, largest: number): number =>
      random.next() < chance ? random.uniform(0, largest) : 0;
    artefacts.push({
      kind: 'border',
      left: random.uniform(0, 0.2),
      right: random.uniform(0, 0.2),
      bottom: cut(0.3, 0.15),
      top: cut(0.3, 0.2),
      slope: random.uniform(-0.12, 0.12),
    });
  }
  if (random.next() < CHANCES.curvedBorder) {
    artefacts.push({
      kind: 'curved-border',
      left: random.uniform(0, 0.1),
      right: random.uniform(0, 0.1),
      bow: random.uniform(-0.1, 0.12),
    });
  }
  if (random.next() < CHANCES.aperture) {
    artefacts.push({
      kind: 'aperture',
      energyRadius: random.uniform(0.6, 1.3),
      angleRadius: random.uniform(0.6, 1.3),
    });
  }
  return artefacts;
}

/** Exposure and gain that differ between parts of the frame. */
function drawGains(random: Random, sampling: Sampling): DetectorArtefact[] {
  const artefacts: DetectorArtefact[] = [];
  if (random.next() < CHANCES.sweptEdges) {
    artefacts.push({
      kind: 'swept-edges',
      low: random.next() < 0.7 ? random.uniform(0.02, 0.35) : 0,
      high: random.next() < 0.7 ? random.uniform(0.02, 0.35) : 0,
    });
  }
  if (random.next() < CHANCES.gainSteps) {
    artefacts.push({
      kind: 'gain-steps',
      along: random.choice(['energy', 'angle'] as const),
      count: random.integer(2, 12),
      depth: random.uniform(0.02, 0.2),
      seed: random.nextUint32(),
    });
  }
  if (random.next() < CHANCES.lineNoise) {
    const along = random.choice(['energy', 'angle'] as const);
    artefacts.push({
      kind: 'gain-steps',
      along,
      count: along === 'energy' ? sampling.energyCount : sampling.angleCount,
      depth: random.uniform(0.01, 0.12),
      seed: random.nextUint32(),
    });
  }
  return artefacts;
}

function drawElectronics(random: Random, sampling: Sampling): DetectorArtefact[] {
  const artefacts: DetectorArtefact[] = [];
  if (random.next() < CHANCES.saturation) {
    artefacts.push({ kind: 'saturation', strength: random.uniform(0.2, 2.5) });
  }
  const pixels = sampling.energyCount * sampling.angleCount;
  if (random.next() < CHANCES.deadPixels) {
    artefacts.push({
      kind: 'dead-pixels',
      count: Math.round(random.logUniform(1, 1e-3 * pixels + 1)),
    });
  }
  if (random.next() < CHANCES.hotPixels) {
    artefacts.push({
      kind: 'hot-pixels',
      count: random.integer(1, 6),
      counts: Math.round(random.logUniform(3, 300)),
    });
  }
  return artefacts;
}
