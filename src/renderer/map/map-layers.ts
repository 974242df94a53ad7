import type { PaintedValues } from './map-painter';
import type { Raster } from './raster';
import type { VoronoiCells } from './voronoi-cells';

/** A place on the map, in stage units. */
export interface MapPlace {
  x: number;
  y: number;
}

/** How points lie on the map. A new object means everything has to be painted anew. */
export type MapGeometry =
  { kind: 'raster'; raster: Raster } | { kind: 'cells'; cells: VoronoiCells };

/** The point whose cell holds a place, or null. */
export function pointAtPlace(geometry: MapGeometry | null, { x, y }: MapPlace): number | null {
  if (geometry === null) return null;
  if (geometry.kind === 'cells') return geometry.cells.pointAt(x, y);
  const cell = geometry.raster.cellAt(x, y);
  return cell === null ? null : geometry.raster.pointAt(cell);
}

/** Values at places, measured or not: colours each cell of the geometry. */
export interface ValueLayer {
  kind: 'values';
  id: string;
  geometry: MapGeometry;
  /** Places of the points so far; the arrays may be replaced as the scan grows. */
  places: () => { x: ArrayLike<number>; y: ArrayLike<number>; length: number };
  /** A new object when colours of points already drawn change. */
  values: PaintedValues;
  /** From 0, unseen, to 1. */
  opacity: number;
}

/** A picture of the sample under a stage transform. */
export interface PictureLayer {
  kind: 'picture';
  id: string;
  image: CanvasImageSource & { width: number; height: number };
  /** Pixel (column, row) of the picture to stage (x, y): x = a·column + c·row + e, y = b·column + d·row + f. */
  toStage: readonly [a: number, b: number, c: number, d: number, e: number, f: number];
  opacity: number;
}

/** What a map draws, from the lowest to the uppermost. */
export type MapLayer = ValueLayer | PictureLayer;
