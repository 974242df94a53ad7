import { describe, expect, it } from 'vitest';
import { BandModel } from './band-model';
import { bandFamily } from './families';
import { FAMILY_NAMES } from '#shared/band-families';
import { fermiCrossings, fillingOf } from './fermi-surface';

const a = 3.9;
const at = (name: string, values: number[], kx: number, ky: number): number[] => [
  ...new BandModel(bandFamily(name), a).at(values, kx, ky).energies,
];

describe('families of band models', () => {
  it.each(FAMILY_NAMES)('%s has derivatives that agree with differences', (name) => {
    const family = bandFamily(name, { kzPhase: 0.7 });
    const model = new BandModel(family, a);
    const values = family.parameters.map(({ typical }, i) => typical || 0.013 * (i + 1));
    const k = [0.21, 0.34];
    const energies = (parameters: number[], kx: number, ky: number): number[] => [
      ...model.at(parameters, kx, ky).energies,
    ];
    const { byParameter, byMomentum } = model.at(values, k[0], k[1]);
    const [parameterSlopes, momentumSlopes] = [[...byParameter], [...byMomentum]];
    const h = 1e-6;
    for (let band = 0; band < model.bandCount; band++) {
      values.forEach((value, p) => {
        const moved = (step: number) => values.map((v, i) => (i === p ? value + step : v));
        const difference =
          (energies(moved(h), k[0], k[1])[band] - energies(moved(-h), k[0], k[1])[band]) / (2 * h);
        expect(parameterSlopes[band * values.length + p]).toBeCloseTo(difference, 5);
      });
      const alongX =
        (energies(values, k[0] + h, k[1])[band] - energies(values, k[0] - h, k[1])[band]) / (2 * h);
      const alongY =
        (energies(values, k[0], k[1] + h)[band] - energies(values, k[0], k[1] - h)[band]) / (2 * h);
      expect(momentumSlopes[2 * band]).toBeCloseTo(alongX, 5);
      expect(momentumSlopes[2 * band + 1]).toBeCloseTo(alongY, 5);
    }
  });

  it('square: edges of the band at Γ, X and M', () => {
    const [t, tPrime, tDoublePrime, mu] = [0.16, -0.02, 0.01, -0.13];
    const values = [t, tPrime, tDoublePrime, mu];
    const edge = Math.PI / a;
    expect(at('square', values, 0, 0)[0]).toBeCloseTo(
      -mu - 4 * t - 4 * tPrime - 4 * tDoublePrime,
      12,
    );
    expect(at('square', values, edge, 0)[0]).toBeCloseTo(-mu + 4 * tPrime - 4 * tDoublePrime, 12);
    expect(at('square', values, edge, edge)[0]).toBeCloseTo(
      -mu + 4 * t - 4 * tPrime - 4 * tDoublePrime,
      12,
    );
  });

  it('bilayer: no splitting on the diagonal, t⊥ between the bands at X', () => {
    const values = [0.16, 0, 0, 0, 0.05];
    const [low, high] = at('bilayer', values, Math.PI / a, 0);
    expect(high - low).toBeCloseTo(2 * 0.05, 12);
    const [bonding, antibonding] = at('bilayer', values, 0.3, 0.3);
    expect(antibonding - bonding).toBeCloseTo(0, 12);
  });

  it('t2g: degenerate orbitals split into λ and twice −λ/2', () => {
    const lambda = 0.1;
    const energies = at('t2g', [0, 0, 0, 0, 0, 0, lambda], 0.2, 0.1);
    expect(energies[0]).toBeCloseTo(-lambda / 2, 12);
    expect(energies[1]).toBeCloseTo(-lambda / 2, 12);
    expect(energies[2]).toBeCloseTo(lambda, 12);
  });

  it('t2g without coupling: the three orbitals, by the square’s symmetry', () => {
    const values = [0.145, 0.016, 0.081, 0.039, 0.005, 0.122, 0];
    const here = at('t2g', values, 0.3, 0.5);
    const turned = at('t2g', values, -0.5, 0.3);
    here.forEach((energy, band) => expect(energy).toBeCloseTo(turned[band], 12));
    const [cx, cy] = [Math.cos(0.3 * a), Math.cos(0.5 * a)];
    const xy =
      -0.122 -
      2 * 0.081 * (cx + cy) -
      4 * 0.039 * cx * cy -
      2 * 0.005 * (2 * cx * cx + 2 * cy * cy - 2);
    const orbitals = [
      -0.122 - 2 * 0.145 * cx - 2 * 0.016 * cy,
      -0.122 - 2 * 0.145 * cy - 2 * 0.016 * cx,
      xy,
    ].sort((low, high) => low - high);
    orbitals.forEach((energy, band) => expect(here[band]).toBeCloseTo(energy, 12));
  });

  it('e_g: bands touch at Γ of the cube and split along its edge', () => {
    const values = [-0.4, 0.03, 0, -0.5];
    const [low, high] = at('eg', values, 0, 0);
    expect(low).toBeCloseTo(0.5 + 3 * (-0.4 + 0.03), 10);
    expect(high).toBeCloseTo(low, 10);
    // At kz = 0, X: diag 3z²−r²: 2σ, x²−y²: 2δ; mixing −(√3/2)(σ − δ)(−2).
    const [a1, b1, h] = [0.5 + 2 * -0.4, 0.5 + 2 * 0.03, Math.sqrt(3) * (-0.4 - 0.03)];
    const split = Math.hypot((a1 - b1) / 2, h);
    expect(at('eg', values, Math.PI / a, 0)[0]).toBeCloseTo((a1 + b1) / 2 - split, 10);
  });

  it('hexagonal: −6t at Γ, 3t at K, and the sixfold axis', () => {
    const values = [0.15, 0, 0];
    expect(at('hexagonal', values, 0, 0)[0]).toBeCloseTo(-0.9, 12);
    expect(at('hexagonal', values, (4 * Math.PI) / (3 * a), 0)[0]).toBeCloseTo(0.45, 12);
    const withSecond = [0.15, -0.03, 0.2];
    const [c, s] = [Math.cos(Math.PI / 3), Math.sin(Math.PI / 3)];
    const [kx, ky] = [0.31, 0.17];
    expect(at('hexagonal', withSecond, kx, ky)[0]).toBeCloseTo(
      at('hexagonal', withSecond, c * kx - s * ky, s * kx + c * ky)[0],
      12,
    );
  });

  it('honeycomb: ±3t at Γ, ±t at M, touching at K', () => {
    const values = [2.7, 0, 0];
    const edges = (kx: number, ky: number) => at('honeycomb', values, kx, ky)[1];
    expect(edges(0, 0)).toBeCloseTo(8.1, 10);
    expect(edges(0, (2 * Math.PI) / (Math.sqrt(3) * a))).toBeCloseTo(2.7, 10);
    expect(edges((4 * Math.PI) / (3 * a), 0)).toBeCloseTo(0, 10);
  });

  it('Dirac and Rashba states: slope and splitting proportional to |k|', () => {
    const [low, high] = at('dirac', [2.5, -0.25, 5], 0.06, 0.08);
    expect(high - low).toBeCloseTo(2 * 2.5 * 0.1, 12);
    expect((high + low) / 2).toBeCloseTo(-0.25 + 5 * 0.01, 12);
    const [inner, outer] = at('rashba', [15, 0.4, 0.4], 0.1, 0);
    expect(outer - inner).toBeCloseTo(2 * 0.4 * 0.1, 12);
  });

  it('refuses a family that is none', () => {
    expect(() => bandFamily('penrose')).toThrow(/one of square/);
  });
});

