import { FWHM_PER_SIGMA } from '#core/simulate/kinematics';
import type { BandData } from './band-data';
import { BandModel } from './band-model';
import { factorise, solveLower, solveUpper } from './cholesky';
import { DirectionSums, type Linearisation } from './direction-sums';
import { applyKernel, edgeKernel, nodeGrid, type NodeGrid } from './edge-kernel';
import { EMISSION, emission, momentumScale } from './emission';
import { instrumentOf, type FitSettings, type Instrument } from './fit-settings';
import {
  amplitudeAt,
  dataNormOf,
  occupiedBackgroundAt,
  prepareSet,
  varianceFloor,
  type FittedSet,
} from './fitted-set';
import { fillLines, lineScratch, type LineScratch } from './line-shape';
import { NormalSums } from './normal-sums';

/** Part of the diagonal that keeps amplitudes of bands that are nowhere in sight at zero. */
const RIDGE = 1e-7;
/** Widest resolution the grid leaves room for, over the first guess. */
const RESOLUTION_MARGIN = 2;
/** Derivatives of the direction that belong to unknowns, in their order. */
const ORIENTATION_DERIVATIVES = [EMISSION.azimuth, EMISSION.polar, EMISSION.tilt] as const;

/**
 * Weighted least squares of a band model on maps and cuts: spectral function × Fermi edge ⊗
 * resolution, with a smooth amplitude for each band and data set and a background solved linearly
 * at each set of unknowns (variable projection). Loss = Σ w (counts − model)².
 */
export class ProjectedFit {
  readonly unknownCount: number;
  readonly pixelCount: number;
  private readonly model: BandModel;
  private readonly grid: NodeGrid;
  private readonly sets: FittedSet[];
  private readonly channels: number;
  private readonly direction = new Float64Array(EMISSION.length);
  private readonly scratch: LineScratch;

  constructor(
    private readonly settings: FitSettings,
    data: readonly BandData[],
    guess: Pick<Instrument, 'fermiEv' | 'energyResolutionEv'>,
  ) {
    this.model = new BandModel(settings.family, settings.latticeAngstrom);
    this.unknownCount = this.model.parameterCount + 7;
    this.channels = this.model.bandCount;
    let lowest = Infinity;
    for (const { energiesEv } of data) lowest = Math.min(lowest, energiesEv[0] - guess.fermiEv);
    this.grid = nodeGrid(
      lowest,
      RESOLUTION_MARGIN * guess.energyResolutionEv,
      settings.temperatureK,
    );
    this.scratch = lineScratch(this.grid.omegas.length);
    this.sets = data.map((set) =>
      prepareSet(set, this.grid, guess, this.channels, settings.amplitudeDegree),
    );
    this.pixelCount = this.sets.reduce(
      (sum, { weights }) => sum + weights.reduce((n, weight) => n + (weight > 0 ? 1 : 0), 0),
      0,
    );
  }

  /** Linear amplitudes fitted along with the unknowns. */
  get linearCount(): number {
    return this.sets.reduce((sum, { linearCount }) => sum + linearCount, 0);
  }

  /** The least loss at these unknowns; amplitudes are kept for `linearise` and `modelOf`. */
  lossAt(unknowns: Float64Array): number {
    const instrument = instrumentOf(unknowns, this.model.parameterCount);
    let loss = 0;
    for (const set of this.sets) loss += this.solveSet(set, unknowns, instrument);
    return loss;
  }

  /** Loss, slope and curvature at these unknowns. */
  linearise(unknowns: Float64Array): Linearisation {
    const loss = this.lossAt(unknowns);
    const size = this.unknownCount;
    const result = {
      loss,
      gradient: new Float64Array(size),
      curvature: new Float64Array(size * size),
    };
    const instrument = instrumentOf(unknowns, this.model.parameterCount);
    for (const set of this.sets) this.addLinearisation(set, unknowns, instrument, result);
    symmetrise(result.curvature, size);
    return result;
  }

  /** Expected counts of each data set at the unknowns evaluated last. */
  models(): Float64Array[] {
    return this.sets.map((set) => {
      const expected = new Float64Array(set.directions * set.energies);
      for (let d = 0; d < set.directions; d++) this.fillModel(set, d, expected, d * set.energies);
      return expected;
    });
  }

  /** Expected background alone, as `models`. */
  backgrounds(): Float64Array[] {
    return this.sets.map((set) => {
      const expected = new Float64Array(set.directions * set.energies);
      for (let d = 0; d < set.directions; d++) {
        this.addBackground(set, d, expected, d * set.energies);
      }
      return expected;
    });
  }

