import { describe, expect, it } from 'vitest';
import { applyKernel, edgeKernel, nodeGrid } from './edge-kernel';

const thermalEv = 8.617333e-5 * 30;

/** ∫ G(E − ω) f(ω) A(ω) dω by a plain sum on a fine grid. */
function directSum(energyEv: number, sigma: number, spectral: (omega: number) => number): number {
  let sum = 0;
  const step = 0.0001;
  for (let omega = energyEv - 6 * sigma; omega < energyEv + 6 * sigma; omega += step) {
    const gauss =
      Math.exp(-0.5 * ((energyEv - omega) / sigma) ** 2) / (sigma * Math.sqrt(2 * Math.PI));
    sum += (gauss * spectral(omega) * step) / (1 + Math.exp(omega / thermalEv));
  }
  return sum;
}

describe('edge kernel', () => {
  const resolution = 0.02;
  const sigma = resolution / 2.35482;
  const energies = Float64Array.from({ length: 20 }, (_, i) => 10 - 0.11 + i * 0.008);
  const grid = nodeGrid(-0.11, resolution, 30);
  const seen = (spectral: (omega: number) => number, fermiEv = 10, width = resolution) => {
    const into = new Float64Array(energies.length);
    const kernel = edgeKernel(grid, energies, fermiEv, width);
    applyKernel(kernel, kernel.weights, grid.omegas.map(spectral), 1, into, 0);
    return into;
  };
  const lorentzian = (omega: number) => 0.015 / ((omega + 0.03) ** 2 + 0.015 ** 2) / Math.PI;

  it.each([
    ['a flat spectrum', () => 1],
    ['a line of 15 meV', lorentzian],
  ])('%s is what a fine sum gives', (_, spectral) => {
    seen(spectral).forEach((value, i) => {
      const expected = directSum(energies[i] - 10, sigma, spectral);
      expect(Math.abs(value - expected)).toBeLessThan(0.004 * spectral(-0.03) + 1e-6);
    });
  });

  it('has derivatives by the Fermi level and the resolution', () => {
    const kernel = edgeKernel(grid, energies, 10, resolution);
    const nodes = grid.omegas.map(lorentzian);
    const byFermi = new Float64Array(energies.length);
    const byResolution = new Float64Array(energies.length);
    applyKernel(kernel, kernel.byFermi, nodes, 1, byFermi, 0);
    applyKernel(kernel, kernel.byLogResolution, nodes, 1, byResolution, 0);
    const h = 1e-5;
    const [right, left] = [seen(lorentzian, 10 + h), seen(lorentzian, 10 - h)];
    const [wide, narrow] = [
      seen(lorentzian, 10, resolution * (1 + h)),
      seen(lorentzian, 10, resolution * (1 - h)),
    ];
    energies.forEach((_, i) => {
      expect(byFermi[i]).toBeCloseTo((right[i] - left[i]) / (2 * h), 0);
      expect(byResolution[i]).toBeCloseTo((wide[i] - narrow[i]) / (2 * h), 2);
    });
  });
});