describe('fillings', () => {
  it('half filling of the nearest-neighbour square lattice at μ = 0', () => {
    const filling = fillingOf(new BandModel(bandFamily('square'), a), [0.2, 0, 0, 0]);
    expect(filling?.electrons).toBeCloseTo(1, 3);
    expect(filling?.bands[0].areaPerAngstrom2).toBeCloseTo((2 * Math.PI * Math.PI) / (a * a), 2);
  });

  it('a small pocket holds the area of its circle', () => {
    // Near Γ the hexagonal band is −6t + (3/2) t a² k².
    const t = 0.3;
    const depth = 0.05;
    const filling = fillingOf(new BandModel(bandFamily('hexagonal'), a), [t, 0, -6 * t + depth]);
    const radiusSquared = depth / (1.5 * t * a * a);
    expect(filling?.bands[0].areaPerAngstrom2).toBeCloseTo(Math.PI * radiusSquared, 3);
  });

  it('the Fermi velocity on the diagonal of the square lattice', () => {
    const model = new BandModel(bandFamily('square'), a);
    const [crossing] = fermiCrossings(model, [0.2, 0, 0, 0], [0, 0], [Math.PI / a, Math.PI / a]);
    expect(crossing.k[0]).toBeCloseTo(Math.PI / (2 * a), 4);
    expect(crossing.velocityAlong).toBeCloseTo(2 * 0.2 * a * Math.SQRT2, 3);
  });
});
