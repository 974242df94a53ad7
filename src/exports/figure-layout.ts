import type { CellMap } from './map-cells';

/** A rectangle of the figure, px. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface FigureLayout {
  width: number;
  height: number;
  panes: { map: Box; colourBar: Box }[];
  /** Baseline of the first caption line. */
  captionTop: number;
}

/** Largest map pane; its smaller side follows from the scan's shape. */
const PANE_LENGTH = 500;
const MARGIN = { left: 92, right: 30, top: 96, bottom: 86 };
const BAR = { gap: 14, width: 16, labels: 62 };
const PANE_GAP = { beside: 66, below: 110 };
/** From the maps' lower edge to the caption, and the caption's height. */
const CAPTION = { gap: 76, height: 66 };
/** From this width on each part of the caption fits one line. */
const WIDE = 1000;
/** Beyond this ratio of the sides a map is stretched: a line scan would be a hair. */
const LARGEST_RATIO = 6;
/** Maps wider than this stand one above the other. */
const STACKED_RATIO = 2.2;

/** Two panes of equal aspect, beside one another or, for wide scans, one above the other. */
export function figureLayout(extent: CellMap['extent']): FigureLayout {
  const ratio = (extent.x[1] - extent.x[0]) / (extent.y[1] - extent.y[0]);
  const drawn = Math.min(LARGEST_RATIO, Math.max(1 / LARGEST_RATIO, ratio));
  const stacked = drawn > STACKED_RATIO;
  const longest = stacked ? 1.6 * PANE_LENGTH : PANE_LENGTH;
  const width = Math.round(drawn >= 1 ? longest : longest * drawn);
  const height = Math.round(drawn >= 1 ? longest / drawn : longest);
  const paneWidth = width + BAR.gap + BAR.width + BAR.labels;
  const paneAt = (left: number, top: number) => ({
    map: { left, top, width, height },
    colourBar: { left: left + width + BAR.gap, top, width: BAR.width, height },
  });
  const second = stacked
    ? paneAt(MARGIN.left, MARGIN.top + height + PANE_GAP.below)
    : paneAt(MARGIN.left + paneWidth + PANE_GAP.beside, MARGIN.top);
  const panes = [paneAt(MARGIN.left, MARGIN.top), second];
  const captionTop = second.map.top + height + CAPTION.gap;
  const figureWidth = Math.max(760, second.map.left + paneWidth + MARGIN.right);
  return {
    width: figureWidth,
    // A narrow figure wraps its caption.
    height: captionTop + (figureWidth < WIDE ? 2 : 1) * CAPTION.height,
    panes,
    captionTop,
  };
}
