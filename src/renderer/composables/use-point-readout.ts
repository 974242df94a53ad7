import { computed, type ComputedRef } from 'vue';
import { coordinateDecimals } from '#core/map/coordinate-decimals';
import type { MapAxis } from '#shared/scan';
import { formatFixed, withUnit } from '../format/numbers';
import { useMapGeometryStore } from '../stores/map-geometry';
import { useScanStore } from '../stores/scan';

const UNNAMED_AXES = { x: { name: 'x', unit: '' }, y: { name: 'y', unit: '' } };

/** Positions and scores of points in the motors' own names and units. */
export interface PointReadout {
  axes: ComputedRef<{ x: MapAxis; y: MapAxis }>;
  decimals: ComputedRef<{ x: number; y: number }>;
  positionOf: (pointId: number) => { x: string; y: string };
  /** A sentence for screen readers; `value` is what the map shows there. */
  spokenReadout: (pointId: number, mapLabel: string, value: string) => string;
}

export function usePointReadout(): PointReadout {
  const scan = useScanStore();
  const map = useMapGeometryStore();
  const axes = computed(() => scan.derived?.axes ?? UNNAMED_AXES);
  const decimals = computed(() => ({
    x: coordinateDecimals(scan.derived?.step ? map.step.x : null),
    y: coordinateDecimals(scan.derived?.step ? map.step.y : null),
  }));

  function positionOf(pointId: number): { x: string; y: string } {
    const { x, y } = scan.points;
    return {
      x: withUnit(formatFixed(x[pointId], decimals.value.x), axes.value.x.unit),
      y: withUnit(formatFixed(y[pointId], decimals.value.y), axes.value.y.unit),
    };
  }

  function spokenReadout(pointId: number, mapLabel: string, value: string): string {
    const position = positionOf(pointId);
    const { mls, uncertainty } = scan.points.quantities;
    const score = `MLS ${formatFixed(mls[pointId], 1)} plus or minus ${formatFixed(uncertainty[pointId], 1)}`;
    const place = `${axes.value.x.name} ${position.x}, ${axes.value.y.name} ${position.y}`;
    const shown = mapLabel === 'MLS' ? score : `${mapLabel} ${value}, ${score}`;
    const verdict = scan.judgements.get(pointId)?.verdict;
    const judged = verdict ? `, judged ${verdict}` : '';
    return `${mapLabel} map, point ${pointId + 1}: ${place}, ${shown}${judged}`;
  }

  return { axes, decimals, positionOf, spokenReadout };
}
