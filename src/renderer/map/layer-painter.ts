import type { MapLayer, MapPlace, PictureLayer, ValueLayer } from './map-layers';
import { RasterImage, type MapSurface, type ToPixel } from './map-painter';

/** The image of one raster layer, and what it shows. */
interface LayerImage {
  image: RasterImage;
  layer: ValueLayer;
  length: number;
}

/** What has to be painted: everything, or only the surroundings of some places. */
export type Repaint = 'everything' | readonly MapPlace[];

/** Layers of one map as images, brought up to date point by point as a scan grows. */
export class LayerPainter {
  private images = new Map<string, LayerImage>();
  private order = '';

  /** Brings the images up to date and tells what of the map that touches. */
  update(layers: readonly MapLayer[]): Repaint {
    const order = layers.map(({ id, opacity }) => `${id} ${opacity}`).join('\n');
    let everything = order !== this.order;
    this.order = order;
    const arrived: MapPlace[] = [];
    const images = new Map<string, LayerImage>();
    for (const layer of layers) {
      if (layer.kind === 'picture') continue;
      const own = this.updateLayer(layer, images);
      if (own === 'everything') everything = true;
      else arrived.push(...own);
    }
    this.images = images;
    return everything ? 'everything' : arrived;
  }

  /** Paints the layers over one another. */
  paint(surface: MapSurface, layers: readonly MapLayer[], toPixel: ToPixel): void {
    for (const layer of layers) {
      surface.withOpacity(layer.opacity, () => this.paintLayer(surface, layer, toPixel));
    }
  }

  private updateLayer(layer: ValueLayer, images: Map<string, LayerImage>): Repaint {
    const { geometry, values } = layer;
    // Scattered cells change shape when a point joins them: a new geometry each time.
    if (geometry.kind === 'cells') return 'everything';
    const { raster } = geometry;
    const { x, y, length } = layer.places();
    const before = this.images.get(layer.id);
    const sameCells = before?.layer.geometry === geometry;
    const image = sameCells ? before.image : new RasterImage(raster);
    images.set(layer.id, { image, layer, length });
    if (!sameCells || before.layer.values !== values) {
      image.paintAll(values);
      return 'everything';
    }
    const arrived: MapPlace[] = [];
    for (let id = before.length; id < length; id++) {
      const cell = raster.cellAt(x[id], y[id]);
      if (cell === null) continue;
      image.paintCell(cell, values);
      arrived.push({ x: x[id], y: y[id] });
    }
    return arrived;
  }

  private paintLayer(surface: MapSurface, layer: MapLayer, toPixel: ToPixel): void {
    if (layer.kind === 'picture') paintPicture(surface, layer, toPixel);
    else if (layer.geometry.kind === 'cells') {
      surface.paintCells(layer.geometry.cells, layer.values, toPixel);
    } else {
      const image = this.images.get(layer.id)?.image;
      if (image) surface.paintRaster(layer.geometry.raster, image, toPixel);
    }
  }
}

function paintPicture(surface: MapSurface, layer: PictureLayer, toPixel: ToPixel): void {
  const [a, b, c, d, e, f] = layer.toStage;
  const corner = (column: number, row: number) =>
    toPixel(a * column + c * row + e, b * column + d * row + f);
  const { width, height } = layer.image;
  surface.paintImage(layer.image, [corner(0, 0), corner(width, 0), corner(0, height)], true);
}
