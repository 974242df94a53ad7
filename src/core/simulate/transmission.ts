import { radiansOf } from './kinematics';
import { fastCosine } from './lattice-bands';
import type {
  DetectorArtefact,
  DetectorResponse,
  Sampling,
  SpectrumParameters,
} from './parameters';
import { createRandom } from './random';

/** Multiplies the row of one energy by what a cause lets through at each angle. */
type RowFilter = (energyIndex: number, row: Float32Array) => void;

/** 1 − loss · u², with u running from −1 at the first pixel's edge to 1 at the last one's. */
function parabola(count: number, edgeLoss: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => {
    const u = (2 * (index + 0.5)) / count - 1;
    return 1 - edgeLoss * u * u;
  });
}

/** The separable sensitivity as one factor per energy and one per angle. */
export function responseFactors(
  response: DetectorResponse,
  sampling: Sampling,
): { energy: Float64Array; angle: Float64Array } {
  const isCentred = response.kind === 'centre';
  return {
    energy: parabola(sampling.energyCount, isCentred ? response.energyEdgeLoss : 0),
    angle: parabola(sampling.angleCount, isCentred ? response.angleEdgeLoss : 0),
  };
}

/**
 * Writes the share of electrons that the detector passes on at every pixel to
 * `target`, row-major [energy][angle]: its response times all artefacts that act
 * as a filter.
 */
export function fillTransmission(
  parameters: Pick<SpectrumParameters, 'response' | 'artefacts' | 'sampling'>,
  target: Float32Array,
): void {
  const { response, artefacts, sampling } = parameters;
  const { energyCount, angleCount } = sampling;
  const { energy, angle } = responseFactors(response, sampling);
  const filters = artefacts.flatMap((artefact) => rowFilterOf(artefact, sampling) ?? []);
  for (let i = 0; i < energyCount; i++) {
    const row = target.subarray(i * angleCount, (i + 1) * angleCount);
    for (let j = 0; j < angleCount; j++) row[j] = energy[i] * angle[j];
    for (const filter of filters) filter(i, row);
  }
}

function rowFilterOf(artefact: DetectorArtefact, sampling: Sampling): RowFilter | undefined {
  const { energyCount } = sampling;
  switch (artefact.kind) {
    case 'mesh':
      return meshFilter(artefact, sampling);
    case 'vignette':
      return vignetteFilter(artefact.depth, sampling);
    case 'gain-steps':
      return gainFilter(artefact, sampling);
    case 'border':
    case 'curved-border':
    case 'aperture':
      return (i, row) => {
        const open = openingAt(artefact, (i + 0.5) / energyCount);
        clearOutside(row, open.low, open.high);
      };
    case 'swept-edges':
      return (i, row) => {
        const share = (i + 0.5) / energyCount;
        const factor = Math.min(
          1,
          artefact.low > 0 ? share / artefact.low : 1,
          artefact.high > 0 ? (1 - share) / artefact.high : 1,
        );
        if (factor < 1) for (let j = 0; j < row.length; j++) row[j] *= factor;
      };
    default:
      return undefined;
  }
}

/** Lowest and highest share of the angle axis that an edge leaves open at an energy share. */
function openingAt(
  artefact: Extract<DetectorArtefact, { kind: 'border' | 'curved-border' | 'aperture' }>,
  energyShare: number,
): { low: number; high: number } {
  const fromMiddle = 2 * energyShare - 1;
  switch (artefact.kind) {
    case 'border': {
      const isOpen = energyShare >= artefact.bottom && energyShare <= 1 - artefact.top;
      const shift = artefact.slope * energyShare;
      return isOpen
        ? { low: artefact.left + shift, high: 1 - artefact.right - shift }
        : { low: 1, high: 0 };
    }
    case 'curved-border': {
      const bend = artefact.bow * fromMiddle * fromMiddle;
      return { low: artefact.left + bend, high: 1 - artefact.right - bend };
    }
    case 'aperture': {
      const height = fromMiddle / artefact.energyRadius;
      // Beyond the aperture's ends nothing is open, not even the middle pixel of an odd row.
      if (Math.abs(height) >= 1) return { low: 1, high: 0 };
      const half = 0.5 * artefact.angleRadius * Math.sqrt(1 - height * height);
      return { low: 0.5 - half, high: 0.5 + half };
    }
  }
}

