import { useEventListener } from '@vueuse/core';
import type { Ref } from 'vue';
import { useViewStore } from '../../stores/view';
import type { MapView } from './use-map-view';

const DRAG_THRESHOLD_PIXELS = 4;
const ZOOM_PER_WHEEL_UNIT = 0.0015;

/**
 * The mouse on a map: hovering moves the linked cursor, a click selects, a drag
 * moves the map, the wheel zooms, a double click shows all of it. While an area is marked,
 * drags are left to that.
 */
export function useMapPointer(
  surface: Readonly<Ref<HTMLElement | null>>,
  mapView: MapView,
  isHovered: Ref<boolean>,
): void {
  const view = useViewStore();
  let drag: { left: number; top: number; moved: boolean } | null = null;

  function placeOf(event: MouseEvent): { left: number; top: number } {
    const area = surface.value?.getBoundingClientRect();
    return { left: event.clientX - (area?.left ?? 0), top: event.clientY - (area?.top ?? 0) };
  }

  useEventListener(surface, 'pointerdown', (event) => {
    if (event.button !== 0 || view.mapTool !== 'move') return;
    drag = { ...placeOf(event), moved: false };
    surface.value?.setPointerCapture(event.pointerId);
  });

  useEventListener(surface, 'pointermove', (event) => {
    const place = placeOf(event);
    isHovered.value = true;
    if (!drag) {
      view.cursorPoint = mapView.pointUnder(place.left, place.top);
      return;
    }
    const [left, top] = [place.left - drag.left, place.top - drag.top];
    if (!drag.moved && Math.hypot(left, top) < DRAG_THRESHOLD_PIXELS) return;
    mapView.panBy(left, top);
    drag = { ...place, moved: true };
  });

  useEventListener(surface, 'pointerup', (event) => {
    const place = placeOf(event);
    const wasClick = drag !== null && !drag.moved;
    drag = null;
    if (!wasClick) return;
    const pointId = mapView.pointUnder(place.left, place.top);
    if (pointId !== null) view.select(pointId);
  });

  useEventListener(surface, 'pointercancel', () => {
    drag = null;
  });

  useEventListener(surface, 'pointerleave', () => {
    isHovered.value = false;
    view.cursorPoint = null;
  });

  useEventListener(
    surface,
    'wheel',
    (event) => {
      event.preventDefault();
      const { left, top } = placeOf(event);
      mapView.zoomAt(Math.exp(-event.deltaY * ZOOM_PER_WHEEL_UNIT), left, top);
    },
    { passive: false },
  );

  useEventListener(surface, 'dblclick', () => mapView.reset());
}
