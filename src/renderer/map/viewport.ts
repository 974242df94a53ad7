/**
 * What part of the map a pane shows. `u` runs across the screen and `v` up it:
 * the stage axes, exchanged where the user asked for it. Lengths in stage units.
 */
export interface Viewport {
  centreU: number;
  centreV: number;
  /** Stage units a CSS pixel covers. Equal on both axes where the aspect is real. */
  unitsPerPixelU: number;
  unitsPerPixelV: number;
}

export interface Bounds {
  minimumU: number;
  maximumU: number;
  minimumV: number;
  maximumV: number;
}

export interface PaneSize {
  width: number;
  height: number;
}

/** Beyond this ratio of its sides a map is nearly a line, and equal aspect would hide it. */
const LARGEST_EQUAL_ASPECT_RATIO = 8;
const SMALLEST_SPAN = 1e-9;

/**
 * How the axes' scales relate: `real` has equal lengths equally long, `free` fills
 * the pane, and `real-unless-line` fills it for a map that is nearly a line.
 */
export type Aspect = 'real' | 'real-unless-line' | 'free';

/** The viewport that shows `bounds` whole. */
export function fittingViewport(bounds: Bounds, size: PaneSize, aspect: Aspect): Viewport {
  const spanU = Math.max(SMALLEST_SPAN, bounds.maximumU - bounds.minimumU);
  const spanV = Math.max(SMALLEST_SPAN, bounds.maximumV - bounds.minimumV);
  const unitsPerPixelU = spanU / Math.max(1, size.width);
  const unitsPerPixelV = spanV / Math.max(1, size.height);
  const ratio = Math.max(spanU / spanV, spanV / spanU);
  const isLine = ratio > LARGEST_EQUAL_ASPECT_RATIO;
  const equal = aspect === 'real' || (aspect === 'real-unless-line' && !isLine);
  const shared = Math.max(unitsPerPixelU, unitsPerPixelV);
  return {
    centreU: (bounds.minimumU + bounds.maximumU) / 2,
    centreV: (bounds.minimumV + bounds.maximumV) / 2,
    unitsPerPixelU: equal ? shared : unitsPerPixelU,
    unitsPerPixelV: equal ? shared : unitsPerPixelV,
  };
}

/** The stage range a pane of `size` shows. */
export function visibleBounds(viewport: Viewport, size: PaneSize): Bounds {
  const halfU = (viewport.unitsPerPixelU * size.width) / 2;
  const halfV = (viewport.unitsPerPixelV * size.height) / 2;
  return {
    minimumU: viewport.centreU - halfU,
    maximumU: viewport.centreU + halfU,
    minimumV: viewport.centreV - halfV,
    maximumV: viewport.centreV + halfV,
  };
}

/** Zoomed by `factor` (above 1 shows less) with the stage position (u, v) held in place. */
export function zoomedViewport(viewport: Viewport, factor: number, u: number, v: number): Viewport {
  return {
    centreU: u + (viewport.centreU - u) / factor,
    centreV: v + (viewport.centreV - v) / factor,
    unitsPerPixelU: viewport.unitsPerPixelU / factor,
    unitsPerPixelV: viewport.unitsPerPixelV / factor,
  };
}

/** Which way the screen axes run. */
export interface Orientation {
  flipX: boolean;
  flipY: boolean;
  swapAxes: boolean;
}

/** Pixel within the pane, from its top left corner, to stage (u, v), and back. */
export interface PaneProjection {
  toPixel: (u: number, v: number) => { left: number; top: number };
  toStage: (left: number, top: number) => { u: number; v: number };
}

export function paneProjection(
  bounds: Bounds,
  size: PaneSize,
  orientation: Orientation,
): PaneProjection {
  const signU = orientation.flipX ? -1 : 1;
  const signV = orientation.flipY ? -1 : 1;
  const startU = orientation.flipX ? bounds.maximumU : bounds.minimumU;
  const startV = orientation.flipY ? bounds.minimumV : bounds.maximumV;
  const scaleU = (signU * size.width) / (bounds.maximumU - bounds.minimumU);
  const scaleV = (-signV * size.height) / (bounds.maximumV - bounds.minimumV);
  return {
    toPixel: (u, v) => ({ left: (u - startU) * scaleU, top: (v - startV) * scaleV }),
    toStage: (left, top) => ({ u: startU + left / scaleU, v: startV + top / scaleV }),
  };
}
