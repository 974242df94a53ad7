import { scoreOverviewFigure } from './fig6';
import { figurePng } from './figure-png';
import { mapFigure } from './map-figure';
import type { ScanReport } from './scan-report';

/** Figures of a scan under the names of their files; null for those there is nothing for. */
export interface DrawnFigures {
  'map.svg': string | null;
  'map.png': Uint8Array | null;
  'fig6.svg': string | null;
  'fig6.png': Uint8Array | null;
}

/** Draws every figure of a scan on this thread, its pixels on others. */
export async function drawFigures(report: ScanReport): Promise<DrawnFigures> {
  const map = mapFigure(report);
  const mapPng = picture(map);
  const overview = scoreOverviewFigure(report);
  const [mapPixels, overviewPixels] = await Promise.all([mapPng, picture(overview)]);
  return {
    'map.svg': map,
    'map.png': mapPixels,
    'fig6.svg': overview,
    'fig6.png': overviewPixels,
  };
}

async function picture(svg: string | null): Promise<Uint8Array | null> {
  return svg === null ? null : figurePng(svg);
}