  /** Inverse variances from the model evaluated last: counts scatter by their expectation. */
  reweight(): void {
    for (const set of this.sets) {
      const expected = new Float64Array(set.energies);
      const floor = varianceFloor(set.data);
      for (let d = 0; d < set.directions; d++) {
        expected.fill(0);
        this.fillModel(set, d, expected, 0);
        for (let i = 0; i < set.energies; i++) {
          const at = d * set.energies + i;
          if (set.weights[at] > 0) set.weights[at] = 1 / Math.max(expected[i], floor);
        }
      }
      set.dataNorm = dataNormOf(set);
    }
  }

  /** Measured counts and weights, in the order of `models`. */
  measured(): { data: BandData; weights: Float64Array }[] {
    return this.sets.map(({ data, weights }) => ({ data, weights }));
  }

  /** Bands in one direction, seen at the Fermi level, with the slopes the line shapes need. */
  private bandsInDirection(
    set: FittedSet,
    d: number,
    unknowns: Float64Array,
    instrument: Instrument,
  ) {
    const { data } = set;
    emission(
      data.geometry,
      { along: data.alongDeg[d], across: data.acrossDeg[d], azimuth: data.azimuthDeg[d] },
      {
        azimuth: instrument.azimuthDeg,
        polar: instrument.polarDeg,
        tilt: instrument.tiltDeg,
      },
      this.direction,
    );
    const scale = momentumScale(data.geometry, instrument.fermiEv);
    return this.model.at(unknowns, scale * this.direction[0], scale * this.direction[1]);
  }

  private fillChannelLines(
    set: FittedSet,
    band: number,
    instrument: Instrument,
    withDerivatives: boolean,
  ): void {
    const { geometry } = set.data;
    const { energies, byMomentum } = this.model.bands;
    const scale = momentumScale(geometry, instrument.fermiEv);
    const { direction } = this;
    const vx = byMomentum[2 * band];
    const vy = byMomentum[2 * band + 1];
    // k grows with kinetic energy: ε(k(ω)) = ε₀ + ω ∇ε·k / 2E_kin.
    const slope =
      geometry === 'momentum'
        ? 0
        : (scale * (vx * direction[0] + vy * direction[1])) / (2 * instrument.fermiEv);
    const alongSlit = scale * (vx * direction[EMISSION.along] + vy * direction[EMISSION.along + 1]);
    fillLines(
      this.scratch,
      this.grid.omegas,
      {
        energyEv: energies[band],
        slope,
        spreadEv: (Math.abs(alongSlit) * this.settings.angleResolutionDeg) / FWHM_PER_SIGMA,
        gammaOffsetEv: instrument.gammaOffsetEv,
        gammaCurvaturePerEv: instrument.gammaCurvaturePerEv,
      },
      withDerivatives,
    );
  }

  /** Solves for the amplitudes of one set and returns its loss. */
  private solveSet(set: FittedSet, unknowns: Float64Array, instrument: Instrument): number {
    const { data, directions, energies, signals, linearCount } = set;
    const { channels, scratch } = this;
    set.kernel = edgeKernel(
      this.grid,
      data.energiesEv,
      instrument.fermiEv,
      instrument.energyResolutionEv,
    );
    set.occupied.fill(0);
    applyKernel(set.kernel, set.kernel.weights, scratch.ones, 1, set.occupied, 0);
    signals.fill(0);
    const normal = set.factor.fill(0);
    const right = new Float64Array(linearCount);
    const sums = new NormalSums(set, channels);
    const byOrbital = this.settings.amplitudesOf === 'orbitals';
    for (let d = 0; d < directions; d++) {
      const bands = this.bandsInDirection(set, d, unknowns, instrument);
      const base = d * channels * energies;
      for (let band = 0; band < channels; band++) {
        this.fillChannelLines(set, band, instrument, false);
        if (!byOrbital) {
          applyKernel(
            set.kernel,
            set.kernel.weights,
            scratch.line,
            1,
            signals,
            base + band * energies,
          );
          continue;
        }
        for (let o = 0; o < channels; o++) {
          const share = bands.orbitalWeights[band * channels + o];
          const at = base + o * energies;
          applyKernel(set.kernel, set.kernel.weights, scratch.line, share, signals, at);
        }
      }
      sums.add(d, normal, right);
    }
    let trace = 0;
    for (let i = 0; i < linearCount; i++) trace += normal[i * linearCount + i] / linearCount;
    for (let i = 0; i < linearCount; i++) normal[i * linearCount + i] += RIDGE * trace + 1e-30;
    if (!factorise(normal, linearCount)) return Infinity;
    set.coefficients.set(right);
    solveLower(normal, linearCount, set.coefficients);
    let explained = 0;
    for (const value of set.coefficients) explained += value * value;
    solveUpper(normal, linearCount, set.coefficients);
    return set.dataNorm - explained;
  }

