import type { MapRegion } from '#shared/region-of-interest';

type StagePlace = readonly [x: number, y: number];

/** Corners of an area of the map. */
export function regionCorners(region: MapRegion): StagePlace[] {
  if (region.kind === 'polygon') return region.vertices;
  const [x0, x1] = region.x;
  const [y0, y1] = region.y;
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}

/** An area's outline as an SVG path. */
export function regionPath(
  region: MapRegion,
  toPixel: (x: number, y: number) => { left: number; top: number },
): string {
  const corners = regionCorners(region).map(([x, y]) => {
    const { left, top } = toPixel(x, y);
    return `${left.toFixed(1)} ${top.toFixed(1)}`;
  });
  return `M ${corners.join(' L ')} Z`;
}

/** At most `most` of the vertices drawn by hand, evenly spread, the first among them. */
export function thinnedVertices<Vertex>(vertices: readonly Vertex[], most: number): Vertex[] {
  const stride = Math.max(1, vertices.length / most);
  const kept = Math.min(vertices.length, most);
  return Array.from({ length: kept }, (_, i) => vertices[Math.floor(i * stride)]);
}
