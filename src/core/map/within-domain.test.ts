import { expect, it } from 'vitest';
import { analyseMap } from './best-spots';

/** 12 × 6 points: domain 1 left of column 5 and domain 2 right of column 6 score alike, nothing in between. */
const places = Array.from({ length: 72 }, (_, id) => ({ x: id % 12, y: Math.floor(id / 12) }));
const columns = {
  ids: places.map((_, id) => id),
  x: places.map(({ x }) => x),
  y: places.map(({ y }) => y),
  score: places.map(({ x }) => (x < 6 ? 7.6 : 8)),
  uncertainty: places.map(() => 0.3),
};
const domainOf = ({ pointId }: { pointId: number }) => {
  const { x } = places[pointId];
  return x < 5 ? 1 : x > 6 ? 2 : 0;
};
const settings = { delta: 1, beamFwhm: null, repeatedPoints: 'latest' } as const;

it('keeps regions and spots within the domain of the best', () => {
  const free = analyseMap(columns, settings).map!;
  expect(free.regions[0].sites).toHaveLength(72);
  const { map, search, sites } = analyseMap(columns, { ...settings, domainOf });
  expect(map!.regions).toHaveLength(1);
  for (const site of map!.regions[0].sites) expect(domainOf(sites[site])).toBe(2);
  expect(map!.regions[0].sites).toHaveLength(30);
  if (search.kind === 'none') throw new Error(search.reason);
  for (const spot of search.spots) expect(spot.x).toBeGreaterThan(6);
});

it('knows no boundary where no domain is known', () => {
  const { map } = analyseMap(columns, { ...settings, domainOf: () => 0 });
  expect(map!.regions[0].sites).toHaveLength(72);
});
