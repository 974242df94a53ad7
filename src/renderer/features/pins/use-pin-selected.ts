import { computed, type ComputedRef } from 'vue';
import { useMeanSpectrumStore } from '../../stores/mean-spectrum';
import { usePinsStore } from '../../stores/pins';
import { useViewStore } from '../../stores/view';

/** Pins the spectrum that is shown, or lets go of it. */
export function usePinSelected(): { isPinned: ComputedRef<boolean>; togglePin: () => void } {
  const view = useViewStore();
  const pins = usePinsStore();
  const means = useMeanSpectrumStore();
  const isPinned = computed(
    () =>
      view.shownSpectrum === 'point' &&
      view.selectedPoint !== null &&
      pins.pinnedPoints.includes(view.selectedPoint),
  );

  /** The panels stay as they are: whoever works through a list pins as they go. */
  function togglePin(): void {
    if (view.shownSpectrum === 'mean') {
      if (means.mean) pins.pinMean(means.mean);
    } else if (view.selectedPoint !== null) pins.toggle(view.selectedPoint);
  }

  return { isPinned, togglePin };
}
