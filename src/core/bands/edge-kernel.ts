import { BOLTZMANN_EV_PER_K, FWHM_PER_SIGMA } from '#core/simulate/kinematics';

/** Step of the grid on which spectral functions are evaluated, eV. */
const NODE_STEP_EV = 0.004;
/** Points of quadrature from one node to the next. */
const SUBSTEPS = 8;
/** Reach of the resolution, in standard deviations. */
const REACH = 5;
/** Thermal energies above the Fermi level beyond which nothing is occupied. */
const EMPTY_ABOVE = 14;

/** Energies relative to the Fermi level, eV, at which spectral functions are wanted. */
export interface NodeGrid {
  readonly omegas: Float64Array;
  /** Quadrature: energies, and occupation · step · the four interpolation weights of each. */
  readonly fine: Float64Array;
  readonly fineWeights: Float64Array;
}

/**
 * The grid below and about the Fermi level for energies from `lowestEv` on, seen with a resolution
 * of at most `widestResolutionEv` (FWHM).
 */
export function nodeGrid(
  lowestEv: number,
  widestResolutionEv: number,
  temperatureK: number,
): NodeGrid {
  const thermalEv = BOLTZMANN_EV_PER_K * Math.max(temperatureK, 1);
  const margin = (REACH * widestResolutionEv) / FWHM_PER_SIGMA;
  const start = Math.floor((lowestEv - margin) / NODE_STEP_EV) * NODE_STEP_EV - NODE_STEP_EV;
  const end = EMPTY_ABOVE * thermalEv + 2 * NODE_STEP_EV;
  const count = Math.max(8, Math.ceil((end - start) / NODE_STEP_EV) + 1);
  const omegas = Float64Array.from({ length: count }, (_, j) => start + j * NODE_STEP_EV);
  const cells = (count - 3) * SUBSTEPS;
  const fine = new Float64Array(cells);
  const fineWeights = new Float64Array(4 * cells);
  const step = NODE_STEP_EV / SUBSTEPS;
  for (let cell = 0; cell < cells; cell++) {
    const fraction = ((cell % SUBSTEPS) + 0.5) / SUBSTEPS;
    const omega = omegas[1 + Math.floor(cell / SUBSTEPS)] + fraction * NODE_STEP_EV;
    fine[cell] = omega;
    const occupied = occupiedWithin(omega - step / 2, omega + step / 2, thermalEv);
    const x = fraction;
    // Lagrange's cubic through the nodes at −1, 0, 1, 2.
    fineWeights[4 * cell] = (-occupied * x * (x - 1) * (x - 2)) / 6;
    fineWeights[4 * cell + 1] = (occupied * (x + 1) * (x - 1) * (x - 2)) / 2;
    fineWeights[4 * cell + 2] = (-occupied * (x + 1) * x * (x - 2)) / 2;
    fineWeights[4 * cell + 3] = (occupied * (x + 1) * x * (x - 1)) / 6;
  }
  return { omegas, fine, fineWeights };
}

/** ∫ f dω from `low` to `high`, f the Fermi–Dirac occupation. */
function occupiedWithin(low: number, high: number, thermalEv: number): number {
  // ∫ f = ω − kT ln(1 + e^{ω/kT}), written so that nothing overflows.
  const primitive = (omega: number): number =>
    omega <= 0
      ? omega - thermalEv * Math.log1p(Math.exp(omega / thermalEv))
      : -thermalEv * Math.log1p(Math.exp(-omega / thermalEv));
  return primitive(high) - primitive(low);
}

/** Rows of weights with which node values become counts, each row with its first node. */
export interface EdgeKernel {
  readonly energyCount: number;
  /** Weights of one row stand together, `width` of them. */
  readonly width: number;
  readonly first: Int32Array;
  readonly weights: Float64Array;
  /** Derivatives by the Fermi level (eV) and by the logarithm of the resolution. */
  readonly byFermi: Float64Array;
  readonly byLogResolution: Float64Array;
}

/**
 * Occupation and energy resolution as one linear map from node values A(ω_j) to
 * ∫ G(E_i − E_F − ω) f(ω) A(ω) dω, A being interpolated by cubics. The sharp edge is integrated
 * finely, once for all momenta. G is a Gaussian of FWHM `resolutionEv`.
 */
export function edgeKernel(
  grid: NodeGrid,
  energiesEv: ArrayLike<number>,
  fermiEv: number,
  resolutionEv: number,
): EdgeKernel {
  const sigma = resolutionEv / FWHM_PER_SIGMA;
  const { omegas, fine, fineWeights } = grid;
  const energyCount = energiesEv.length;
  const nodes = omegas.length;
  const fineStep = NODE_STEP_EV / SUBSTEPS;
  const width = Math.min(nodes, Math.ceil((2 * REACH * sigma) / NODE_STEP_EV) + 5);
  const kernel: EdgeKernel = {
    energyCount,
    width,
    first: new Int32Array(energyCount),
    weights: new Float64Array(energyCount * width),
    byFermi: new Float64Array(energyCount * width),
    byLogResolution: new Float64Array(energyCount * width),
  };
  const norm = 1 / (sigma * Math.sqrt(2 * Math.PI));
  for (let i = 0; i < energyCount; i++) {
    const omega = energiesEv[i] - fermiEv;
    const low = Math.max(0, Math.ceil((omega - REACH * sigma - fine[0]) / fineStep));
    const high = Math.min(
      fine.length - 1,
      Math.floor((omega + REACH * sigma - fine[0]) / fineStep),
    );
    const first = Math.max(0, Math.min(nodes - width, Math.floor(low / SUBSTEPS)));
    kernel.first[i] = first;
    for (let cell = low; cell <= high; cell++) {
      const distance = omega - fine[cell];
      const reduced = distance / sigma;
      const gauss = norm * Math.exp(-0.5 * reduced * reduced);
      const byFermi = (gauss * reduced) / sigma;
      const byLog = gauss * (reduced * reduced - 1);
      const at = i * width + Math.floor(cell / SUBSTEPS) - first;
      for (let tap = 0; tap < 4; tap++) {
        const weight = fineWeights[4 * cell + tap];
        kernel.weights[at + tap] += gauss * weight;
        kernel.byFermi[at + tap] += byFermi * weight;
        kernel.byLogResolution[at + tap] += byLog * weight;
      }
    }
  }
  return kernel;
}

/** Adds `factor` times the weighted sums of node values to `into`, from `offset` on. */
export function applyKernel(
  kernel: EdgeKernel,
  weights: Float64Array,
  nodeValues: Float64Array,
  factor: number,
  into: Float64Array,
  offset: number,
): void {
  const { energyCount, width, first } = kernel;
  for (let i = 0; i < energyCount; i++) {
    const base = i * width;
    const start = first[i];
    let sum = 0;
    for (let tap = 0; tap < width; tap++) sum += weights[base + tap] * nodeValues[start + tap];
    into[offset + i] += factor * sum;
  }
}
