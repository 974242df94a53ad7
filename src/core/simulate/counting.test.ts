import { describe, expect, it } from 'vitest';
import { addEvents } from './counting';
import { createRandom } from './random';
import { total } from './reference.test-support';

describe('addEvents', () => {
  it.each([2_000, 500_000])('follows the intensity with multinomial scatter at %d events', (n) => {
    const columns = 20;
    const intensity = Float32Array.from({ length: 400 }, (_, i) => (i % 7 === 0 ? 0 : 1 + (i % 5)));
    const sum = total(intensity);
    const counts = new Float32Array(400);
    const draws = 20;
    const random = createRandom(3);
    let chiSquared = 0;
    for (let draw = 0; draw < draws; draw++) {
      counts.fill(0);
      addEvents(intensity, columns, n, random, counts);
      expect(total(counts)).toBe(n);
      intensity.forEach((value, i) => {
        if (value === 0) expect(counts[i]).toBe(0);
        else chiSquared += (counts[i] - (n * value) / sum) ** 2 / ((n * value) / sum);
      });
    }
    const freedom = draws * (intensity.filter((value) => value > 0).length - 1);
    expect(Math.abs(chiSquared - freedom)).toBeLessThan(4.5 * Math.sqrt(2 * freedom));
  });

  it('adds nothing where nothing shines', () => {
    const counts = new Float32Array(9);
    addEvents(new Float32Array(9), 3, 100, createRandom(1), counts);
    expect(total(counts)).toBe(0);
  });
});
