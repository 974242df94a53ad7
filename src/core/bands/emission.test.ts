import { describe, expect, it } from 'vitest';
import { EMISSION, emission, type MapGeometry, type Orientation } from './emission';

const direction = (
  geometry: MapGeometry,
  along: number,
  across: number,
  orientation: Partial<Orientation> = {},
): Float64Array => {
  const into = new Float64Array(EMISSION.length);
  emission(
    geometry,
    { along, across, azimuth: 0 },
    { azimuth: 0, polar: 0, tilt: 0, ...orientation },
    into,
  );
  return into;
};
const radians = (degrees: number) => (degrees * Math.PI) / 180;

describe('emission', () => {
  it('without offsets: kx = −K sin P cos a, ky = K sin a', () => {
    const n = direction('rotation', 7, 11);
    expect(n[0]).toBeCloseTo(-Math.sin(radians(11)) * Math.cos(radians(7)), 14);
    expect(n[1]).toBeCloseTo(Math.sin(radians(7)), 14);
  });

  it.each(['rotation', 'deflector'] as const)(
    '%s: normal emission appears at the offsets',
    (geometry) => {
      const orientation = { polar: geometry === 'rotation' ? 3 : 0, tilt: 2, azimuth: 20 };
      const n = direction(geometry, 2, geometry === 'rotation' ? 3 : 0, orientation);
      expect(Math.hypot(n[0], n[1])).toBeLessThan(1e-12);
    },
  );

  it('the azimuth turns the plane and keeps the length', () => {
    const straight = direction('rotation', 7, 11);
    const turned = direction('rotation', 7, 11, { azimuth: 90 });
    expect(turned[0]).toBeCloseTo(straight[1], 14);
    expect(turned[1]).toBeCloseTo(-straight[0], 14);
  });

  it.each(['rotation', 'deflector', 'momentum'] as const)(
    '%s: derivatives agree with differences',
    (geometry) => {
      const orientation = { azimuth: 4, polar: 1.5, tilt: -0.8 };
      const h = 1e-5;
      const found = direction(geometry, 5, -6, orientation);
      for (const name of ['azimuth', 'polar', 'tilt'] as const) {
        const after = direction(geometry, 5, -6, { ...orientation, [name]: orientation[name] + h });
        const before = direction(geometry, 5, -6, {
          ...orientation,
          [name]: orientation[name] - h,
        });
        for (const axis of [0, 1]) {
          expect(found[EMISSION[name] + axis]).toBeCloseTo(
            (after[axis] - before[axis]) / (2 * h),
            8,
          );
        }
      }
      const after = direction(geometry, 5 + h, -6, orientation);
      const before = direction(geometry, 5 - h, -6, orientation);
      for (const axis of [0, 1]) {
        expect(found[EMISSION.along + axis]).toBeCloseTo((after[axis] - before[axis]) / (2 * h), 8);
      }
    },
  );
});
