import { expect, test } from 'vitest';
import { cubicAt, linearAt, pchipAt } from './interpolation';

const places = [0, 1, 3, 4, 7];
const values = [0, 2, 2, 5, -1];

test('every kind goes through the points and answers nothing outside them', () => {
  for (const at of [linearAt, pchipAt, cubicAt]) {
    places.forEach((place, i) => expect(at(places, values, place)).toBeCloseTo(values[i], 12));
    expect(at(places, values, -0.1)).toBeNaN();
    expect(at(places, values, 7.1)).toBeNaN();
  }
});

// Reference values: SciPy's PchipInterpolator and CubicSpline with natural ends.
test('the cubics agree with SciPy', () => {
  const asked = [0.5, 2, 3.5, 5, 6.5];
  const pchip = [4 / 3, 2, 3.5, 4.722222222222222, 1.4409722222222223];
  const cubic = [1.228, 1.676, 3.464, 5.426666666666667, 1.0616666666666652];
  asked.forEach((at, i) => {
    expect(pchipAt(places, values, at)).toBeCloseTo(pchip[i], 10);
    expect(cubicAt(places, values, at)).toBeCloseTo(cubic[i], 10);
  });
  const rising = [1.2053571428571428, 2.459568733153639, 5.148191823899371];
  rising.forEach((value, i) => {
    expect(pchipAt([0, 1, 3, 4], [0, 2, 3, 9], asked[i])).toBeCloseTo(value, 10);
  });
});
