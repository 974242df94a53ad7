import { computed, type ComputedRef } from 'vue';
import { dialectTrouble, stageCommand, stagePlace, type StagePlace } from '#core/map/stage-command';
import type { CopyDialect } from '#shared/preferences';
import type { BestSpot } from '#shared/scan';
import { useHostStore } from '../../stores/host';
import { useScanStore } from '../../stores/scan';
import { useViewStore } from '../../stores/view';
import { useCopy } from '../../composables/use-copy';

/** A place that can be copied, and its number in a list. */
type CopiedPlace = Pick<BestSpot, 'x' | 'y' | 'rank'>;

/** Copies spots in the words of the chosen control system, with the motor names of the profile. */
export function useSpotCopy(): {
  /** The spot meant when none is named: the selected one, else the best. */
  copySpot: ComputedRef<BestSpot | null>;
  copyAs: (spot: CopiedPlace, dialect: CopyDialect) => void;
  /** Why a spot cannot be copied in a dialect, or null. */
  troubleWith: (spot: BestSpot, dialect: CopyDialect) => string | null;
} {
  const host = useHostStore();
  const scan = useScanStore();
  const view = useViewStore();
  const copy = useCopy();

  const copySpot = computed(
    () =>
      scan.bestSpots.find((spot) => spot.pointId === view.chosenPoint) ?? scan.bestSpots[0] ?? null,
  );

  function placeOf(spot: CopiedPlace): StagePlace | null {
    return scan.derived && stagePlace(spot, scan.derived, scan.settings.profile);
  }

  function troubleWith(spot: BestSpot, dialect: CopyDialect): string | null {
    const place = placeOf(spot);
    return place && dialectTrouble(place, dialect);
  }

  function copyAs(spot: CopiedPlace, dialect: CopyDialect): void {
    const place = placeOf(spot);
    if (!place) return;
    const trouble = dialectTrouble(place, dialect);
    if (trouble === null) void copy(stageCommand(place, dialect), `Spot ${spot.rank}`);
    else host.notify(trouble, 'Enter it under Site profiles, or copy in another form.', 'error');
  }

  return { copySpot, copyAs, troubleWith };
}
