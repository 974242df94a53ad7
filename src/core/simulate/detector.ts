import type { DetectorArtefact, Sampling, SpectrumParameters } from './parameters';
import type { Random } from './random';

/**
 * Displaces the energies of a row-major [energy][angle] image by
 * shift · (2a − 1)² of its extent, as an uncorrected slit image does; `spare` is
 * scratch of the same size.
 */
export function bowEnergies(
  parameters: Pick<SpectrumParameters, 'artefacts' | 'sampling'>,
  image: Float32Array,
  spare: Float32Array,
): void {
  for (const artefact of parameters.artefacts) {
    if (artefact.kind !== 'bowed-energies') continue;
    const { energyCount, angleCount } = parameters.sampling;
    spare.set(image);
    for (let j = 0; j < angleCount; j++) {
      const u = (2 * (j + 0.5)) / angleCount - 1;
      const shiftPixels = artefact.shift * u * u * energyCount;
      const whole = Math.floor(shiftPixels);
      const part = shiftPixels - whole;
      for (let i = 0; i < energyCount; i++) {
        const near = Math.min(energyCount - 1, Math.max(0, i - whole));
        const far = Math.min(energyCount - 1, Math.max(0, i - whole - 1));
        image[i * angleCount + j] =
          (1 - part) * spare[near * angleCount + j] + part * spare[far * angleCount + j];
      }
    }
  }
}

/** Adds the streaks of stray light to an image whose signal has its maximum at `signalMaximum`. */
export function addStrayLines(
  artefacts: DetectorArtefact[],
  sampling: Sampling,
  signalMaximum: number,
  image: Float32Array,
): void {
  const { energyCount, angleCount } = sampling;
  for (const artefact of artefacts) {
    if (artefact.kind !== 'stray-line') continue;
    for (let i = 0; i < energyCount; i++) {
      const share = (i + 0.5) / energyCount;
      const middle = artefact.start + (artefact.end - artefact.start) * share;
      const reach = 3 * artefact.width;
      const first = Math.max(0, Math.floor((middle - reach) * angleCount));
      const last = Math.min(angleCount - 1, Math.ceil((middle + reach) * angleCount));
      for (let j = first; j <= last; j++) {
        const distance = ((j + 0.5) / angleCount - middle) / artefact.width;
        const profile = Math.max(0, 1 - (distance * distance) / 9);
        image[i * angleCount + j] += artefact.strength * signalMaximum * profile * profile;
      }
    }
  }
}

/** Strength of the detector's dead time, 0 where it counts linearly. */
export function saturationStrength(artefacts: DetectorArtefact[]): number {
  let strength = 0;
  for (const artefact of artefacts) {
    if (artefact.kind === 'saturation') strength += artefact.strength;
  }
  return strength;
}

/** Applies a dead time to an image of rates: r / (1 + strength · r / maximum). */
export function saturate(image: Float32Array, strength: number, maximum: number): void {
  if (!(strength > 0 && maximum > 0)) return;
  const scale = strength / maximum;
  for (let index = 0; index < image.length; index++) {
    image[index] /= 1 + scale * image[index];
  }
}

/** Sets dead pixels to zero and adds hot ones to an image of counts. */
export function markPixels(
  artefacts: DetectorArtefact[],
  random: Random,
  counts: Float32Array,
): void {
  for (const artefact of artefacts) {
    if (artefact.kind !== 'dead-pixels' && artefact.kind !== 'hot-pixels') continue;
    for (let marked = 0; marked < artefact.count; marked++) {
      const index = random.integer(0, counts.length - 1);
      if (artefact.kind === 'dead-pixels') counts[index] = 0;
      else counts[index] += artefact.counts;
    }
  }
}
