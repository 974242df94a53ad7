import { colourWord, type ColourScale } from './colour-scale';
import { cssColour } from './lookup-table';
import type { Raster } from './raster';
import type { Bounds, PaneProjection } from './viewport';
import type { VoronoiCells } from './voronoi-cells';

/** Value of a point, and which of several at one position counts. */
export interface PaintedValues {
  valueAt: (id: number) => number;
  scale: ColourScale;
  repeated: 'latest' | 'mean';
}

/** Colours of a map where nothing was measured. */
export interface UnmeasuredColours {
  fill: string;
  mark: string;
}

const HATCH_PERIOD = 6;

function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('Expected a 2D canvas context, found none.');
  return context;
}

/** A raster as an image of one pixel per cell, repainted cell by cell as points arrive. */
export class RasterImage {
  readonly canvas = document.createElement('canvas');
  private readonly pixels: ImageData;
  private readonly words: Uint32Array;

  constructor(private readonly raster: Raster) {
    this.canvas.width = raster.columns;
    this.canvas.height = raster.rows;
    this.pixels = new ImageData(raster.columns, raster.rows);
    this.words = new Uint32Array(this.pixels.data.buffer);
  }

  /** Paints every cell. */
  paintAll(values: PaintedValues): void {
    for (let cell = 0; cell < this.words.length; cell++) this.paintWord(cell, values);
    context2d(this.canvas).putImageData(this.pixels, 0, 0);
  }

  /** Paints the cell at a position. */
  paintCell(cell: number, values: PaintedValues): void {
    this.paintWord(cell, values);
    const column = cell % this.raster.columns;
    const row = (cell - column) / this.raster.columns;
    context2d(this.canvas).putImageData(this.pixels, 0, 0, column, row, 1, 1);
  }

  private paintWord(cell: number, { valueAt, scale, repeated }: PaintedValues): void {
    this.words[cell] = colourWord(scale, this.raster.cellValue(cell, valueAt, repeated));
  }
}

/** A place in the pane, CSS pixels. */
interface Corner {
  left: number;
  top: number;
}

/** Stage (x, y) to pixels of the pane. */
export type ToPixel = (x: number, y: number) => Corner;

/** The projection as a function of the stage axes, whichever of them runs across. */
export function stageToPixel(projection: PaneProjection, swapAxes: boolean): ToPixel {
  return swapAxes ? (x, y) => projection.toPixel(y, x) : projection.toPixel;
}

