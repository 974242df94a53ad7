import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import type { SpectrumView } from '#shared/spectrum-view';
import { useHostStore } from './host';
import { useScanStore } from './scan';

/** As many as the eye compares at a glance. */
const MOST_PINS = 5;
const LARGEST_SIDE_PIXELS = 160;

/** Spectra kept on screen to compare, in the order they were pinned. */
export const usePinsStore = defineStore('pins', () => {
  const host = useHostStore();
  const scan = useScanStore();
  const pinned = ref<number[]>([]);
  const spectra = shallowRef(new Map<number, SpectrumView>());

  async function load(pointId: number): Promise<void> {
    const spectrum = await host.ask('getSpectrum', {
      pointId,
      maxEnergyPixels: LARGEST_SIDE_PIXELS,
      maxAnglePixels: LARGEST_SIDE_PIXELS,
    });
    if (spectrum && pinned.value.includes(pointId)) {
      spectra.value = new Map(spectra.value).set(pointId, spectrum);
    }
  }

  /** Pins a point, or lets go of it. The oldest makes room where all places are taken. */
  function toggle(pointId: number): void {
    if (pinned.value.includes(pointId)) {
      pinned.value = pinned.value.filter((id) => id !== pointId);
      return;
    }
    pinned.value = [...pinned.value, pointId].slice(-MOST_PINS);
    void load(pointId);
  }

  watch(
    () => scan.status?.sessionId,
    () => {
      pinned.value = [];
      spectra.value = new Map();
    },
  );

  return { pinned, spectra, toggle };
});
