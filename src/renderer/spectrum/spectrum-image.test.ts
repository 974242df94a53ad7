import { describe, expect, it } from 'vitest';
import { lookupTable } from '../map/lookup-table';
import { spectrumWords } from './spectrum-image';

describe('spectrumWords', () => {
  it('puts the highest energy first and the largest counts at the top of the scale', () => {
    const spectrum = {
      energy: { name: 'Kinetic energy', unit: 'eV', start: 16, step: 1, count: 2 },
      angle: { name: 'Angle', unit: 'deg', start: 0, step: 1, count: 2 },
      intensity: Float32Array.from([0, 1, 2, 4]),
    };
    const table = lookupTable('greys');
    const words = spectrumWords(spectrum, 'greys');
    expect([...words]).toEqual([table[128], table[255], table[0], table[64]]);
  });

  it('draws an empty detector as dark, not as noise', () => {
    const spectrum = {
      energy: { name: 'Kinetic energy', unit: 'eV', start: 16, step: 1, count: 1 },
      angle: { name: 'Angle', unit: 'deg', start: 0, step: 1, count: 2 },
      intensity: new Float32Array(2),
    };
    expect([...spectrumWords(spectrum, 'viridis')]).toEqual(
      Array(2).fill(lookupTable('viridis')[0]),
    );
  });
});
