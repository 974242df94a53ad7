import { useThrottleFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { MeanSpectrum } from '#shared/spectrum-view';
import { useHostStore } from './host';
import { useScanStore } from './scan';
import { useViewStore } from './view';

const LARGEST_SIDE_PIXELS = 640;
/** The mean is asked for again at most this often while spectra are added to it. */
const REFRESH_INTERVAL_MS = 400;

/** Mean spectrum of the area marked on the map, as far as it has come. */
export const useMeanSpectrumStore = defineStore('mean-spectrum', () => {
  const host = useHostStore();
  const scan = useScanStore();
  const view = useViewStore();
  const mean = shallowRef<MeanSpectrum | null>(null);
  let request = 0;

  async function load(): Promise<void> {
    const own = ++request;
    if (scan.settings.mapRegion === null) {
      mean.value = null;
      return;
    }
    const result = await host.client?.call('getMeanSpectrum', {
      maxEnergyPixels: LARGEST_SIDE_PIXELS,
      maxAnglePixels: LARGEST_SIDE_PIXELS,
    });
    if (own === request && result?.ok) mean.value = result.value;
  }

  const refresh = useThrottleFn(load, REFRESH_INTERVAL_MS, true);

  watch(
    () => [scan.settings.mapRegion, scan.meanProgress, scan.derived?.mdcWindow],
    () => void refresh(),
    { immediate: true },
  );
  // Another window's area was let go of: there is no mean to show.
  watch(
    () => scan.settings.mapRegion,
    (region) => {
      if (region === null) view.shownSpectrum = 'point';
    },
  );

  return { mean };
});
