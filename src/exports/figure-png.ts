import { createRequire } from 'node:module';
import { renderAsync } from '@resvg/resvg-js';
import { figureFont } from './figure-parts';
import { deflatePng } from './png';

/** Pixels per unit of the SVG. */
const ZOOM = 2;

/**
 * The figure as a PNG, drawn with the bundled font: no system font is needed. Figures have a
 * ground without gaps, so that the renderer's premultiplied colours are the colours themselves.
 */
export async function figurePng(svg: string): Promise<Buffer> {
  const { resolve } = createRequire(import.meta.url);
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: ZOOM },
    font: {
      loadSystemFonts: false,
      fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
        resolve(`dejavu-fonts-ttf/ttf/${name}`),
      ),
      defaultFontFamily: figureFont,
    },
  });
  return deflatePng(image.pixels, image.width, image.height);
}
