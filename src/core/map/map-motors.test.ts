import { describe, expect, it } from 'vitest';
import { lengthFactor, mapMotors } from './map-motors';

const motor = (name: string, unit: string, minimum: number, maximum: number) => ({
  name,
  unit,
  minimum,
  maximum,
});

describe('mapMotors', () => {
  const names = (motors: Parameters<typeof mapMotors>[0]) => {
    const chosen = mapMotors(motors);
    return chosen && [motors[chosen.x].name, motors[chosen.y].name];
  };

  it('takes the two lengths that travel most, x across', () => {
    expect(
      names([
        motor('saz', 'mm', -1, 1),
        motor('sax', 'mm', 0, 3),
        motor('say', 'mm', 0, 1e-4),
        motor('sapolar', 'deg', -10, 10),
        motor('T', 'K', 10, 300),
      ]),
    ).toEqual(['sax', 'saz']);
  });

  it('compares lengths across units', () => {
    expect(
      names([motor('coarse_x', 'mm', 0, 0.001), motor('y', 'um', 0, 50), motor('z', 'um', 0, 40)]),
    ).toEqual(['y', 'z']);
  });

  it('guesses the second axis while one motor moves', () => {
    expect(
      names([motor('z', 'mm', 3, 3.00001), motor('y', 'mm', 2, 2), motor('x', 'mm', 0, 1)]),
    ).toEqual(['x', 'y']);
    expect(names([motor('z', 'mm', 3, 3), motor('y', 'mm', 2, 2), motor('x', 'mm', 0, 0)])).toEqual(
      ['x', 'y'],
    );
  });

  it('takes readbacks, not where the motors were sent', () => {
    expect(
      names([
        motor('sx_set', 'um', 0, 10),
        motor('sx', 'um', 0.1, 9.9),
        motor('sy_set', 'um', 0, 10),
        motor('sy', 'um', 0.1, 9.9),
      ]),
    ).toEqual(['sx', 'sy']);
  });

  it('falls back to angles when no length moves, and to null below two motors', () => {
    expect(
      names([
        motor('x', 'mm', 1, 1),
        motor('y', 'mm', 1, 1),
        motor('polar', 'deg', 0, 5),
        motor('tilt', 'deg', -2, 2),
      ]),
    ).toEqual(['polar', 'tilt']);
    expect(mapMotors([motor('x', 'mm', 0, 1)])).toBeNull();
  });
});

describe('lengthFactor', () => {
  it('converts between lengths and refuses anything else', () => {
    expect(lengthFactor('mm', 'um')).toBe(1000);
    expect(lengthFactor('deg', 'deg')).toBe(1);
    expect(lengthFactor('deg', 'um')).toBeNull();
  });
});
