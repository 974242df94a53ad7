import { describe, expect, test } from 'vitest';
import { createRandom } from '#core/simulate/random';
import { joinedPoints, NearestPlaces, type MapPoints } from './map-points';
import { fitKernel } from './map-kernel';
import { fitMapProcess, leftOutError } from './map-process';
import { nextPlaces, type NextPlacesRequest } from './next-places';
import { adviseStop, normalCumulative } from './stop-advice';

const hill = (x: number, y: number) => 8 * Math.exp(-((x - 60) ** 2 + (y - 35) ** 2) / 800);

/** Points on an equal grid over 0 … 100 with noise. */
function gridPoints(side: number, value: (x: number, y: number) => number, noise = 0): MapPoints {
  const random = createRandom(3);
  const places = Array.from({ length: side * side }, (_, i) => ({
    x: (100 * (i % side)) / (side - 1),
    y: (100 * Math.floor(i / side)) / (side - 1),
  }));
  return {
    x: Float64Array.from(places, ({ x }) => x),
    y: Float64Array.from(places, ({ y }) => y),
    value: Float64Array.from(places, ({ x, y }) => value(x, y) + noise * random.normal()),
    deviation: new Float64Array(places.length).fill(noise),
  };
}

const between = gridPoints(11, () => 0);

describe('predicted map', () => {
  test('a smooth hill is predicted between the points, and doubt is larger away from them', () => {
    const process = fitMapProcess(gridPoints(6, hill));
    const { value, deviation } = process.predict(between);
    between.x.forEach((x, i) => expect(value[i]).toBeCloseTo(hill(x, between.y[i]), 0));
    const far = process.predict({ x: [20, 10], y: [20, 10] });
    expect(far.deviation[1]).toBeGreaterThan(far.deviation[0]);
    expect(Math.max(...deviation)).toBeLessThan(8);
  });

  test('two standard deviations hold for about as many places as they should', () => {
    const process = fitMapProcess(gridPoints(8, hill, 0.2));
    const { value, deviation } = process.predict(between);
    const held = between.x.filter(
      (x, i) => Math.abs(value[i] - hill(x, between.y[i])) <= 2 * deviation[i],
    );
    expect(held.length / between.x.length).toBeGreaterThan(0.85);
  });

  test('of a plain kernel and one that knows edges, the better on left-out points is taken', () => {
    const domains = (x: number, y: number) => [2, 8, 4][Math.floor((x + 0.3 * y) / 45) % 3];
    for (const points of [gridPoints(9, domains, 0.1), gridPoints(9, hill, 0.1)]) {
      const errors = (['plain', 'change-aware'] as const).map((kind) =>
        leftOutError(points, fitKernel(points, kind)),
      );
      const { leftOutError: error } = fitMapProcess(points);
      expect(error).toBeCloseTo(Math.min(...errors), 10);
    }
    expect(fitMapProcess(gridPoints(9, domains, 0.1)).kernel.kind).toBe('change-aware');
    expect(fitMapProcess(gridPoints(9, hill, 0.1)).kernel.kind).toBe('plain');
  });

  test('from a few hundred points on the nearest decide, with the same answer', () => {
    const few = fitMapProcess(gridPoints(14, hill, 0.1));
    const many = fitMapProcess(gridPoints(24, hill, 0.1));
    const asked = { x: [33, 58, 71], y: [41, 36, 80] };
    few.predict(asked).value.forEach((value, i) => {
      expect(value).toBeCloseTo(many.predict(asked).value[i], 0);
    });
  });

  test('points that cluster do not shorten the doubt elsewhere', () => {
    const grid = gridPoints(6, hill, 0.1);
    const cluster = gridPoints(9, hill, 0.1);
    const near = (value: number) => 55 + value / 10;
    const merged = (a: Float64Array, b: Float64Array) => Float64Array.from([...a, ...b]);
    const clustered: MapPoints = {
      x: merged(grid.x, cluster.x.map(near)),
      y: merged(
        grid.y,
        cluster.y.map((y) => 30 + y / 10),
      ),
      value: merged(
        grid.value,
        cluster.x.map((x, i) => hill(near(x), 30 + cluster.y[i] / 10)),
      ),
      deviation: merged(grid.deviation, cluster.deviation),
    };
    const alone = fitMapProcess(grid).predict({ x: [10], y: [90] });
    const both = fitMapProcess(clustered).predict({ x: [10], y: [90] });
    expect(both.deviation[0]).toBeGreaterThan(0.3 * alone.deviation[0]);
  });

  test('places measured again are joined, weighted by what is known of them', () => {
    const joined = joinedPoints({
      x: Float64Array.of(1, 1, 2, 3),
      y: Float64Array.of(1, 1, 2, 3),
      value: Float64Array.of(4, 6, 8, NaN),
      deviation: Float64Array.of(1, 0.5, 1, 1),
    });
    expect([...joined.value]).toEqual([5.6, 8]);
    expect(joined.deviation[0]).toBeCloseTo(Math.sqrt(0.2), 10);
  });

  test('a map of one value is predicted as it is', () => {
    const { value, deviation } = fitMapProcess(gridPoints(5, () => 3)).predict(between);
    expect([...value].every((one) => one === 3)).toBe(true);
    expect([...deviation].every((one) => one === 0)).toBe(true);
  });

  test('nearest places are those that a search through all of them finds', () => {
    const random = createRandom(8);
    const draw = () => Float64Array.from({ length: 300 }, () => random.uniform(-40, 90));
    const places = { x: draw(), y: draw() };
    const near = new NearestPlaces(places);
    for (const [x, y] of [
      [10, 10],
      [-200, 30],
      [89, -39],
    ]) {
      const all = Array.from(places.x, (_, i) => Math.hypot(places.x[i] - x, places.y[i] - y));
      const sorted = [...all].sort((a, b) => a - b).slice(0, 7);
      expect(near.nearest(x, y, 7).distances).toEqual(sorted);
    }
  });
});

