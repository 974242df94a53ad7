import { defineStore } from 'pinia';
import { computed, shallowRef, watch, type Ref } from 'vue';
import { enlargedExtent, plannedExtent, type StageExtent } from '../map/planned-extent';
import { Raster, rasterShape } from '../map/raster';
import type { Bounds } from '../map/viewport';
import { pointAtPlace, type MapGeometry, type MapPlace } from '../map/map-layers';
import { voronoiCells } from '../map/voronoi-cells';
import { useScanStore } from './scan';
import { useViewStore } from './view';

interface Step {
  x: number;
  y: number;
}

/** With fewer than two points no step is known; any one draws a single cell. */
const UNKNOWN_STEP: Step = { x: 1, y: 1 };
/** Cells of scattered points are worked out at most this often while points arrive. */
const CELLS_INTERVAL_MS = 300;

function sameExtent(a: StageExtent, b: StageExtent, step: Step): boolean {
  return (
    Math.abs(a.minimumX - b.minimumX) < 0.01 * step.x &&
    Math.abs(a.maximumX - b.maximumX) < 0.01 * step.x &&
    Math.abs(a.minimumY - b.minimumY) < 0.01 * step.y &&
    Math.abs(a.maximumY - b.maximumY) < 0.01 * step.y
  );
}

/** Geometry of the map, shared by both panes and kept up to date as points arrive. */
export const useMapGeometryStore = defineStore('map-geometry', () => {
  const scan = useScanStore();
  const view = useViewStore();
  const geometry = shallowRef<MapGeometry | null>(null);
  /** Outermost positions, measured or planned. */
  const extent = shallowRef<StageExtent | null>(null);
  /** What the panes show; reaches further than `extent` while the plan is a guess. */
  const shownExtent = shallowRef<StageExtent | null>(null);
  let measured: StageExtent | null = null;
  let placed = 0;
  let revision = -1;
  let cellsTimer: number | undefined;

  const step = computed<Step>(() => scan.derived?.step ?? UNKNOWN_STEP);

  function updateRaster(target: StageExtent, length: number): void {
    const { x, y } = scan.points;
    const current = geometry.value?.kind === 'raster' ? geometry.value.raster : null;
    const { columns, rows } = rasterShape(target, step.value);
    const keeps =
      current !== null &&
      sameExtent(current.extent, target, step.value) &&
      current.columns === columns &&
      current.rows === rows;
    const raster = keeps ? current : new Raster(target, step.value);
    for (let id = keeps ? placed : 0; id < length; id++) raster.add(id, x[id], y[id]);
    placed = length;
    if (!keeps) geometry.value = { kind: 'raster', raster };
  }

  function updateCells(): void {
    cellsTimer = undefined;
    const { x, y, length } = scan.points;
    geometry.value = { kind: 'cells', cells: voronoiCells(x, y, length, step.value) };
    placed = length;
  }

  /** Leaves an extent alone that differs by less than the stage's scatter, so that nothing moves for it. */
  function keepOrReplace(held: Ref<StageExtent | null>, target: StageExtent): void {
    if (!held.value || !sameExtent(held.value, target, step.value)) held.value = target;
  }

  function update(): void {
    const { x, y, length } = scan.points;
    if (revision !== scan.pointsRevision) {
      revision = scan.pointsRevision;
      measured = null;
      placed = 0;
      geometry.value = null;
    }
    measured = enlargedExtent(measured, x, y, placed, length);
    if (!measured) {
      extent.value = shownExtent.value = null;
      return;
    }
    const regular = scan.derived?.regular ?? true;
    const expected = scan.status?.expected ?? null;
    const planned =
      regular && expected !== null && scan.status?.phase !== 'finished'
        ? plannedExtent(x, y, length, measured, step.value, expected)
        : null;
    const target = planned?.isCertain ? planned.extent : measured;
    keepOrReplace(extent, target);
    keepOrReplace(shownExtent, planned?.extent ?? measured);
    if (regular) updateRaster(target, length);
    else if (geometry.value?.kind !== 'cells') updateCells();
    else if (placed < length) cellsTimer ??= window.setTimeout(updateCells, CELLS_INTERVAL_MS);
  }

  watch(
    () => [scan.pointsVersion, scan.derived, scan.status?.expected, scan.status?.phase],
    update,
    { immediate: true },
  );

  /** An extent and half a step around it, on the screen's axes. */
  function boundsAround(around: StageExtent | null): Bounds | null {
    if (!around) return null;
    const [halfX, halfY] = [0.5 * step.value.x, 0.5 * step.value.y];
    const acrossX = [around.minimumX - halfX, around.maximumX + halfX] as const;
    const acrossY = [around.minimumY - halfY, around.maximumY + halfY] as const;
    const [u, v] = view.preferences.orientation.swapAxes ? [acrossY, acrossX] : [acrossX, acrossY];
    return { minimumU: u[0], maximumU: u[1], minimumV: v[0], maximumV: v[1] };
  }

  /** What a pane shows when the whole map is in view. */
  const wholeBounds = computed(() => boundsAround(shownExtent.value));
  /** The area of the scan, measured or certain to be measured. */
  const scanBounds = computed(() => boundsAround(extent.value));

  /** The point whose cell holds a place, or null. */
  const pointAt = (place: MapPlace): number | null => pointAtPlace(geometry.value, place);

  return { geometry, step, wholeBounds, scanBounds, pointAt };
});
