import { describe, expect, it } from 'vitest';
import { drawSpectrumParameters } from './distributions';
import { createRandom } from './random';
import { simulateSpectrum } from './spectrum';

/** FNV-1a over the bytes of every count and component, which rest on every drawn number. */
function checksumOf(distribution: 'published' | 'alignment'): string {
  const root = createRandom(20_261_120);
  let hash = 0x811c9dc5;
  const take = (bytes: Uint8Array): void => {
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  };
  for (let label = 0; label < 60; label++) {
    const sampling = { energyCount: 40 + label, angleCount: 90 - label };
    const parameters = drawSpectrumParameters(distribution, root.fork(label), sampling);
    const { spectrum, componentsByProfile } = simulateSpectrum(parameters);
    take(new TextEncoder().encode(JSON.stringify(componentsByProfile)));
    take(new Uint8Array(spectrum.counts.buffer));
  }
  return (hash >>> 0).toString(16);
}

describe('golden draws', () => {
  // Trained networks and evaluation sets rest on these bits: change them only with a new model.
  it.each([
    ['published', '57511b8f'],
    ['alignment', '9dcabef5'],
  ] as const)('of %s are what the shipped network was trained on', (distribution, expected) => {
    expect(checksumOf(distribution)).toBe(expected);
  });
});
