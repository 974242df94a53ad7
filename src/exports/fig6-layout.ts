import type { Box } from './figure-layout';
import type { CellMap } from './map-cells';

/** Where the panels of the overview figure stand, px. */
export interface OverviewLayout {
  width: number;
  height: number;
  /** Panel a: the spectrum, and below it the MDC on the same angle axis. */
  spectrum: Box;
  mdc: Box;
  /** Panels b to e with their colour bars. */
  maps: { map: Box; colourBar: Box }[];
  /** Panels f to j. */
  compared: Box[];
  captionTop: number;
}

const MARGIN = { left: 84, top: 92 };
const SPECTRUM = { width: 250, gap: 104 };
const MAP = { longest: 236, bar: 12, barGap: 8, gap: 74 };
const LEAST_HEIGHT = 236;
/** Beyond this ratio of the sides a map is stretched: a line scan would be a hair. */
const LARGEST_RATIO = 4;
const MDC = { height: 92, gap: 10 };
const COMPARED = { count: 5, height: 236, gap: 40, below: 96 };
const CAPTION = { gap: 66, height: 92 };

/** Five panels above, five spectra below. */
export function overviewLayout(extent: CellMap['extent']): OverviewLayout {
  const ratio = (extent.x[1] - extent.x[0]) / (extent.y[1] - extent.y[0]);
  const drawn = Math.min(LARGEST_RATIO, Math.max(1 / LARGEST_RATIO, ratio));
  const mapWidth = Math.round(drawn >= 1 ? MAP.longest : Math.max(110, MAP.longest * drawn));
  const mapHeight = Math.round(mapWidth / drawn);
  const rowHeight = Math.max(LEAST_HEIGHT, mapHeight);
  const { left, top } = MARGIN;
  const imageHeight = rowHeight - MDC.height - MDC.gap;
  const firstMap = left + SPECTRUM.width + SPECTRUM.gap;
  const mapStep = mapWidth + MAP.barGap + MAP.bar + MAP.gap;
  const maps = Array.from({ length: 4 }, (_, i) => ({
    map: { left: firstMap + i * mapStep, top, width: mapWidth, height: mapHeight },
    colourBar: {
      left: firstMap + i * mapStep + mapWidth + MAP.barGap,
      top,
      width: MAP.bar,
      height: mapHeight,
    },
  }));
  const width = firstMap + 4 * mapStep - 6;
  const comparedTop = top + rowHeight + COMPARED.below;
  const across = width - left - 30;
  const comparedWidth = (across - (COMPARED.count - 1) * COMPARED.gap) / COMPARED.count;
  const captionTop = comparedTop + COMPARED.height + CAPTION.gap;
  return {
    width,
    height: captionTop + CAPTION.height,
    spectrum: { left, top, width: SPECTRUM.width, height: imageHeight },
    mdc: {
      left,
      top: top + imageHeight + MDC.gap,
      width: SPECTRUM.width,
      height: MDC.height,
    },
    maps,
    compared: Array.from({ length: COMPARED.count }, (_, i) => ({
      left: left + i * (comparedWidth + COMPARED.gap),
      top: comparedTop,
      width: comparedWidth,
      height: COMPARED.height,
    })),
    captionTop,
  };
}
