import { usePreferredDark, useThrottle } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { defaultPreferences, type Preferences } from '#shared/preferences';
import { pointsInBox, type ScoreBox } from '../map/score-pairs';
import type { Viewport } from '../map/viewport';
import { RunningHighest } from '../map/running-highest';
import { useScanStore } from './scan';

import type { MapTool } from '../map/map-tool';

export type MaximisablePane = 'map-0' | 'map-1' | 'spectrum';

/** New points join the marked ones at most this often. */
const BRUSH_INTERVAL_MS = 250;

/** What this window shows of the scan: selection, cursor, the part of the map in view, preferences. */
export const useViewStore = defineStore('view', () => {
  const scan = useScanStore();
  const preferences = shallowRef<Preferences>(defaultPreferences);
  /** The point a user clicked; null follows the best spot. */
  const chosenPoint = ref<number | null>(null);
  /** The point under the mouse or the map's keyboard cursor. */
  const cursorPoint = ref<number | null>(null);
  /** Scores marked in the scatter; null marks none. */
  const brush = shallowRef<ScoreBox | null>(null);
  const brushVersion = useThrottle(
    computed(() => scan.pointsVersion),
    BRUSH_INTERVAL_MS,
  );
  /** Points within the marked scores, ascending. */
  const brushedPoints = computed<readonly number[]>(() => {
    if (brush.value === null || brushVersion.value < 0) return [];
    const { mls, bms } = scan.points.quantities;
    return pointsInBox({ length: scan.points.length, mls, bms }, brush.value);
  });
  /** What a drag on a map does: move it, or mark an area. */
  const mapTool = ref<MapTool>('move');
  /** Which window a drag on the spectrum changes. */
  const spectrumTool = ref<'mdc' | 'intensity'>('mdc');
  /** Whether the spectrum of the selected point is shown, or the mean of the marked area. */
  const shownSpectrum = ref<'point' | 'mean'>('point');
  /** The pane that has the window for itself; null shows all. */
  const maximisedPane = ref<MaximisablePane | null>(null);
  /** The map shown where there is room for one. */
  const narrowMap = ref<0 | 1>(0);
  /** Shared by both panes; null shows the whole map. */
  const viewport = shallowRef<Viewport | null>(null);

  const prefersDark = usePreferredDark();
  const theme = computed<'light' | 'dark'>(() => {
    const chosen = preferences.value.theme;
    if (chosen !== 'system') return chosen;
    return prefersDark.value ? 'dark' : 'light';
  });

  const isFollowing = computed(() => chosenPoint.value === null);

  const highest = new RunningHighest();
  const highestPoint = computed(() => {
    void scan.pointsVersion;
    const { length, quantities } = scan.points;
    return highest.of(quantities.mls, length, scan.pointsRevision);
  });

  /** The point whose spectrum is shown: the clicked one, else the best spot's, else the highest so far. */
  const selectedPoint = computed(
    () => chosenPoint.value ?? scan.bestSpots[0]?.pointId ?? highestPoint.value,
  );

  function select(pointId: number): void {
    chosenPoint.value = pointId;
    shownSpectrum.value = 'point';
  }

  function followBestSpot(): void {
    chosenPoint.value = null;
  }

  function adoptPreferences(adopted: Preferences): void {
    preferences.value = adopted;
  }

  watch(
    () => scan.status?.sessionId,
    () => {
      chosenPoint.value = null;
      cursorPoint.value = null;
      viewport.value = null;
      brush.value = null;
      mapTool.value = 'move';
      spectrumTool.value = 'mdc';
      shownSpectrum.value = 'point';
    },
  );
  // Exchanged axes show another part of the map.
  watch(
    () => preferences.value.orientation.swapAxes,
    () => {
      viewport.value = null;
    },
  );

  return {
    preferences,
    theme,
    chosenPoint,
    cursorPoint,
    brush,
    brushedPoints,
    mapTool,
    spectrumTool,
    shownSpectrum,
    maximisedPane,
    narrowMap,
    viewport,
    isFollowing,
    selectedPoint,
    select,
    followBestSpot,
    adoptPreferences,
  };
});
