import { useEventListener } from '@vueuse/core';
import { shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { MOST_VERTICES, type MapRegion } from '#shared/region-of-interest';
import { thinnedVertices } from '../../map/region-outline';
import { useHostStore } from '../../stores/host';
import { useMapGeometryStore } from '../../stores/map-geometry';
import { useScanStore } from '../../stores/scan';
import { useViewStore } from '../../stores/view';
import type { MapView } from './use-map-view';

/** An area smaller than this is a click, CSS pixels. */
const LEAST_PIXELS = 4;
/** A lasso takes a corner each so many pixels. */
const LASSO_PIXELS = 3;

interface RegionDrawing {
  /** The area being drawn; null while none is. */
  draft: ShallowRef<MapRegion | null>;
  /** Space marks a corner at the map's cursor and the one across; Escape gives up. True where the key was meant for this. */
  onKey: (key: string) => boolean;
  /** The map's keyboard cursor moved: the area reaches to it. */
  extendTo: (pointId: number) => void;
}

/** Marks an area on a map with the mouse or the keyboard; its mean spectrum is then shown. */
export function useRegionDrawing(
  surface: Readonly<Ref<HTMLElement | null>>,
  mapView: MapView,
): RegionDrawing {
  const host = useHostStore();
  const scan = useScanStore();
  const view = useViewStore();
  const map = useMapGeometryStore();
  const draft = shallowRef<MapRegion | null>(null);
  let path: { left: number; top: number }[] = [];
  let corner: number | null = null;

  function drawn(): MapRegion | null {
    const places = path.flatMap(({ left, top }) => {
      const place = mapView.placeAt(left, top);
      return place ? [[place.x, place.y] as [number, number]] : [];
    });
    const [first, last] = [places[0], places.at(-1)];
    if (!first || !last) return null;
    if (view.mapTool === 'rectangle') {
      return { kind: 'rectangle', x: [first[0], last[0]], y: [first[1], last[1]] };
    }
    if (places.length < 3) return null;
    return { kind: 'polygon', vertices: thinnedVertices(places, MOST_VERTICES) };
  }

  /** The rectangle that holds the cells of two points. */
  function between(a: number, b: number): MapRegion {
    const span = (values: ArrayLike<number>, step: number): [number, number] => [
      Math.min(values[a], values[b]) - step / 2,
      Math.max(values[a], values[b]) + step / 2,
    ];
    const { x, y } = scan.points;
    return { kind: 'rectangle', x: span(x, map.step.x), y: span(y, map.step.y) };
  }

  function stop(): void {
    draft.value = null;
    path = [];
    corner = null;
  }

  async function finish(): Promise<void> {
    const region = draft.value;
    stop();
    if (region === null) return;
    view.mapTool = 'move';
    const settled = await host.ask('updateSettings', { mapRegion: region });
    if (settled) view.shownSpectrum = 'mean';
  }

  function placeOf(event: PointerEvent): { left: number; top: number } {
    const area = surface.value?.getBoundingClientRect();
    return { left: event.clientX - (area?.left ?? 0), top: event.clientY - (area?.top ?? 0) };
  }

  useEventListener(surface, 'pointerdown', (event) => {
    if (event.button !== 0 || view.mapTool === 'move') return;
    stop();
    path = [placeOf(event)];
    surface.value?.setPointerCapture(event.pointerId);
  });
  useEventListener(surface, 'pointermove', (event) => {
    const last = path.at(-1);
    if (!last) return;
    const place = placeOf(event);
    if (Math.hypot(place.left - last.left, place.top - last.top) < LASSO_PIXELS) return;
    path = [...path, place];
    draft.value = drawn();
  });
  useEventListener(surface, 'pointerup', () => {
    if (path.length === 0) return;
    const across = Math.max(
      ...path.map(({ left, top }) => Math.hypot(left - path[0].left, top - path[0].top)),
    );
    if (across < LEAST_PIXELS) stop();
    else void finish();
  });
  useEventListener(surface, 'pointercancel', stop);

  function onKey(key: string): boolean {
    if (key === 'Escape' && view.mapTool !== 'move') {
      stop();
      view.mapTool = 'move';
      return true;
    }
    const at = view.cursorPoint ?? view.selectedPoint;
    if (key !== ' ' || view.mapTool === 'move' || at === null) return false;
    if (corner === null) {
      corner = at;
      draft.value = between(at, at);
    } else void finish();
    return true;
  }

  function extendTo(pointId: number): void {
    if (corner !== null) draft.value = between(corner, pointId);
  }

  watch(() => view.mapTool, stop);

  return { draft, onKey, extendTo };
}
