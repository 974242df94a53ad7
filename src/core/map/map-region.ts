import type { MapRegion } from '#shared/region-of-interest';

/** Whether a stage position lies in an area of the map, its edge included; false for unknown positions. */
export function isInRegion(region: MapRegion, x: number, y: number): boolean {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
  if (region.kind === 'rectangle') return isWithin(x, region.x) && isWithin(y, region.y);
  return isInPolygon(region.vertices, x, y);
}

function isWithin(value: number, [a, b]: readonly [number, number]): boolean {
  return value >= Math.min(a, b) && value <= Math.max(a, b);
}

/** Even–odd rule: a ray to the right crosses the outline of a simple or crossed polygon an odd number of times. */
function isInPolygon(vertices: readonly (readonly [number, number])[], x: number, y: number) {
  let inside = false;
  for (let i = 0, j = vertices.length - 1; i < vertices.length; j = i++) {
    const [xi, yi] = vertices[i];
    const [xj, yj] = vertices[j];
    const cross = (xj - xi) * (y - yi) - (yj - yi) * (x - xi);
    if (cross === 0 && isWithin(x, [xi, xj]) && isWithin(y, [yi, yj])) return true;
    if (yi > y !== yj > y && x < xi + ((y - yi) * (xj - xi)) / (yj - yi)) inside = !inside;
  }
  return inside;
}
