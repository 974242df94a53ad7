/** A rectangle of stage positions, x and y at the outermost points. */
export interface StageExtent {
  minimumX: number;
  maximumX: number;
  minimumY: number;
  maximumY: number;
}

/** `extent` enlarged by the known positions among points `from`…`to` − 1; null while there are none. */
export function enlargedExtent(
  extent: StageExtent | null,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  from: number,
  to: number,
): StageExtent | null {
  let enlarged = extent;
  for (let index = from; index < to; index++) {
    if (!Number.isFinite(x[index]) || !Number.isFinite(y[index])) continue;
    enlarged = {
      minimumX: Math.min(enlarged?.minimumX ?? Infinity, x[index]),
      maximumX: Math.max(enlarged?.maximumX ?? -Infinity, x[index]),
      minimumY: Math.min(enlarged?.minimumY ?? Infinity, y[index]),
      maximumY: Math.max(enlarged?.maximumY ?? -Infinity, y[index]),
    };
  }
  return enlarged;
}

/** Where a scan will reach. Not certain while its first line is still being measured. */
export interface PlannedExtent {
  extent: StageExtent;
  isCertain: boolean;
}

/**
 * Where a raster of `expected` points will reach, from its first line: the slow
 * axis goes on in the direction of its first step until all points are placed.
 * Before that step the raster is taken to be square and to go upwards. Lets the
 * map keep its size while points arrive. Null when too little is known.
 *
 * @param measured - Extent of the `length` points that are there.
 */
export function plannedExtent(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  length: number,
  measured: StageExtent,
  step: { x: number; y: number },
  expected: number,
): PlannedExtent | null {
  if (length < 2 || expected < length) return null;
  const isAlongX = Math.abs(x[1] - x[0]) / step.x >= Math.abs(y[1] - y[0]) / step.y;
  const [fast, slow] = isAlongX ? [x, y] : [y, x];
  const [fastStep, slowStep] = isAlongX ? [step.x, step.y] : [step.y, step.x];
  let lineLength = 1;
  while (lineLength < length && Math.abs(slow[lineLength] - slow[0]) < slowStep / 2) lineLength++;
  const isCertain = lineLength < length && lineLength > 1;
  if (!isCertain && lineLength < length) return null;
  const columns = isCertain ? lineLength : Math.max(length, Math.round(Math.sqrt(expected)));
  const slowDirection = isCertain ? Math.sign(slow[lineLength] - slow[0]) : 1;
  const fastEnd = fast[0] + Math.sign(fast[1] - fast[0]) * fastStep * (columns - 1);
  const slowEnd = slow[0] + slowDirection * slowStep * (Math.ceil(expected / columns) - 1);
  const corner = isAlongX ? { x: fastEnd, y: slowEnd } : { x: slowEnd, y: fastEnd };
  return { extent: including(measured, corner), isCertain };
}

function including(extent: StageExtent, place: { x: number; y: number }): StageExtent {
  return {
    minimumX: Math.min(extent.minimumX, place.x),
    maximumX: Math.max(extent.maximumX, place.x),
    minimumY: Math.min(extent.minimumY, place.y),
    maximumY: Math.max(extent.maximumY, place.y),
  };
}
