import { radiansOf, waveVectorAt } from '#core/simulate/kinematics';

/**
 * How the two angles of a map reach the sample. `rotation`: the sample turns about the slit's
 * direction (polar or tilt maps). `deflector`: the sample rests, electrons are deflected across
 * the slit. `momentum`: the axes are kx, ky in Å⁻¹ already.
 */
export type MapGeometry = 'rotation' | 'deflector' | 'momentum';

/** Orientation of the sample, in degrees; offsets of k in Å⁻¹ where the geometry is `momentum`. */
export interface Orientation {
  azimuth: number;
  /** Normal emission appears at this polar (or deflector) angle. */
  polar: number;
  /** Normal emission appears at this angle along the slit. */
  tilt: number;
}

/** One measured direction: along the slit, across it, and the azimuth read from a motor. */
export interface MeasuredDirection {
  along: number;
  across: number;
  azimuth: number;
}

/** Where derivatives stand in the array that `emission` fills: x and y after each other. */
export const EMISSION = {
  direction: 0,
  azimuth: 2,
  polar: 4,
  tilt: 6,
  along: 8,
  length: 10,
} as const;

/** Factor from direction to k: K at the Fermi level, or 1 where k was measured. */
export function momentumScale(geometry: MapGeometry, fermiKineticEv: number): number {
  return geometry === 'momentum' ? 1 : waveVectorAt(fermiKineticEv);
}

/**
 * In-plane direction n of the photoelectrons in the crystal's frame (k = K n), with derivatives by
 * the orientation and by the angle along the slit, all per degree. With a slit along y,
 * n = Rz(−α) Rx(T) Ry(−(P − P₀)) d, d = (0, sin a, cos a): without offsets kx = −K sin P cos a and
 * ky = K sin a; positive T₀ brings normal emission to positive a. Deflected electrons have
 * d = (b, a) · sin r / r, r = √(a² + b²).
 */
export function emission(
  geometry: MapGeometry,
  at: MeasuredDirection,
  orientation: Orientation,
  into: Float64Array,
): void {
  if (geometry === 'momentum') {
    const x = at.across - orientation.polar;
    const y = at.along - orientation.tilt;
    turn(into, at.azimuth + orientation.azimuth, [x, y, -1, 0, 0, -1, 0, 1]);
    return;
  }
  const tilt = radiansOf(orientation.tilt);
  const cosTilt = Math.cos(tilt);
  const sinTilt = Math.sin(tilt);
  const along = radiansOf(at.along);
  const perDegree = radiansOf(1);
  if (geometry === 'rotation') {
    const polar = radiansOf(at.across - orientation.polar);
    const [sinP, cosP] = [Math.sin(polar), Math.cos(polar)];
    const [sinA, cosA] = [Math.sin(along), Math.cos(along)];
    const x = -sinP * cosA;
    const z = cosP * cosA;
    const y = sinA * cosTilt - z * sinTilt;
    turn(into, at.azimuth + orientation.azimuth, [
      x,
      y,
      cosP * cosA * perDegree,
      -sinP * cosA * sinTilt * perDegree,
      0,
      (-sinA * sinTilt - z * cosTilt) * perDegree,
      sinP * sinA * perDegree,
      (cosA * cosTilt + cosP * sinA * sinTilt) * perDegree,
    ]);
    return;
  }
  deflected(at, orientation, into);
}

/** Deflector: direction (b, a) sin r / r, then the sample's polar and tilt offsets. */
function deflected(at: MeasuredDirection, orientation: Orientation, into: Float64Array): void {
  const perDegree = radiansOf(1);
  const a = radiansOf(at.along);
  const b = radiansOf(at.across);
  const r = Math.hypot(a, b);
  const ratio = r < 1e-6 ? 1 - (r * r) / 6 : Math.sin(r) / r;
  const [dx, dy, dz] = [b * ratio, a * ratio, Math.cos(r)];
  // d(sin r / r)/da = (cos r − sin r / r) a / r².
  const slope = r < 1e-4 ? -1 / 3 : (dz - ratio) / (r * r);
  const alongX = b * slope * a * perDegree;
  const alongY = (ratio + a * slope * a) * perDegree;
  const alongZ = -ratio * a * perDegree;
  const polar = radiansOf(orientation.polar);
  const [sinP, cosP] = [Math.sin(polar), Math.cos(polar)];
  const tilt = radiansOf(orientation.tilt);
  const [sinT, cosT] = [Math.sin(tilt), Math.cos(tilt)];
  const x = dx * cosP - dz * sinP;
  const z = dz * cosP + dx * sinP;
  const alongZTurned = alongZ * cosP + alongX * sinP;
  turn(into, at.azimuth + orientation.azimuth, [
    x,
    dy * cosT - z * sinT,
    (-dx * sinP - dz * cosP) * perDegree,
    -(dx * cosP - dz * sinP) * sinT * perDegree,
    0,
    (-dy * sinT - z * cosT) * perDegree,
    alongX * cosP - alongZ * sinP,
    alongY * cosT - alongZTurned * sinT,
  ]);
}

/** Turns direction and derivatives (x, y by polar, tilt, along) by the azimuth, and adds its own. */
function turn(into: Float64Array, azimuthDeg: number, pairs: readonly number[]): void {
  const angle = radiansOf(azimuthDeg);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const put = (at: number, x: number, y: number): void => {
    into[at] = x * cos + y * sin;
    into[at + 1] = y * cos - x * sin;
  };
  put(EMISSION.direction, pairs[0], pairs[1]);
  put(EMISSION.polar, pairs[2], pairs[3]);
  put(EMISSION.tilt, pairs[4], pairs[5]);
  put(EMISSION.along, pairs[6], pairs[7]);
  const perDegree = radiansOf(1);
  const x = into[EMISSION.direction];
  into[EMISSION.azimuth] = into[EMISSION.direction + 1] * perDegree;
  into[EMISSION.azimuth + 1] = -x * perDegree;
}
