import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { MapAnswer, MapGrid, SearchAim } from '#shared/features/twin';
import { Raster } from '../../map/raster';
import type { StageExtent } from '../../map/planned-extent';
import { enlargedExtent } from '../../map/planned-extent';
import { useHostStore } from '../../stores/host';
import { useMapGeometryStore } from '../../stores/map-geometry';
import { useScanStore } from '../../stores/scan';

/** Placed points from which a map is predicted. */
export const LEAST_POINTS = 10;
/** Gain, points of the score, that the advice to stop is about. */
const GAIN = 0.5;
/** Asked at most this often while points arrive. */
const INTERVAL_MS = 2000;

/** A predicted map and the raster that its cells lie on. */
export interface PredictedMap extends MapAnswer {
  raster: Raster;
}

/** The predicted score map of the open scan, worked out in the compute process while it is wanted. */
export const useTwinStore = defineStore('twin', () => {
  const host = useHostStore();
  const scan = useScanStore();
  const map = useMapGeometryStore();
  /** Null until the user says what the next places are for: nothing is predicted before. */
  const aim = ref<SearchAim | null>(null);
  const count = ref(5);
  const isShown = ref(true);
  const predicted = shallowRef<PredictedMap | null>(null);
  let isAsking = false;
  let timer: number | undefined;

  const placed = computed(() => {
    void scan.pointsVersion;
    return placedIds().length;
  });

  function placedIds(): number[] {
    const { x, y, quantities, length } = scan.points;
    const ids: number[] = [];
    for (let id = 0; id < length; id++) {
      if (Number.isFinite(x[id] + y[id] + quantities.mls[id])) ids.push(id);
    }
    return ids;
  }

  function extent(): StageExtent | null {
    if (map.geometry?.kind === 'raster') return map.geometry.raster.extent;
    return enlargedExtent(null, scan.points.x, scan.points.y, 0, scan.points.length);
  }

  async function ask(): Promise<void> {
    timer = undefined;
    const target = extent();
    const ids = placedIds();
    if (aim.value === null || isAsking || target === null || ids.length < LEAST_POINTS) return;
    const raster = new Raster(target, map.step);
    const { x, y, quantities } = scan.points;
    const column = (values: ArrayLike<number>) => Float64Array.from(ids, (id) => values[id]);
    const grid: MapGrid = {
      x: target.minimumX,
      y: target.minimumY,
      stepX: raster.stepX,
      stepY: raster.stepY,
      columns: raster.columns,
      rows: raster.rows,
    };
    const deviation = column(quantities.uncertainty).map((one) => (one > 0 ? one : 0));
    isAsking = true;
    const session = scan.status?.sessionId;
    const answer = await host.ask('predictMap', {
      points: { x: column(x), y: column(y), value: column(quantities.mls), deviation },
      grid,
      aim: aim.value,
      count: count.value,
      gain: GAIN,
      travelCost: 0,
      secondsPerPoint: scan.status?.secondsPerPoint?.mean ?? null,
    });
    isAsking = false;
    if (answer !== undefined && scan.status?.sessionId === session) {
      predicted.value = { ...answer, raster };
    }
  }

  function askSoon(): void {
    if (aim.value !== null) timer ??= window.setTimeout(() => void ask(), INTERVAL_MS);
  }

  watch(() => [scan.pointsVersion, map.geometry], askSoon);
  watch([aim, count], () => void ask());
  watch(
    () => scan.status?.sessionId,
    () => {
      aim.value = null;
      predicted.value = null;
    },
  );

  return { aim, count, isShown, predicted, placed };
});
