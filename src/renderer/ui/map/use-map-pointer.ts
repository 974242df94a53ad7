import { useEventListener } from '@vueuse/core';
import type { Ref } from 'vue';
import type { MapPlace } from '../../map/map-layers';
import type { MapView } from './use-map-view';

const DRAG_THRESHOLD_PIXELS = 4;
const ZOOM_PER_WHEEL_UNIT = 0.0015;

interface MapPointerOptions {
  /** Whether drags move the map; they are left to a tool otherwise. */
  isMoving: () => boolean;
  /** The place under the mouse; null once it left. */
  onHover: (place: MapPlace | null) => void;
  onChoose: (place: MapPlace) => void;
}

/**
 * The mouse on a map: hovering tells of places, a click chooses one, a drag
 * moves the map, the wheel zooms, a double click shows all of it.
 */
export function useMapPointer(
  surface: Readonly<Ref<HTMLElement | null>>,
  mapView: MapView,
  options: MapPointerOptions,
): void {
  let drag: { left: number; top: number; moved: boolean } | null = null;

  function pixelOf(event: MouseEvent): { left: number; top: number } {
    const area = surface.value?.getBoundingClientRect();
    return { left: event.clientX - (area?.left ?? 0), top: event.clientY - (area?.top ?? 0) };
  }

  useEventListener(surface, 'pointerdown', (event) => {
    if (event.button !== 0 || !options.isMoving()) return;
    drag = { ...pixelOf(event), moved: false };
    surface.value?.setPointerCapture(event.pointerId);
  });

  useEventListener(surface, 'pointermove', (event) => {
    const pixel = pixelOf(event);
    if (!drag) {
      options.onHover(mapView.placeAt(pixel.left, pixel.top));
      return;
    }
    const [left, top] = [pixel.left - drag.left, pixel.top - drag.top];
    if (!drag.moved && Math.hypot(left, top) < DRAG_THRESHOLD_PIXELS) return;
    mapView.panBy(left, top);
    drag = { ...pixel, moved: true };
  });

  useEventListener(surface, 'pointerup', (event) => {
    const pixel = pixelOf(event);
    const wasClick = drag !== null && !drag.moved;
    drag = null;
    if (!wasClick) return;
    const place = mapView.placeAt(pixel.left, pixel.top);
    if (place !== null) options.onChoose(place);
  });

  useEventListener(surface, 'pointercancel', () => {
    drag = null;
  });

  useEventListener(surface, 'pointerleave', () => options.onHover(null));

  useEventListener(
    surface,
    'wheel',
    (event) => {
      event.preventDefault();
      const { left, top } = pixelOf(event);
      mapView.zoomAt(Math.exp(-event.deltaY * ZOOM_PER_WHEEL_UNIT), left, top);
    },
    { passive: false },
  );

  useEventListener(surface, 'dblclick', () => mapView.reset());
}