describe('next places', () => {
  const measured = gridPoints(5, hill, 0.1);
  const process = fitMapProcess(measured);
  const ask = (more: Partial<NextPlacesRequest>) =>
    nextPlaces({
      aim: 'find the best spot',
      count: 4,
      places: between,
      prediction: process.predict(between),
      kernel: process.kernel,
      measured,
      sameWithin: 1,
      ...more,
    });

  test('the best spot is looked for near the hill, an even map where doubt is largest', () => {
    const [first] = ask({});
    expect(Math.hypot(first.x - 60, first.y - 35)).toBeLessThan(20);
    const even = ask({ aim: 'map evenly' });
    const doubt = process.predict(between).deviation;
    expect(even[0].deviation).toBeCloseTo(
      Math.max(...doubt.filter((_, i) => !isMeasured(between.x[i], between.y[i]))),
      10,
    );
  });

  const isMeasured = (x: number, y: number) =>
    measured.x.some((one, i) => one === x && measured.y[i] === y);

  test('no measured place is proposed unless that is asked for', () => {
    const all = ask({ count: 200 });
    expect(all).toHaveLength(121 - 9);
    expect(all.some(({ x, y }) => isMeasured(x, y))).toBe(false);
    expect(ask({ count: 200, remeasure: true })).toHaveLength(121);
  });

  test('several places are spread, and a way that costs much keeps near', () => {
    const spread = ask({ aim: 'map evenly' });
    const distances = spread
      .slice(1)
      .map(({ x, y }) => Math.hypot(x - spread[0].x, y - spread[0].y));
    expect(Math.min(...distances)).toBeGreaterThan(10);
    const [near] = ask({ aim: 'map evenly', from: { x: 0, y: 0 }, travelCost: 1 });
    expect(Math.hypot(near.x, near.y)).toBeLessThan(30);
  });

  test('masked places, of which nothing is predicted, are never proposed', () => {
    const prediction = process.predict(between);
    prediction.value.fill(NaN, 0, 120);
    expect(ask({ prediction, count: 20, remeasure: true }).map(({ index }) => index)).toEqual([
      120,
    ]);
  });
});

describe('advice to stop', () => {
  const places = { x: [0, 100], y: [0, 0] };
  const kernel = fitMapProcess(gridPoints(5, hill, 0.1)).kernel;
  const advise = (value: number[], deviation: number[]) =>
    adviseStop({
      places,
      prediction: { value: Float64Array.from(value), deviation: Float64Array.from(deviation) },
      kernel,
      open: [0, 1],
      best: 5,
      gain: 0.5,
      minutesLeft: 12.2,
    });

  test('the chance is that of any open place, and the sentence holds its numbers', () => {
    const advice = advise([5.5, 5.5], [1, 1]);
    expect(advice.chance).toBeCloseTo(0.75, 6);
    expect(advice.isWorthGoingOn).toBe(true);
    expect(advice.sentence).toContain('2 places left');
    expect(advice.sentence).toContain('75 %');
    expect(advice.sentence).toContain('13 min');
  });

  test('where nothing better is to be expected, stopping is advised', () => {
    const advice = advise([2, 3], [0.2, 0.3]);
    expect(advice.isWorthGoingOn).toBe(false);
    expect(advice.sentence).toContain('less than 1 %');
  });

  test('the normal distribution', () => {
    expect(normalCumulative(0)).toBeCloseTo(0.5, 6);
    expect(normalCumulative(1.959964)).toBeCloseTo(0.975, 6);
    expect(normalCumulative(-3)).toBeCloseTo(0.0013499, 6);
  });
});
