import { drawSpectrumParameters } from './distributions';
import { createRandom } from './random';
import { simulateSpectrum } from './spectrum';

/** FNV-1a over the bytes of every count and component, which rest on every drawn number. */
export function checksumOf(distribution: 'published' | 'alignment'): string {
  const root = createRandom(20_261_120);
  let hash = 0x811c9dc5;
  const take = (bytes: Iterable<number>): void => {
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  };
  for (let label = 0; label < 60; label++) {
    const sampling = { energyCount: 40 + label, angleCount: 90 - label };
    const parameters = drawSpectrumParameters(distribution, root.fork(label), sampling);
    const { spectrum, componentsByProfile } = simulateSpectrum(parameters);
    // Numbers in ASCII: every character is one byte.
    const components = JSON.stringify(componentsByProfile, (key, value: unknown) =>
      key === 'relativeWidth' ? undefined : value,
    );
    take(Array.from(components, (letter) => letter.charCodeAt(0)));
    take(new Uint8Array(spectrum.counts.buffer));
  }
  return (hash >>> 0).toString(16);
}