  private fillModel(set: FittedSet, d: number, into: Float64Array, offset: number): void {
    const { energies, signals } = set;
    this.addBackground(set, d, into, offset);
    for (let channel = 0; channel < this.channels; channel++) {
      const amplitude = amplitudeAt(set, channel, d);
      const base = (d * this.channels + channel) * energies;
      for (let i = 0; i < energies; i++) into[offset + i] += amplitude * signals[base + i];
    }
  }

  private addBackground(set: FittedSet, d: number, into: Float64Array, offset: number): void {
    const flat = set.coefficients[this.channels * set.amplitudeTerms];
    const occupied = occupiedBackgroundAt(set, this.channels, d);
    for (let i = 0; i < set.energies; i++) into[offset + i] += flat + occupied * set.occupied[i];
  }

  /** Adds one set's part to slope and curvature, its amplitudes projected out. */
  private addLinearisation(
    set: FittedSet,
    unknowns: Float64Array,
    instrument: Instrument,
    into: Linearisation,
  ): void {
    const { energies, directions, data } = set;
    const { channels, unknownCount: size, scratch } = this;
    const { parameterCount } = this.model;
    const sums = new DirectionSums(size, channels, set);
    const { functions, mixing } = sums;
    const functionCount = sums.functionCount;
    const { kernel } = set;
    const amplitudes = new Float64Array(channels);
    const scale = momentumScale(data.geometry, instrument.fermiEv);
    const shared = (index: number) => (channels + index) * energies;
    for (let index = 0; index < 4; index++) {
      mixing[(parameterCount + 3 + index) * functionCount + channels + index] = 1;
    }
    for (let d = 0; d < directions; d++) {
      for (let f = 0; f < channels; f++) amplitudes[f] = amplitudeAt(set, f, d);
      functions.fill(0);
      const bands = this.bandsInDirection(set, d, unknowns, instrument);
      for (let band = 0; band < channels; band++) {
        const amplitude = this.bandAmplitude(band, amplitudes);
        this.fillChannelLines(set, band, instrument, true);
        const { weights, byFermi, byLogResolution } = kernel;
        applyKernel(kernel, weights, scratch.byEnergy, amplitude, functions, band * energies);
        applyKernel(kernel, byFermi, scratch.line, amplitude, functions, shared(0));
        applyKernel(kernel, weights, scratch.byOffset, amplitude, functions, shared(1));
        applyKernel(kernel, weights, scratch.byCurvature, amplitude, functions, shared(2));
        applyKernel(kernel, byLogResolution, scratch.line, amplitude, functions, shared(3));
        for (let p = 0; p < parameterCount; p++) {
          mixing[p * functionCount + band] = bands.byParameter[band * parameterCount + p];
        }
        const vx = scale * bands.byMomentum[2 * band];
        const vy = scale * bands.byMomentum[2 * band + 1];
        for (let index = 0; index < ORIENTATION_DERIVATIVES.length; index++) {
          const at = ORIENTATION_DERIVATIVES[index];
          mixing[(parameterCount + index) * functionCount + band] =
            vx * this.direction[at] + vy * this.direction[at + 1];
        }
      }
      const occupied = occupiedBackgroundAt(set, channels, d);
      applyKernel(kernel, kernel.byFermi, scratch.ones, occupied, functions, shared(0));
      applyKernel(kernel, kernel.byLogResolution, scratch.ones, occupied, functions, shared(3));
      sums.expected.fill(0);
      this.fillModel(set, d, sums.expected, 0);
      sums.add(d, into);
    }
    sums.projectOut(into);
  }

  /** Amplitude of a band: its own, or those of its orbitals by their share. */
  private bandAmplitude(band: number, amplitudes: Float64Array): number {
    if (this.settings.amplitudesOf === 'bands') return amplitudes[band];
    let sum = 0;
    for (let o = 0; o < this.channels; o++) {
      sum += this.model.bands.orbitalWeights[band * this.channels + o] * amplitudes[o];
    }
    return sum;
  }
}

/** Copies the lower triangle to the upper. */
function symmetrise(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) matrix[j * size + i] = matrix[i * size + j];
  }
}
