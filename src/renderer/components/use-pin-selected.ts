import { computed, type ComputedRef } from 'vue';
import { usePinsStore } from '../stores/pins';
import { useViewStore } from '../stores/view';

/** Pins the selected point's spectrum, or lets go of it. */
export function usePinSelected(): { isPinned: ComputedRef<boolean>; togglePin: () => void } {
  const view = useViewStore();
  const pins = usePinsStore();
  const isPinned = computed(
    () => view.selectedPoint !== null && pins.pinned.includes(view.selectedPoint),
  );

  /** What was pinned just now is shown. */
  function togglePin(): void {
    if (view.selectedPoint === null) return;
    if (!isPinned.value) view.lowerPanel = 'pinned';
    pins.toggle(view.selectedPoint);
  }

  return { isPinned, togglePin };
}
