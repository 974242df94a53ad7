import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { BandFitShown } from '#shared/features/bands';

/** The fits of band models that this view was told of, the newest first. */
export const useBandsStore = defineStore('bands', () => {
  const fits = shallowRef<BandFitShown[]>([]);
  function adopt(fit: BandFitShown): void {
    fits.value = [fit, ...fits.value].slice(0, 5);
  }
  return { fits, adopt };
});
