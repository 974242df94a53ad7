import type { PaneSize } from './viewport';

/** Where a label stands beside its mark. */
export type LabelSide = 'left' | 'right' | 'top' | 'bottom';

/** Pixel within a pane, from its top left corner. */
interface Place {
  left: number;
  top: number;
}

interface Box extends Place {
  right: number;
  bottom: number;
}

/** Distance of a label's edge from the centre of its mark, and radius of the other marks, px. */
const GAP = 15;
const MARK_RADIUS = 8;

function boxAt(side: LabelSide, mark: Place, { width, height }: PaneSize): Box {
  const isBeside = side === 'left' || side === 'right';
  const left =
    side === 'left'
      ? mark.left - GAP - width
      : side === 'right'
        ? mark.left + GAP
        : mark.left - width / 2;
  const top = isBeside
    ? mark.top - height / 2
    : side === 'top'
      ? mark.top - GAP - height
      : mark.top + GAP;
  return { left, top, right: left + width, bottom: top + height };
}

/**
 * The side of a mark on which its label hides the fewest other marks and stays within the pane:
 * inwards where nothing speaks against it. All sizes in px.
 */
export function labelSide(
  mark: Place,
  label: PaneSize,
  others: readonly Place[],
  pane: PaneSize,
): LabelSide {
  const inwards: LabelSide[] =
    mark.left > 0.55 * pane.width ? ['left', 'right'] : ['right', 'left'];
  let best = inwards[0];
  let leastCost = Infinity;
  for (const side of [...inwards, 'top', 'bottom'] as const) {
    const { left, top, right, bottom } = boxAt(side, mark, label);
    const isCut = left < 0 || top < 0 || right > pane.width || bottom > pane.height;
    const hidden = others.filter(
      (other) =>
        other.left > left - MARK_RADIUS &&
        other.left < right + MARK_RADIUS &&
        other.top > top - MARK_RADIUS &&
        other.top < bottom + MARK_RADIUS,
    ).length;
    // A label that is cut cannot be read, which is worse than any mark hidden.
    const cost = hidden + (isCut ? others.length + 1 : 0);
    if (cost < leastCost) {
      leastCost = cost;
      best = side;
    }
  }
  return best;
}
