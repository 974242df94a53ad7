import type { PointStore } from './point-store';
import type { PointEvent } from './session/journal-events';

/** A point as its journal line; `restorePoints` reads it back. */
export function pointEvent(
  points: PointStore,
  id: number,
  source: { measuredAt: string | null; isLast: boolean },
): PointEvent {
  return {
    t: 'point',
    id,
    ...points.reference(id),
    arrivedAt: points.column('arrivedAt')[id],
    measuredAt: source.measuredAt,
    size: points.column('size')[id],
    modifiedAt: points.column('modifiedAt')[id],
    isLast: source.isLast,
    motors: points.motors.row(id),
    inputs: Array.from(points.inputRow(id), nullIfUnknown),
    // Nine digits give a float32 back exactly: a restored map is the map that was.
    probabilities: Array.from(points.probabilityRow(id), (p) => Number(p.toPrecision(9))),
    ...points.scale(id),
    ...fitEvent(points, id),
  };
}

/** What was measured on a point for the benchmark score, as journal fields. */
export function fitEvent(
  points: PointStore,
  id: number,
): Pick<PointEvent, 'fitVersion' | 'fit' | 'backgroundFraction'> {
  const fit = Array.from(points.fit(id));
  return {
    fitVersion: points.fitVersion[id],
    fit: fit.some((value) => !Number.isFinite(value)) ? null : fit,
    backgroundFraction: nullIfUnknown(points.column('backgroundFraction')[id]),
  };
}

function nullIfUnknown(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