/** The drawing surface of one pane, sharp at any device pixel ratio. */
export class MapSurface {
  private readonly context: CanvasRenderingContext2D;
  private pixelRatio = 1;
  private hatchTile: { key: string; pattern: CanvasPattern | null } | null = null;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = context2d(canvas);
  }

  /** Empties the surface and lets drawing use CSS pixels. */
  begin(width: number, height: number, pixelRatio: number): void {
    const [deviceWidth, deviceHeight] = [width, height].map((side) =>
      Math.max(1, Math.round(side * pixelRatio)),
    );
    if (this.canvas.width !== deviceWidth) this.canvas.width = deviceWidth;
    if (this.canvas.height !== deviceHeight) this.canvas.height = deviceHeight;
    this.pixelRatio = pixelRatio;
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.clearRect(0, 0, deviceWidth, deviceHeight);
    this.context.scale(pixelRatio, pixelRatio);
  }

  /**
   * Lets `paint` draw the rectangle between two opposite corners anew, and nothing beyond it:
   * what it draws there is what it would draw if it drew everything.
   */
  paintWithin(corners: [Corner, Corner], paint: () => void): void {
    const { context, pixelRatio } = this;
    // Whole device pixels, so that no edge is blended with what was there.
    const lowest = (a: number, b: number) => Math.floor(Math.min(a, b) * pixelRatio) / pixelRatio;
    const highest = (a: number, b: number) => Math.ceil(Math.max(a, b) * pixelRatio) / pixelRatio;
    const [a, b] = corners;
    const [left, top] = [lowest(a.left, b.left), lowest(a.top, b.top)];
    const [width, height] = [highest(a.left, b.left) - left, highest(a.top, b.top) - top];
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    context.clearRect(left, top, width, height);
    paint();
    context.restore();
  }

  /** Fills the area of the scan with the pattern that stands for "not measured". */
  paintUnmeasured(area: Bounds, projection: PaneProjection, colours: UnmeasuredColours): void {
    const a = projection.toPixel(area.minimumU, area.minimumV);
    const b = projection.toPixel(area.maximumU, area.maximumV);
    this.context.fillStyle = this.hatch(colours);
    this.context.fillRect(a.left, a.top, b.left - a.left, b.top - a.top);
  }

  /** Lets `paint` draw with some opacity. */
  withOpacity(opacity: number, paint: () => void): void {
    const before = this.context.globalAlpha;
    this.context.globalAlpha = opacity;
    paint();
    this.context.globalAlpha = before;
  }

  /** Draws a raster's image with square pixels, each centred on its position. */
  paintRaster(raster: Raster, { canvas }: RasterImage, toPixel: ToPixel): void {
    const startX = raster.extent.minimumX - raster.stepX / 2;
    const startY = raster.extent.minimumY - raster.stepY / 2;
    const corners: [Corner, Corner, Corner] = [
      toPixel(startX, startY),
      toPixel(startX + raster.columns * raster.stepX, startY),
      toPixel(startX, startY + raster.rows * raster.stepY),
    ];
    this.paintImage(canvas, corners, false);
  }

  /** Draws an image so that its first pixel's corner and its ends along columns and rows lie at `corners`. */
  paintImage(
    image: CanvasImageSource & { width: number; height: number },
    [origin, alongColumns, alongRows]: [Corner, Corner, Corner],
    isSmooth: boolean,
  ): void {
    const { context } = this;
    const { width, height } = image;
    context.save();
    context.imageSmoothingEnabled = isSmooth;
    context.transform(
      (alongColumns.left - origin.left) / width,
      (alongColumns.top - origin.top) / width,
      (alongRows.left - origin.left) / height,
      (alongRows.top - origin.top) / height,
      origin.left,
      origin.top,
    );
    context.drawImage(image, 0, 0);
    context.restore();
  }

  /** Fills each scattered point's cell. */
  paintCells(cells: VoronoiCells, values: PaintedValues, toPixel: ToPixel): void {
    const { context } = this;
    // A hair's outline in the same colour closes the seams that smoothed edges leave.
    context.lineWidth = 0.6;
    cells.polygons.forEach((polygon, index) => {
      const word = colourWord(values.scale, values.valueAt(cells.ids[index]));
      if (word === 0 || polygon.length < 6) return;
      context.beginPath();
      for (let at = 0; at < polygon.length; at += 2) {
        const { left, top } = toPixel(polygon[at], polygon[at + 1]);
        if (at === 0) context.moveTo(left, top);
        else context.lineTo(left, top);
      }
      context.closePath();
      context.fillStyle = context.strokeStyle = cssColour(word);
      context.fill();
      context.stroke();
    });
  }

  private hatch(colours: UnmeasuredColours): CanvasPattern | string {
    const key = `${colours.fill} ${colours.mark} ${this.pixelRatio}`;
    if (this.hatchTile?.key !== key) this.hatchTile = { key, pattern: this.newHatch(colours) };
    return this.hatchTile.pattern ?? colours.fill;
  }

  private newHatch({ fill, mark }: UnmeasuredColours): CanvasPattern | null {
    const tile = document.createElement('canvas');
    const side = Math.round(HATCH_PERIOD * this.pixelRatio);
    tile.width = tile.height = side;
    const context = context2d(tile);
    context.fillStyle = fill;
    context.fillRect(0, 0, side, side);
    context.strokeStyle = mark;
    context.lineWidth = this.pixelRatio;
    context.beginPath();
    for (const shift of [-side, 0, side]) {
      context.moveTo(shift, side);
      context.lineTo(shift + side, 0);
    }
    context.stroke();
    const pattern = this.context.createPattern(tile, 'repeat');
    pattern?.setTransform(new DOMMatrix().scale(1 / this.pixelRatio));
    return pattern;
  }
}
