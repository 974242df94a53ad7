import { useEventListener } from '@vueuse/core';
import { shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { MOST_VERTICES, type MapRegion } from '#shared/region-of-interest';
import type { MapPlace } from '../../map/map-layers';
import { thinnedVertices } from '../../map/region-outline';
import type { MapTool } from '../../map/map-tool';
import type { MapView } from './use-map-view';

/** An area smaller than this is a click, CSS pixels. */
const LEAST_PIXELS = 4;
/** A lasso takes a corner each so many pixels. */
const LASSO_PIXELS = 3;

interface RegionDrawingOptions {
  tool: () => MapTool;
  /** Where the map's keyboard cursor stands. */
  cursor: () => MapPlace | null;
  step: () => { x: number; y: number };
  onDrawn: (region: MapRegion) => void;
  /** Escape gave the tool back. */
  onGivenUp: () => void;
}

interface RegionDrawing {
  /** The area being drawn; null while none is. */
  draft: ShallowRef<MapRegion | null>;
  /** Space marks a corner at the map's cursor and the one across; Escape gives up. True where the key was meant for this. */
  onKey: (key: string) => boolean;
}

/** Marks an area on a map with the mouse or the keyboard. */
export function useRegionDrawing(
  surface: Readonly<Ref<HTMLElement | null>>,
  mapView: MapView,
  options: RegionDrawingOptions,
): RegionDrawing {
  const draft = shallowRef<MapRegion | null>(null);
  let path: { left: number; top: number }[] = [];
  let corner: MapPlace | null = null;

  function drawn(): MapRegion | null {
    const places = path.flatMap(({ left, top }) => {
      const place = mapView.placeAt(left, top);
      return place ? [[place.x, place.y] as [number, number]] : [];
    });
    const [first, last] = [places[0], places.at(-1)];
    if (!first || !last) return null;
    if (options.tool() === 'rectangle') {
      return { kind: 'rectangle', x: [first[0], last[0]], y: [first[1], last[1]] };
    }
    if (places.length < 3) return null;
    return { kind: 'polygon', vertices: thinnedVertices(places, MOST_VERTICES) };
  }

  /** The rectangle that holds the cells at two places. */
  function between(a: MapPlace, b: MapPlace): MapRegion {
    const span = (axis: 'x' | 'y'): [number, number] => {
      const half = options.step()[axis] / 2;
      return [Math.min(a[axis], b[axis]) - half, Math.max(a[axis], b[axis]) + half];
    };
    return { kind: 'rectangle', x: span('x'), y: span('y') };
  }

  function stop(): void {
    draft.value = null;
    path = [];
    corner = null;
  }

  function finish(): void {
    const region = draft.value;
    stop();
    if (region !== null) options.onDrawn(region);
  }

  function pixelOf(event: PointerEvent): { left: number; top: number } {
    const area = surface.value?.getBoundingClientRect();
    return { left: event.clientX - (area?.left ?? 0), top: event.clientY - (area?.top ?? 0) };
  }

  useEventListener(surface, 'pointerdown', (event) => {
    if (event.button !== 0 || options.tool() === 'move') return;
    stop();
    path = [pixelOf(event)];
    surface.value?.setPointerCapture(event.pointerId);
  });
  useEventListener(surface, 'pointermove', (event) => {
    const last = path.at(-1);
    if (!last) return;
    const pixel = pixelOf(event);
    if (Math.hypot(pixel.left - last.left, pixel.top - last.top) < LASSO_PIXELS) return;
    path = [...path, pixel];
    draft.value = drawn();
  });
  useEventListener(surface, 'pointerup', () => {
    if (path.length === 0) return;
    const across = Math.max(
      ...path.map(({ left, top }) => Math.hypot(left - path[0].left, top - path[0].top)),
    );
    if (across < LEAST_PIXELS) stop();
    else finish();
  });
  useEventListener(surface, 'pointercancel', stop);

  function onKey(key: string): boolean {
    if (options.tool() === 'move') return false;
    if (key === 'Escape') {
      stop();
      options.onGivenUp();
      return true;
    }
    const at = options.cursor();
    if (key !== ' ' || at === null) return false;
    if (corner === null) {
      corner = at;
      draft.value = between(at, at);
    } else finish();
    return true;
  }

  watch(options.cursor, (at) => {
    if (corner !== null && at !== null) draft.value = between(corner, at);
  });
  watch(options.tool, stop);

  return { draft, onKey };
}
