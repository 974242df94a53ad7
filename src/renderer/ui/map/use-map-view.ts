import { computed, type ComputedRef, type Ref } from 'vue';
import type { MapPlace } from '../../map/map-layers';
import { stageToPixel, type ToPixel } from '../../map/map-painter';
import {
  fittingViewport,
  paneProjection,
  visibleBounds,
  zoomedViewport,
  type Aspect,
  type Bounds,
  type Orientation,
  type PaneProjection,
  type PaneSize,
  type Viewport,
} from '../../map/viewport';

/** Space around a whole map, CSS pixels. */
const FIT_PADDING = 10;

interface MapViewOptions {
  size: Ref<PaneSize>;
  /** What is shown when the whole map is in view; null while that is not known. */
  wholeBounds: () => Bounds | null;
  aspect: () => Aspect;
  orientation: () => Orientation;
  /** The part shown; null shows the whole map. */
  viewport: Ref<Viewport | null>;
}

/** Pan, zoom and projection of one map. */
export interface MapView {
  bounds: ComputedRef<Bounds | null>;
  projection: ComputedRef<PaneProjection | null>;
  /** Stage (x, y) to a pixel of the pane. */
  toPixel: ComputedRef<ToPixel | null>;
  /** Stage position under a pixel of the pane; null while nothing is shown. */
  placeAt: (left: number, top: number) => MapPlace | null;
  zoomAt: (factor: number, left: number, top: number) => void;
  panBy: (left: number, top: number) => void;
  reset: () => void;
}

export function useMapView(options: MapViewOptions): MapView {
  const { size, viewport } = options;

  const shown = computed<Viewport | null>(() => {
    if (viewport.value) return viewport.value;
    const whole = options.wholeBounds();
    if (!whole || size.value.width <= 0) return null;
    const { width, height } = size.value;
    const inner = { width: width - 2 * FIT_PADDING, height: height - 2 * FIT_PADDING };
    return fittingViewport(whole, inner, options.aspect());
  });

  const bounds = computed(() => shown.value && visibleBounds(shown.value, size.value));
  const projection = computed(
    () => bounds.value && paneProjection(bounds.value, size.value, options.orientation()),
  );
  const toPixel = computed(
    () => projection.value && stageToPixel(projection.value, options.orientation().swapAxes),
  );

  function placeAt(left: number, top: number): MapPlace | null {
    if (!projection.value) return null;
    const { u, v } = projection.value.toStage(left, top);
    return options.orientation().swapAxes ? { x: v, y: u } : { x: u, y: v };
  }

  function zoomAt(factor: number, left: number, top: number): void {
    if (!shown.value || !projection.value) return;
    const { u, v } = projection.value.toStage(left, top);
    viewport.value = zoomedViewport(shown.value, factor, u, v);
  }

  function panBy(left: number, top: number): void {
    if (!shown.value || !projection.value) return;
    const before = projection.value.toStage(0, 0);
    const after = projection.value.toStage(left, top);
    viewport.value = {
      ...shown.value,
      centreU: shown.value.centreU - (after.u - before.u),
      centreV: shown.value.centreV - (after.v - before.v),
    };
  }

  function reset(): void {
    viewport.value = null;
  }

  return { bounds, projection, toPixel, placeAt, zoomAt, panBy, reset };
}
