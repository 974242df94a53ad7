import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RunningHighest } from './running-highest';

function highestOf(values: readonly number[]): number | null {
  const known = values.filter((value) => !Number.isNaN(value));
  if (values.length === 0) return null;
  return known.length === 0 ? null : values.indexOf(Math.max(...known));
}

it('agrees with a search of all values, however they arrive and change', () => {
  const column = fc.array(fc.oneof(fc.double({ min: 0, max: 10 }), fc.constant(NaN)), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(fc.array(column, { maxLength: 4 }), (columns) => {
      const running = new RunningHighest();
      columns.forEach((values, revision) => {
        for (let length = 0; length <= values.length; length += 3) {
          const found = running.of(values, length, revision);
          const expected = highestOf(values.slice(0, length));
          if (expected !== null) expect(found).toBe(expected);
          else expect(found === null).toBe(length === 0);
        }
      });
    }),
  );
});
