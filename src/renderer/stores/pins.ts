import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { MOST_PINS } from '#shared/features/exports';
import type { MeanSpectrum } from '#shared/spectrum-view';
import type { SpectrumImage } from '../spectrum/profiles';
import { useHostStore } from './host';
import { useScanStore } from './scan';

const LARGEST_SIDE_PIXELS = 160;

/** A spectrum kept on screen: a point's, or the mean of an area as it was when it was pinned. */
export type Pin =
  { kind: 'point'; key: string; pointId: number } | { kind: 'mean'; key: string; points: number };

const pointKey = (pointId: number): string => `point-${pointId}`;

/** Spectra kept on screen to compare, in the order they were pinned. */
export const usePinsStore = defineStore('pins', () => {
  const host = useHostStore();
  const scan = useScanStore();
  const pinned = shallowRef<readonly Pin[]>([]);
  const spectra = shallowRef<ReadonlyMap<string, SpectrumImage>>(new Map());
  let meansPinned = 0;

  /** Points among the pinned. */
  const pinnedPoints = computed(() =>
    pinned.value.flatMap((pin) => (pin.kind === 'point' ? [pin.pointId] : [])),
  );

  function keep(key: string, spectrum: SpectrumImage): void {
    if (!pinned.value.some((pin) => pin.key === key)) return;
    spectra.value = new Map(spectra.value).set(key, spectrum);
  }

  async function load(pointId: number): Promise<void> {
    const spectrum = await host.ask('getSpectrum', {
      pointId,
      maxEnergyPixels: LARGEST_SIDE_PIXELS,
      maxAnglePixels: LARGEST_SIDE_PIXELS,
    });
    if (spectrum) keep(pointKey(pointId), spectrum);
  }

  /** Pins a spectrum unless all places are taken: none that was pinned goes without a word. */
  function add(pin: Pin): boolean {
    if (pinned.value.length >= MOST_PINS) {
      host.notify(
        `${MOST_PINS} spectra are pinned`,
        'That is as many as fit side by side. Unpin one first.',
      );
      return false;
    }
    pinned.value = [...pinned.value, pin];
    return true;
  }

  function unpin(key: string): void {
    pinned.value = pinned.value.filter((pin) => pin.key !== key);
  }

  /** Pins a point, or lets go of it. */
  function toggle(pointId: number): void {
    if (pinnedPoints.value.includes(pointId)) {
      unpin(pointKey(pointId));
      return;
    }
    const isAdded = add({ kind: 'point', key: pointKey(pointId), pointId });
    if (isAdded) void load(pointId);
  }

  /** Pins the mean of the marked area as it is now. */
  function pinMean(mean: MeanSpectrum): void {
    const key = `mean-${++meansPinned}`;
    const isAdded = add({ kind: 'mean', key, points: mean.progress.averaged });
    if (isAdded) keep(key, mean);
  }

  watch(
    () => scan.status?.sessionId,
    () => {
      pinned.value = [];
      spectra.value = new Map();
    },
  );

  return { pinned, pinnedPoints, spectra, toggle, pinMean, unpin };
});
