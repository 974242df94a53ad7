import { describe, expect, test } from 'vitest';
import type { Axis } from '#shared/axis';
import { draggedSpan, draggedWindow, gripAt } from './mdc-window';

const energy: Axis = { name: 'Kinetic energy', unit: 'eV', start: 16, step: 0.01, count: 101 };
const angle: Axis = { name: 'Angle', unit: 'deg', start: 10, step: -0.1, count: 201 };

describe('dragging a span', () => {
  test('moves as a whole and stops at the end of the axis', () => {
    const [low, high] = draggedSpan([16.2, 16.3], 'both', 5, energy);
    expect(high).toBeCloseTo(17.005);
    expect(high - low).toBeCloseTo(0.1);
  });

  test('an end taken past the other turns the span round', () => {
    const [low, high] = draggedSpan([-2, 2], 'low', 6, angle);
    expect([low, high]).toEqual([2, 4]);
  });

  test('never gets narrower than a pixel', () => {
    const [low, high] = draggedSpan([16.2, 16.3], 'high', -0.1, energy);
    expect(high - low).toBeCloseTo(0.01);
  });

  test('a window keeps the axis that is not gripped', () => {
    const window = {
      energyEv: [16.2, 16.3] as [number, number],
      angle: [3, -1] as [number, number],
    };
    const grip = { energy: 'none', angle: 'both' } as const;
    const dragged = draggedWindow(window, grip, { energy: 1, angle: 1 }, { energy, angle });
    expect(dragged).toEqual({ energyEv: [16.2, 16.3], angle: [0, 4] });
  });
});

describe('grips', () => {
  test('ends, middle and outside of a span', () => {
    expect([90, 96, 150, 203, 220].map((at) => gripAt(at, 100, 200, 6))).toEqual([
      null,
      'low',
      'both',
      'high',
      null,
    ]);
  });

  test('along an axis that runs downwards on screen the ends change places', () => {
    expect(gripAt(98, 200, 100, 6)).toBe('high');
    expect(gripAt(202, 200, 100, 6)).toBe('low');
  });

  test('a thin span can still be moved', () => {
    expect(gripAt(102, 100, 104, 6)).toBe('both');
  });
});