function clearOutside(row: Float32Array, low: number, high: number): void {
  const count = row.length;
  const first = Math.max(0, Math.ceil(low * count - 0.5));
  const last = Math.min(count - 1, Math.floor(high * count - 0.5));
  if (last < first) {
    row.fill(0);
    return;
  }
  row.fill(0, 0, first);
  row.fill(0, last + 1);
}

function meshFilter(
  artefact: Extract<DetectorArtefact, { kind: 'mesh' }>,
  sampling: Sampling,
): RowFilter {
  const turn = radiansOf(artefact.rotationDeg);
  const wave = (2 * Math.PI) / artefact.periodPixels;
  const cosine = Math.cos(turn) * wave;
  const sine = Math.sin(turn) * wave;
  const quarterTurn = Math.PI / 2;
  // The crossed waves split into products, so that no cosine is taken per pixel.
  const cosineAlong = (factor: number, phase: number): Float64Array =>
    Float64Array.from({ length: sampling.angleCount }, (_, j) => fastCosine(j * factor - phase));
  const slowCosine = cosineAlong(sine, 0);
  const slowSine = cosineAlong(sine, quarterTurn);
  const fastCosines = cosineAlong(cosine, 0);
  const fastSines = cosineAlong(cosine, quarterTurn);
  const strength = 0.25 * artefact.depth;
  return (i, row) => {
    const ic = fastCosine(i * cosine);
    const is = fastCosine(i * cosine - quarterTurn);
    const jc = fastCosine(i * sine);
    const js = fastCosine(i * sine - quarterTurn);
    for (let j = 0; j < row.length; j++) {
      const first = ic * slowCosine[j] - is * slowSine[j];
      const second = jc * fastCosines[j] + js * fastSines[j];
      row[j] *= 1 - strength * (2 + first + second);
    }
  };
}

function vignetteFilter(depth: number, sampling: Sampling): RowFilter {
  const { energyCount, angleCount } = sampling;
  return (i, row) => {
    const y = (2 * (i + 0.5)) / energyCount - 1;
    for (let j = 0; j < angleCount; j++) {
      const x = (2 * (j + 0.5)) / angleCount - 1;
      row[j] *= Math.max(0, 1 - 0.5 * depth * (x * x + y * y));
    }
  };
}

function gainFilter(
  artefact: Extract<DetectorArtefact, { kind: 'gain-steps' }>,
  sampling: Sampling,
): RowFilter {
  const random = createRandom(artefact.seed);
  const gains = Float64Array.from({ length: artefact.count }, () =>
    Math.max(0, 1 + artefact.depth * random.normal()),
  );
  const { energyCount, angleCount } = sampling;
  const stripOf = (index: number, count: number): number =>
    Math.floor((index * artefact.count) / count);
  if (artefact.along === 'energy') {
    return (i, row) => {
      const gain = gains[stripOf(i, energyCount)];
      for (let j = 0; j < angleCount; j++) row[j] *= gain;
    };
  }
  const perAngle = Float64Array.from(
    { length: angleCount },
    (_, j) => gains[stripOf(j, angleCount)],
  );
  return (_, row) => {
    for (let j = 0; j < angleCount; j++) row[j] *= perAngle[j];
  };
}

/** Whether edges leave a place open, given as shares of the energy and angle axes. */
export function isWithinEdges(
  artefacts: DetectorArtefact[],
  energyShare: number,
  angleShare: number,
): boolean {
  return artefacts.every((artefact) => {
    if (!hidesPixels(artefact)) return true;
    const { low, high } = openingAt(artefact, energyShare);
    return angleShare >= low && angleShare <= high;
  });
}

/** Whether an artefact cuts off a part of the frame altogether. */
export function hidesPixels(
  artefact: DetectorArtefact,
): artefact is Extract<DetectorArtefact, { kind: 'border' | 'curved-border' | 'aperture' }> {
  return (
    artefact.kind === 'border' || artefact.kind === 'curved-border' || artefact.kind === 'aperture'
  );
}
