import { describe, expect, it } from 'vitest';
import { FrameKinds } from './frame-kinds';

const energy = { name: 'Kinetic energy', unit: 'eV', start: 16, step: 0.01, count: 200 };
const angle = { name: 'Angle', unit: 'deg', start: -10, step: 0.1, count: 200 };

describe('FrameKinds', () => {
  it('takes spectra of one window for one kind, also where it drifts', () => {
    const kinds = new FrameKinds();
    expect(kinds.compare('a.ibw', { energy, angle })).toBeNull();
    expect(kinds.compare('b.ibw', { energy: { ...energy, start: 16.1 }, angle })).toBeNull();
  });

  it.each([
    ['pixels', { energy: { ...energy, count: 201 }, angle }],
    ['energies', { energy: { ...energy, start: 100 }, angle }],
    ['steps', { energy: { ...energy, step: 0.02 }, angle }],
    ['units', { energy, angle: { ...angle, unit: 'pixel' } }],
  ])('tells spectra of other %s, with both windows in words', (_, other) => {
    const kinds = new FrameKinds();
    kinds.compare('a.ibw', { energy, angle });
    const found = kinds.compare('survey.ibw', other);
    expect(found?.first).toEqual({
      file: 'a.ibw',
      window: '200 pixels of 16 to 17.99 eV × 200 pixels of -10 to 9.9 deg',
    });
    expect(found?.other.file).toBe('survey.ibw');
    expect(found?.other.window).not.toBe(found?.first.window);
    // Against the first kind, whatever came between.
    expect(kinds.compare('c.ibw', { energy, angle })).toBeNull();
  });
});
