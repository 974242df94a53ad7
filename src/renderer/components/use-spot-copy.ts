import { computed, type ComputedRef } from 'vue';
import type { BestSpot } from '#shared/scan';
import { stageCommand, type CopyDialect } from '../format/copy-dialects';
import { useScanStore } from '../stores/scan';
import { useViewStore } from '../stores/view';
import { useCopy } from './use-copy';
import { usePointReadout } from './use-point-readout';

/** Copies spots in the words of the chosen control system. */
export function useSpotCopy(): {
  /** The spot meant when none is named: the selected one, else the best. */
  copySpot: ComputedRef<BestSpot | null>;
  copyAs: (spot: BestSpot, dialect: CopyDialect) => void;
} {
  const scan = useScanStore();
  const view = useViewStore();
  const copy = useCopy();
  const { axes, decimals } = usePointReadout();

  const copySpot = computed(
    () =>
      scan.bestSpots.find((spot) => spot.pointId === view.chosenPoint) ?? scan.bestSpots[0] ?? null,
  );

  function copyAs(spot: BestSpot, dialect: CopyDialect): void {
    const place = {
      x: spot.x,
      y: spot.y,
      motorX: axes.value.x.name,
      motorY: axes.value.y.name,
      unit: spot.unit,
    };
    const digits = Math.max(decimals.value.x, decimals.value.y);
    void copy(stageCommand(place, dialect, digits), `Spot ${spot.rank}`);
  }

  return { copySpot, copyAs };
}
