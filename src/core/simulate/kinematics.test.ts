import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { degreesOf, emissionDirection, radiansOf, waveVectorAt } from './kinematics';
import type { Kinematics } from './parameters';

const angle = fc.double({ min: -40, max: 40, noNaN: true });
const still = { polarOffsetDeg: 0, tiltOffsetDeg: 0, azimuthOffsetDeg: 0 };

function kinematics(overrides: Partial<Kinematics>): Kinematics {
  return {
    photonEnergyEv: 21.2,
    workFunctionEv: 4.3,
    polarDeg: 0,
    tiltDeg: 0,
    azimuthDeg: 0,
    imageAngle: 'polar',
    crossAngleDeg: 0,
    ...overrides,
  };
}

describe('waveVectorAt', () => {
  it('is √(2 m E)/ħ', () => {
    // Electron mass, charge and ħ in SI units.
    const expected = Math.sqrt(2 * 9.1093837015e-31 * 1.602176634e-19 * 16.9) / 1.054571817e-34;
    expect(waveVectorAt(16.9)).toBeCloseTo(expected * 1e-10, 8);
    expect(waveVectorAt(-1)).toBe(0);
  });
});

describe('emissionDirection', () => {
  it('reduces to sin(θ + θ0) along the polar axis without tilt and azimuth', () => {
    fc.assert(
      fc.property(angle, angle, angle, (theta, polarDeg, crossAngleDeg) => {
        const { nx, ny } = emissionDirection(kinematics({ polarDeg, crossAngleDeg }), still, theta);
        const cross = radiansOf(crossAngleDeg);
        expect(nx).toBeCloseTo(Math.cos(cross) * Math.sin(radiansOf(theta + polarDeg)), 12);
        expect(ny).toBeCloseTo(Math.sin(cross), 12);
      }),
    );
  });

  it('puts normal emission at minus the offsets, in both image directions', () => {
    fc.assert(
      fc.property(angle, angle, angle, (polarDeg, tiltDeg, azimuthDeg) => {
        const polar = emissionDirection(kinematics({ polarDeg, azimuthDeg }), still, -polarDeg);
        const tilt = emissionDirection(
          kinematics({ tiltDeg, azimuthDeg, imageAngle: 'tilt' }),
          still,
          -tiltDeg,
        );
        for (const { nx, ny } of [polar, tilt]) {
          expect(Math.hypot(nx, ny)).toBeLessThan(1e-12);
        }
      }),
    );
  });

  it('inverts the forward map: rotate by azimuth, polar and tilt, then read the angles off', () => {
    fc.assert(
      fc.property(
        angle,
        angle,
        angle,
        angle,
        angle,
        (theta, phi, polarDeg, tiltDeg, azimuthDeg) => {
          const { nx, ny } = emissionDirection(
            kinematics({ polarDeg, tiltDeg, azimuthDeg, crossAngleDeg: phi }),
            still,
            theta,
          );
          // Forward, with the polar sense in which +kx lies at positive angles.
          const nz = Math.sqrt(Math.max(0, 1 - nx * nx - ny * ny));
          const [a, p, t] = [azimuthDeg, -polarDeg, tiltDeg].map(radiansOf);
          const x1 = nx * Math.cos(a) - ny * Math.sin(a);
          const y1 = nx * Math.sin(a) + ny * Math.cos(a);
          const x2 = x1 * Math.cos(p) + nz * Math.sin(p);
          const z2 = nz * Math.cos(p) - x1 * Math.sin(p);
          const y3 = y1 * Math.cos(t) - z2 * Math.sin(t);
          const z3 = y1 * Math.sin(t) + z2 * Math.cos(t);
          fc.pre(z3 > 0.05 && z2 > 0.05);
          expect(degreesOf(Math.atan2(x2, z3))).toBeCloseTo(theta, 6);
          expect(degreesOf(Math.asin(y3))).toBeCloseTo(phi, 6);
        },
      ),
    );
  });

  it('adds a domain’s offsets to the sample’s', () => {
    const offset = { polarOffsetDeg: 2, tiltOffsetDeg: -3, azimuthOffsetDeg: 11 };
    const together = kinematics({ polarDeg: 6, tiltDeg: -2, azimuthDeg: 31 });
    expect(
      emissionDirection(kinematics({ polarDeg: 4, tiltDeg: 1, azimuthDeg: 20 }), offset, 7),
    ).toEqual(emissionDirection(together, still, 7));
  });
});
