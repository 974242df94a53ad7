import { describe, expect, it } from 'vitest';
import { BandModel } from './band-model';
import { bandFamily } from './families';
import { familyOfTable } from './hopping-table';

const square = `# nearest neighbours and diagonals
1 0 0 1 1 -0.2 0
-1 0 0 1 1 -0.2 0
0 1 0 1 1 -0.2 0
0 -1 0 1 1 -0.2 0
1 1 0 1 1 0.03 0
-1 -1 0 1 1 0.03 0
1 -1 0 1 1 0.03 0
-1 1 0 1 1 0.03 0`;
const options = { lattice: 'square', free: [], kzPhase: 0 } as const;

describe('tables of hoppings', () => {
  it('give the bands of the family they spell out', () => {
    const table = new BandModel(familyOfTable(square, options), 3.9);
    const family = new BandModel(bandFamily('square'), 3.9);
    const [kx, ky] = [0.31, 0.57];
    expect(table.at([1, 0.1], kx, ky).energies[0]).toBeCloseTo(
      family.at([0.2, -0.03, 0, 0.1], kx, ky).energies[0],
      12,
    );
  });

  it('free an entry together with its partner', () => {
    const family = familyOfTable(square, { ...options, free: ['1,1,0,1,1'] });
    expect(family.parameters.map(({ name }) => name)).toEqual(['scale', 'mu', 't_1,1,0,1,1']);
    const model = new BandModel(family, 1);
    const [kx, ky] = [0.4, 0.9];
    const { byParameter } = model.at([1, 0, 0.03], kx, ky);
    expect(byParameter[2]).toBeCloseTo(2 * Math.cos(kx + ky), 12);
  });

  it('join orbitals by complex hoppings and their conjugates', () => {
    const text = '0,0,0,1,2,0,0.05\n0,0,0,2,1,0,-0.05\n0,0,0,1,1,0.1,0\n0,0,0,2,2,-0.1,0';
    const model = new BandModel(familyOfTable(text, options), 1);
    const [low, high] = model.at([1, 0], 0.2, 0.3).energies;
    expect(high).toBeCloseTo(Math.hypot(0.1, 0.05), 12);
    expect(low).toBeCloseTo(-high, 12);
  });

  it.each(['1 0 0 1 1 0.2', 'a b c d e f g', '0 0 0 0 1 0.1 0'])('refuse "%s"', (line) => {
    expect(() => familyOfTable(line, options)).toThrow(/Line 1 of the hoppings/);
  });
});
