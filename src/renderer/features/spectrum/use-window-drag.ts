import { useDebounceFn, useEventListener } from '@vueuse/core';
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import type { MdcWindow } from '#shared/scan';
import {
  draggedWindow,
  gripAt,
  type SpectrumPlace,
  type WindowGrip,
} from '../../spectrum/mdc-window';
import type { SpectrumImage } from '../../spectrum/profiles';
import { useHostStore } from '../../stores/host';
import { useScanStore } from '../../stores/scan';

/** Pixels from an edge of the window within which it is gripped. */
const REACH_PIXELS = 6;
const DRAG_THRESHOLD_PIXELS = 4;
/** Arrow keys change the window in bursts; the last state is what counts. */
const KEYBOARD_DELAY_MS = 500;

interface WindowDragOptions {
  surface: Readonly<Ref<HTMLElement | null>>;
  spectrum: () => SpectrumImage;
  /** The window that the scan knows. */
  settled: () => MdcWindow | null;
  /** Has the scan know another window. */
  save: (window: MdcWindow) => Promise<unknown>;
  /** Whether drags on the surface are for this window. */
  isActive: () => boolean;
  toPixel: (place: SpectrumPlace) => { left: number; top: number };
  placeOf: (event: PointerEvent) => SpectrumPlace;
}

/** A window of the spectrum under the mouse and the keyboard; the scan is told once the drag ends. */
export interface WindowDrag {
  /** The window as drawn now. */
  window: ComputedRef<MdcWindow | null>;
  /** True while the scan does not know the drawn window yet. */
  isDraft: ComputedRef<boolean>;
  pointerStyle: Ref<string>;
  /** Arrow keys move the window by a pixel, with Shift its upper end; Enter keeps it. */
  onKeydown: (event: KeyboardEvent) => void;
  /** Shows a window that the scan does not know yet; null goes back to the one it knows. */
  propose: (window: MdcWindow | null) => void;
}

function pointerStyleOf(grip: WindowGrip | null): string {
  if (grip === null) return 'crosshair';
  const isEnd = (end: string) => end === 'low' || end === 'high';
  if (isEnd(grip.energy) && isEnd(grip.angle)) {
    return (grip.energy === 'high') === (grip.angle === 'high') ? 'nesw-resize' : 'nwse-resize';
  }
  if (isEnd(grip.energy)) return 'ns-resize';
  return isEnd(grip.angle) ? 'ew-resize' : 'move';
}

export function useWindowDrag(options: WindowDragOptions): WindowDrag {
  const { surface, spectrum, toPixel, placeOf, isActive } = options;
  const host = useHostStore();
  const scan = useScanStore();
  const draft = shallowRef<MdcWindow | null>(null);
  const pointerStyle = ref('crosshair');
  let drag: { from: SpectrumPlace; window: MdcWindow; grip: WindowGrip; moved: boolean } | null =
    null;

  const window = computed(() => draft.value ?? options.settled());
  const isDraft = computed(() => draft.value !== null);

  /** What the mouse would take hold of; a new window is drawn anywhere else. */
  function gripUnder(event: PointerEvent): WindowGrip | null {
    const shown = window.value;
    const area = surface.value?.getBoundingClientRect();
    if (!shown || !area) return null;
    const a = toPixel({ energy: shown.energyEv[0], angle: shown.angle[0] });
    const b = toPixel({ energy: shown.energyEv[1], angle: shown.angle[1] });
    const angle = gripAt(event.clientX - area.left, a.left, b.left, REACH_PIXELS);
    const energy = gripAt(event.clientY - area.top, a.top, b.top, REACH_PIXELS);
    return angle === null || energy === null ? null : { energy, angle };
  }

  async function commit(): Promise<void> {
    const drawn = draft.value;
    if (drawn === null) return;
    await options.save(drawn);
    if (draft.value === drawn) draft.value = null;
  }

  const commitLater = useDebounceFn(commit, KEYBOARD_DELAY_MS);

  useEventListener(surface, 'pointerdown', (event) => {
    if (event.button !== 0 || !host.canControl || !isActive()) return;
    const from = placeOf(event);
    const grip = gripUnder(event);
    drag =
      grip && window.value
        ? { from, window: window.value, grip, moved: false }
        : {
            from,
            window: { energyEv: [from.energy, from.energy], angle: [from.angle, from.angle] },
            grip: { energy: 'high', angle: 'high' },
            moved: false,
          };
    surface.value?.setPointerCapture(event.pointerId);
  });

  useEventListener(surface, 'pointermove', (event) => {
    if (!host.canControl || !isActive()) return;
    if (!drag) {
      pointerStyle.value = pointerStyleOf(gripUnder(event));
      return;
    }
    const at = placeOf(event);
    const [start, now] = [toPixel(drag.from), toPixel(at)];
    drag.moved ||= Math.hypot(now.left - start.left, now.top - start.top) >= DRAG_THRESHOLD_PIXELS;
    if (!drag.moved) return;
    const distance = { energy: at.energy - drag.from.energy, angle: at.angle - drag.from.angle };
    draft.value = draggedWindow(drag.window, drag.grip, distance, spectrum());
  });

  useEventListener(surface, 'pointerup', () => {
    if (drag?.moved) void commit();
    drag = null;
  });
  useEventListener(surface, 'pointercancel', () => {
    drag = null;
    draft.value = null;
  });

  function onKeydown(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      event.preventDefault();
      void commit();
      return;
    }
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    const up = { ArrowDown: -1, ArrowUp: 1 }[event.key] ?? 0;
    if (!window.value || !host.canControl || (across === 0 && up === 0)) return;
    const grip = event.shiftKey ? 'high' : 'both';
    const { energy, angle } = spectrum();
    draft.value = draggedWindow(
      window.value,
      { energy: up === 0 ? 'none' : grip, angle: across === 0 ? 'none' : grip },
      { energy: up * Math.abs(energy.step), angle: across * Math.abs(angle.step) },
      { energy, angle },
    );
    event.preventDefault();
    event.stopPropagation();
    void commitLater();
  }

  function propose(proposal: MdcWindow | null): void {
    draft.value = proposal;
  }

  watch(
    () => scan.status?.sessionId,
    () => {
      draft.value = null;
      drag = null;
    },
  );

  return { window, isDraft, pointerStyle, onKeydown, propose };
}
