import { describe, expect, test } from 'vitest';
import { classicalCandidates } from './candidates/classical';
import { derive, entropyChange, integralAcross, slopeAlong } from './derived';
import { adviseStep, stepPlaces } from './step-advice';
import { fitTableTwin } from './table-twin';
import { movingTransition, steps, tableOf } from './twin-tables.test-support';

const x = Float64Array.from(steps(41, 0.5));
const fields = stepPlaces(0, 5, 0.05);

describe('derived quantities', () => {
  test('∂/∂x of a parabola, ∫ across of a straight line up to a place between lines', () => {
    const slope = slopeAlong(
      x,
      x.map((one) => one * one),
    );
    expect(slope[10]).toBeCloseTo(2 * x[10], 10);
    const rows = [0, 1, 3].map((at) => x.map(() => 2 * at));
    expect(integralAcross([0, 1, 3], rows, 2)[0]).toBeCloseTo(4, 10);
    expect(integralAcross([0, 1, 3], rows, 3)[5]).toBeCloseTo(9, 10);
  });

  test('|ΔS_M| of M = −a T H is a H²/2 in tesla, per mass or of the sample', () => {
    // 2 emu/(K T) of 4 mg, to 3 T: 9 mJ/K of the sample, 2250 J/(kg K).
    const inTesla = (scale: number) => ({
      x,
      at: fields.map((field) => field * scale),
      rows: Array.from(fields, (field) => x.map((one) => -2 * one * field)),
    });
    const units = { teslaPerUnit: 1, emuPerUnit: 1, massMg: 4 };
    expect(entropyChange(inTesla(1), 3, units)[7]).toBeCloseTo(2250, 8);
    expect(entropyChange(inTesla(1), 3, { ...units, massMg: null })[7]).toBeCloseTo(9, 8);
    const oersted = { ...units, teslaPerUnit: 1e-4 };
    expect(entropyChange(inTesla(1e4), 3e4, oersted)[7]).toBeCloseTo(2250, 8);
    expect(derive(inTesla(1), { kind: 'entropy-change', to: 3, units })[7]).toBeCloseTo(2250, 8);
  });
});

describe('step advice', () => {
  const places = steps(161, 0.25);
  const twin = fitTableTwin(
    tableOf(movingTransition, [0, 0.5, 1, 1.5, 2, 3, 4, 5], places),
    classicalCandidates(),
  );
  const units = { teslaPerUnit: 1, emuPerUnit: 1, massMg: null };

  test('finer steps err less, and the advised one is the coarsest within the tolerance', () => {
    const advice = adviseStep(twin, {
      derivation: { kind: 'entropy-change', to: 5, units },
      secondsPerPoint: 2,
    });
    const { rows } = advice;
    expect(rows[0].error).toBeLessThan(rows[rows.length - 1].error);
    const advised = rows.findIndex(({ step }) => step === advice.advised);
    expect(rows[advised].error).toBeLessThanOrEqual(0.02);
    expect(rows[advised + 1].error).toBeGreaterThan(0.02);
    expect(rows[advised].durationS).toBe(2 * rows[advised].points);
  });

  test('a transition 0.6 wide that moves by 4 a unit needs steps of the order of a tenth', () => {
    const { advised } = adviseStep(twin, {
      derivation: { kind: 'entropy-change', to: 5, units },
    });
    expect(advised).toBeGreaterThan(0.1);
    expect(advised).toBeLessThan(0.6);
  });

  test('steps end at the end of the range, whatever the step', () => {
    expect([...stepPlaces(0, 1, 0.4)]).toEqual([0, 0.4, 0.8, 1]);
    expect(stepPlaces(0, 0.3, 0.1)).toHaveLength(4);
  });
});
