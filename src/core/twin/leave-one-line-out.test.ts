import { describe, expect, test } from 'vitest';
import { aligned } from './candidates/aligned';
import { classicalCandidates } from './candidates/classical';
import { interpolating } from './candidates/interpolating';
import { coarseGaps } from './gaps';
import { leaveEachOut } from './leave-one-line-out';
import { rankCandidates } from './ranking';
import { fitTableTwin } from './table-twin';
import { scanTable } from './table/scan-table';
import { movingTransition, steps, tableOf } from './twin-tables.test-support';

const places = steps(81, 0.5);
const candidates = classicalCandidates();
describe('which way of predicting is best', () => {
  test('a transition that moves is followed by aligning the lines', () => {
    const twin = fitTableTwin(tableOf(movingTransition, [0, 1, 2, 3, 4], places), candidates);
    expect(twin.chosen.candidate.kind).toBe('aligned');
    const { value } = twin.predict(1.5, places);
    places.forEach((x, i) => expect(value[i]).toBeCloseTo(movingTransition(x, 1.5), 2));
  });

  test('without a transition, aligning loses by itself', () => {
    const wave = (x: number, at: number) => Math.sin(0.9 * x) * Math.cos(0.4 * at);
    const twin = fitTableTwin(tableOf(wave, [0, 1, 2, 3, 4, 5], places), candidates);
    expect(twin.chosen.candidate.kind).not.toBe('aligned');
  });

  test('of two transitions that move apart, aligning follows one and is not taken on faith', () => {
    const two = (x: number, at: number) =>
      movingTransition(x, at) + 1 / (1 + Math.exp(-(x - 12 + 2 * at) / 0.6));
    const table = tableOf(two, steps(9, 0.5), places);
    const twin = fitTableTwin(table, candidates);
    const { value } = twin.predict(2.25, places);
    const straight = interpolating('linear', 0).fit(table).valuesAt(2.25, places);
    const errors = (values: Float64Array) =>
      places.reduce((sum, x, i) => sum + Math.abs(values[i] - two(x, 2.25)), 0);
    expect(errors(value)).toBeLessThan(errors(straight));
  });

  test('values that a straight line from line to line gives are predicted exactly', () => {
    const table = tableOf((x, at) => 3 * at + x, [0, 1, 5, 6], places);
    for (const { meanAbsoluteError } of leaveEachOut(table, interpolating('linear', 0))) {
      expect(meanAbsoluteError).toBeCloseTo(0, 10);
    }
  });

  test('two lines: none can be left out, and this is said', () => {
    const twin = fitTableTwin(tableOf(movingTransition, [0, 1], places), candidates);
    expect(twin.chosen.error).toBeNull();
    expect(twin.chosen.remark).toMatch(/two lines/);
    expect(twin.calibration).toEqual({ scale: null, coverage: null });
    expect(twin.predict(0.5, places).deviation.every(Number.isNaN)).toBe(true);
  });

  test('constant values are predicted as that value', () => {
    const twin = fitTableTwin(
      tableOf(() => 4, [0, 1, 2, 3], places),
      candidates,
    );
    expect([...twin.predict(1.5, places).value]).toEqual(places.map(() => 4));
  });

  test('lines that are zero from end to end, at the edge of a map, take nothing away', () => {
    const wave = (x: number, at: number) => (at === 0 || at === 6 ? 0 : Math.sin(0.3 * x) + at / 9);
    const twin = fitTableTwin(tableOf(wave, [0, 1, 2, 3, 4, 5, 6], places), candidates);
    expect(twin.chosen.error).not.toBeNull();
    expect(twin.predict(3.5, [10]).value[0]).toBeCloseTo(Math.sin(3) + 3.5 / 9, 1);
  });

  test('places that a neighbour does not cover are left open, not made up', () => {
    const rows = [0, 1, 2].flatMap((at) =>
      places.filter((x) => at !== 2 || x <= 20).map((x) => ({ at, x })),
    );
    const table = scanTable({
      x: rows.map(({ x }) => x),
      y: rows.map(({ at }) => at),
      value: rows.map(({ at, x }) => at + x),
    });
    const values = interpolating('pchip', 0).fit(table).valuesAt(1.5, [10, 30]);
    expect([...values]).toEqual([11.5, NaN]);
  });

  test('what lies outside the learned range is refused', () => {
    const twin = fitTableTwin(tableOf(movingTransition, [0, 1, 2], places), candidates);
    expect(() => twin.predict(2.1, places)).toThrow(/learned from 0 to 2; 2.1 lies outside/);
  });

  test('an unknown choice is refused with the names there are', () => {
    const table = tableOf(movingTransition, [0, 1, 2], places);
    expect(() => fitTableTwin(table, candidates, { choice: 'magic' })).toThrow(/pchip/);
  });

  test('work can be stopped', () => {
    const table = tableOf(movingTransition, [0, 1, 2], places);
    const signal = AbortSignal.abort();
    expect(() => rankCandidates(table, candidates, { signal })).toThrow(/abort/i);
  });
});

describe('gaps too coarse to learn', () => {
  test('a jump between two lines that nothing foretells is named, and only it', () => {
    const jump = (x: number, at: number) => (at < 1 ? 0.02 * x : 5 + Math.sin(x / 4) + 0.1 * at);
    const table = tableOf(jump, [0, 1, 2, 3, 4, 5], places);
    expect(coarseGaps(table, rankCandidates(table, candidates))).toEqual([{ from: 0, to: 1 }]);
  });

  test('a smooth table has none', () => {
    const table = tableOf((x, at) => Math.sin(x / 6 + at / 3), [0, 1, 2, 3, 4, 5], places, 0.01);
    expect(coarseGaps(table, rankCandidates(table, candidates))).toEqual([]);
  });
});

test('two standard deviations hold on lines that were never seen', () => {
  const wave = (x: number, at: number) => Math.sin(x / 5 + at / 2) + movingTransition(x, at);
  const twin = fitTableTwin(tableOf(wave, [0, 1, 2, 3, 4, 5, 6], places, 0.02), candidates);
  let held = 0;
  for (const at of [1.5, 2.5, 3.5, 4.5]) {
    const { value, deviation } = twin.predict(at, places);
    places.forEach((x, i) => {
      if (Math.abs(value[i] - wave(x, at)) <= 2 * deviation[i]) held++;
    });
  }
  expect(held / (4 * places.length)).toBeGreaterThan(0.85);
  expect(twin.calibration.coverage).toBeGreaterThan(0.8);
});

test('aligned candidates leave a table without any contrast open', () => {
  const table = tableOf(() => 1, [0, 1, 2], places);
  const values = aligned('pchip', 0.5, 0).fit(table).valuesAt(0.5, places);
  expect(values.every(Number.isNaN)).toBe(true);
});
