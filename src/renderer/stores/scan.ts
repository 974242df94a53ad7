import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { ViewEvent } from '#shared/contract';
import {
  defaultSessionSettings,
  type Derived,
  type Failure,
  type ScanStatus,
  type SessionSettings,
  type Snapshot,
  type Warning,
} from '#shared/scan';
import type { MeanProgress } from '#shared/region-of-interest';
import type { PointJudgement } from '#shared/verdict';
import { PointColumns } from './point-columns';

/** What a scan says it will have is believed up to this many points. */
const MOST_RESERVED = 1_000_000;

function byPoint(judgements: readonly PointJudgement[]): Map<number, PointJudgement> {
  return new Map(judgements.map((judgement) => [judgement.pointId, judgement]));
}

/**
 * The open scan as the host tells it. Points are plain columns that Vue does not
 * observe; `pointsVersion` counts every change and `pointsRevision` those that
 * touched points already there, so that drawings know how much to repaint.
 */
export const useScanStore = defineStore('scan', () => {
  const status = shallowRef<ScanStatus | null>(null);
  const settings = shallowRef<SessionSettings>(defaultSessionSettings);
  const derived = shallowRef<Derived | null>(null);
  const failures = shallowRef<Failure[]>([]);
  const warnings = shallowRef<Warning[]>([]);
  const judgements = shallowRef<ReadonlyMap<number, PointJudgement>>(new Map());
  /** Null where no area of the map is marked. */
  const meanProgress = shallowRef<MeanProgress | null>(null);
  const points = shallowRef(new PointColumns());
  const pointsVersion = ref(0);
  const pointsRevision = ref(0);

  const isOpen = computed(() => status.value !== null);
  const bestSpots = computed(() => derived.value?.bestSpots ?? []);
  const pointCount = computed(() => (pointsVersion.value >= 0 ? points.value.length : 0));

  function replacePoints(columns: PointColumns): void {
    points.value = columns;
    pointsRevision.value++;
    pointsVersion.value++;
  }

  /**
   * Takes over a snapshot. `keepPoints` merges it with points that events brought
   * in the meantime, for a snapshot that was asked for; one that was sent replaces all.
   */
  function applySnapshot(snapshot: Snapshot | null, keepPoints = false): void {
    const sameSession = snapshot?.status.sessionId === status.value?.sessionId;
    const columns = keepPoints && sameSession ? points.value : new PointColumns();
    if (snapshot) {
      columns.reserve(Math.min(MOST_RESERVED, snapshot.status.expected ?? 0));
      columns.apply(snapshot.points);
    }
    replacePoints(columns);
    status.value = snapshot?.status ?? null;
    settings.value = snapshot?.settings ?? defaultSessionSettings;
    derived.value = snapshot?.derived ?? null;
    failures.value = snapshot?.failures ?? [];
    warnings.value = snapshot?.warnings ?? [];
    judgements.value = byPoint(snapshot?.judgements ?? []);
    meanProgress.value = snapshot?.meanProgress ?? null;
  }

  /** Takes over an event; those that concern the host and not the scan are left alone. */
  function applyEvent(event: ViewEvent): void {
    switch (event.name) {
      case 'snapshot':
        applySnapshot(event.payload);
        break;
      case 'points':
        if (points.value.apply(event.payload)) pointsRevision.value++;
        pointsVersion.value++;
        break;
      case 'derived':
        derived.value = event.payload;
        break;
      case 'status':
        status.value = event.payload;
        break;
      case 'settings':
        settings.value = event.payload;
        break;
      case 'failures':
        failures.value = event.payload;
        break;
      case 'warnings':
        warnings.value = event.payload;
        break;
      case 'judgements':
        judgements.value = byPoint(event.payload);
        break;
      case 'meanProgress':
        meanProgress.value = event.payload;
        break;
      case 'engine':
      case 'beamline':
      case 'preferences':
      case 'profiles':
        break;
    }
  }

  return {
    status,
    settings,
    derived,
    failures,
    warnings,
    judgements,
    meanProgress,
    points,
    pointsVersion,
    pointsRevision,
    isOpen,
    bestSpots,
    pointCount,
    applySnapshot,
    applyEvent,
  };
});
