import { useDebounceFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { ErrorData } from '#shared/errors';
import type { SpectrumView } from '#shared/spectrum-view';
import { useHostStore } from './host';
import { useScanStore } from './scan';
import { useViewStore } from './view';

const LARGEST_SIDE_PIXELS = 640;
/** Re-scored points come in bursts while a slider moves; the spectrum is asked for again after. */
const RESCORED_DELAY_MS = 250;

/** The selected point's spectrum. The last one stays on screen while the next is read. */
export const useSpectrumStore = defineStore('spectrum', () => {
  const host = useHostStore();
  const scan = useScanStore();
  const view = useViewStore();
  const spectrum = shallowRef<SpectrumView | null>(null);
  const error = shallowRef<ErrorData | null>(null);
  const isLoading = ref(false);
  let request = 0;

  const isCurrent = computed(() => spectrum.value?.pointId === view.selectedPoint);

  async function load(): Promise<void> {
    const pointId = view.selectedPoint;
    const own = ++request;
    if (pointId === null || !host.client) {
      spectrum.value = null;
      error.value = null;
      isLoading.value = false;
      return;
    }
    isLoading.value = true;
    const result = await host.client.call('getSpectrum', {
      pointId,
      maxEnergyPixels: LARGEST_SIDE_PIXELS,
      maxAnglePixels: LARGEST_SIDE_PIXELS,
    });
    if (own !== request) return;
    isLoading.value = false;
    error.value = result.ok ? null : result.error;
    if (result.ok) spectrum.value = result.value;
    // What could not be read is not to be taken for the point that was shown before.
    else if (!isCurrent.value) spectrum.value = null;
  }

  const reload = useDebounceFn(load, RESCORED_DELAY_MS);

  watch(() => [view.selectedPoint, scan.status?.sessionId], load, { immediate: true });
  // What failed because the engine was away is read as soon as it is back.
  watch(
    () => host.engine.phase,
    (phase) => {
      if (phase === 'ready' && error.value !== null) void load();
    },
  );
  watch(
    () => [scan.pointsRevision, scan.settings],
    () => void reload(),
  );

  return { spectrum, error, isLoading, isCurrent, load };
});
