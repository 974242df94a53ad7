import { computed, type ComputedRef, type Ref } from 'vue';
import {
  fittingViewport,
  paneProjection,
  visibleBounds,
  zoomedViewport,
  type Aspect,
  type Bounds,
  type PaneProjection,
  type PaneSize,
  type Viewport,
} from '../../map/viewport';
import { stageToPixel } from '../../map/map-painter';
import { useMapGeometryStore } from '../../stores/map-geometry';
import { useScanStore } from '../../stores/scan';
import { useViewStore } from '../../stores/view';

/** Space around a whole map, CSS pixels. */
const FIT_PADDING = 10;

/** Pan, zoom and projection of one map pane; what they change is shared with the other pane. */
export interface MapView {
  bounds: ComputedRef<Bounds | null>;
  projection: ComputedRef<PaneProjection | null>;
  /** Stage (x, y) to a pixel of the pane. */
  toPixel: ComputedRef<((x: number, y: number) => { left: number; top: number }) | null>;
  /** Stage position under a pixel of the pane; null while nothing is shown. */
  placeAt: (left: number, top: number) => { x: number; y: number } | null;
  /** The point under a pixel of the pane, or null. */
  pointUnder: (left: number, top: number) => number | null;
  zoomAt: (factor: number, left: number, top: number) => void;
  panBy: (left: number, top: number) => void;
  reset: () => void;
}

export function useMapView(size: Ref<PaneSize>): MapView {
  const scan = useScanStore();
  const view = useViewStore();
  const map = useMapGeometryStore();

  const aspect = computed<Aspect>(() => {
    const axes = scan.derived?.axes;
    if (axes && axes.x.unit !== axes.y.unit) return 'free';
    return scan.status?.phase === 'finished' ? 'real-unless-line' : 'real';
  });

  const viewport = computed<Viewport | null>(() => {
    if (view.viewport) return view.viewport;
    if (!map.wholeBounds || size.value.width <= 0) return null;
    const { width, height } = size.value;
    const fitted = fittingViewport(
      map.wholeBounds,
      { width: width - 2 * FIT_PADDING, height: height - 2 * FIT_PADDING },
      aspect.value,
    );
    return fitted;
  });

  const bounds = computed(() => viewport.value && visibleBounds(viewport.value, size.value));
  const projection = computed(
    () => bounds.value && paneProjection(bounds.value, size.value, view.preferences.orientation),
  );
  const toPixel = computed(
    () => projection.value && stageToPixel(projection.value, view.preferences.orientation.swapAxes),
  );

  function placeAt(left: number, top: number): { x: number; y: number } | null {
    if (!projection.value) return null;
    const { u, v } = projection.value.toStage(left, top);
    return view.preferences.orientation.swapAxes ? { x: v, y: u } : { x: u, y: v };
  }

  function pointUnder(left: number, top: number): number | null {
    const place = placeAt(left, top);
    return place && map.pointAt(place.x, place.y);
  }

  function zoomAt(factor: number, left: number, top: number): void {
    if (!viewport.value || !projection.value) return;
    const { u, v } = projection.value.toStage(left, top);
    view.viewport = zoomedViewport(viewport.value, factor, u, v);
  }

  function panBy(left: number, top: number): void {
    if (!viewport.value || !projection.value) return;
    const before = projection.value.toStage(0, 0);
    const after = projection.value.toStage(left, top);
    view.viewport = {
      ...viewport.value,
      centreU: viewport.value.centreU - (after.u - before.u),
      centreV: viewport.value.centreV - (after.v - before.v),
    };
  }

  function reset(): void {
    view.viewport = null;
  }

  return { bounds, projection, toPixel, placeAt, pointUnder, zoomAt, panBy, reset };
}
