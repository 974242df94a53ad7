import type { ValueLayer } from '../../map/map-layers';
import type { PaintedValues } from '../../map/map-painter';
import { Raster } from '../../map/raster';
import type { PredictedMap } from './twin-store';

/** Predicted cells are paler than measured ones, and the hatching of unmeasured ground shows through. */
const OPACITY = 0.6;

/** The predicted map as a layer beneath the measured one, on the same colour scale. */
export function predictedLayer({ raster, value }: PredictedMap, shown: PaintedValues): ValueLayer {
  const { columns, stepX, stepY, extent } = raster;
  const x = value.map((_, cell) => extent.minimumX + stepX * (cell % columns));
  const y = value.map((_, cell) => extent.minimumY + stepY * Math.floor(cell / columns));
  // Each cell holds one prediction as if it were a point.
  const cells = new Raster(extent, { x: stepX, y: stepY });
  x.forEach((place, cell) => cells.add(cell, place, y[cell]));
  return {
    kind: 'values',
    id: 'predicted',
    geometry: { kind: 'raster', raster: cells },
    places: () => ({ x, y, length: value.length }),
    values: { valueAt: (cell) => value[cell], scale: shown.scale, repeated: 'latest' },
    opacity: OPACITY,
  };
}
