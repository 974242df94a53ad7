import { axisValue, type Axis } from '#shared/axis';
import type { MdcWindow } from '#shared/scan';

/** Lower and upper end of a window along one axis. */
export type Span = readonly [number, number];

/** What a drag moves along one axis: an end, the whole span, or nothing. */
export type Grip = 'low' | 'high' | 'both' | 'none';

/** What a drag on the spectrum does to the MDC window. */
export interface WindowGrip {
  energy: Grip;
  angle: Grip;
}

/** A place on the spectrum, in the units of its axes. */
export interface SpectrumPlace {
  energy: number;
  angle: number;
}

/** Limits of an axis, half a pixel beyond its outer pixel centres. */
export function axisLimits(axis: Axis): [number, number] {
  const ends = [axisValue(axis, -0.5), axisValue(axis, axis.count - 0.5)];
  return [Math.min(...ends), Math.max(...ends)];
}

/** Both ends in ascending order. */
function ascending([a, b]: Span): [number, number] {
  return a <= b ? [a, b] : [b, a];
}

/** A span after its grip was moved by `distance`: within the limits, at least one pixel wide, ascending. */
export function draggedSpan(span: Span, grip: Grip, distance: number, axis: Axis): Span {
  const [low, high] = ascending(span);
  const [first, last] = axisLimits(axis);
  const within = (value: number) => Math.min(last, Math.max(first, value));
  if (grip === 'none') return [low, high];
  if (grip === 'both') {
    const moved = Math.min(last - high, Math.max(first - low, distance));
    return [low + moved, high + moved];
  }
  const [from, to] = ascending(
    grip === 'low' ? [within(low + distance), high] : [low, within(high + distance)],
  );
  const pixel = Math.abs(axis.step);
  if (to - from >= pixel) return [from, to];
  return from + pixel <= last ? [from, from + pixel] : [last - pixel, last];
}

/** The window after a drag of its grip by (energy, angle). */
export function draggedWindow(
  window: MdcWindow,
  grip: WindowGrip,
  distance: SpectrumPlace,
  axes: { energy: Axis; angle: Axis },
): MdcWindow {
  return {
    energyEv: [...draggedSpan(window.energyEv, grip.energy, distance.energy, axes.energy)],
    angle: [...draggedSpan(window.angle, grip.angle, distance.angle, axes.angle)],
  };
}

/**
 * The grip along one axis at a pixel: an end within `reach` of it, the whole span
 * between the ends, null outside. In a span too narrow for that the ends are gripped from outside.
 */
export function gripAt(pixel: number, low: number, high: number, reach: number): Grip | null {
  const inside = Math.min(reach, Math.abs(high - low) / 4);
  const [first, last, firstGrip, lastGrip] =
    low <= high ? ([low, high, 'low', 'high'] as const) : ([high, low, 'high', 'low'] as const);
  if (pixel < first - reach || pixel > last + reach) return null;
  if (pixel <= first + inside) return firstGrip;
  return pixel >= last - inside ? lastGrip : 'both';
}
