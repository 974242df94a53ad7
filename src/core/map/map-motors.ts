/** A motor over a scan: what is known of its positions without keeping them. */
export interface MotorRange {
  name: string;
  /** Unit as the file writes it, '' when it does not say. */
  unit: string;
  minimum: number;
  maximum: number;
}

/** Micrometres per unit of length; undefined for anything that is no length. */
const MICROMETRES: Record<string, number | undefined> = {
  m: 1e6,
  cm: 1e4,
  mm: 1e3,
  um: 1,
  µm: 1,
  μm: 1,
  micron: 1,
  microns: 1,
  nm: 1e-3,
};

/** Suffix of the set position beside a readback. */
const TARGET_SUFFIX = '_set';
/** Less travel than this part of the busiest motor's is the stage's own scatter. */
const LEAST_SHARE_OF_TRAVEL = 1 / 500;
/** Lengths that vary by less than this (µm) do not move: an angle scan with its stage at rest. */
const LEAST_TRAVEL_UM = 0.02;

/** Factor from one length unit to another; null where either is no known length. */
export function lengthFactor(from: string, to: string): number | null {
  if (from === to) return 1;
  const source = MICROMETRES[from.trim()];
  const target = MICROMETRES[to.trim()];
  return source === undefined || target === undefined ? null : source / target;
}

/**
 * The two motors that span the map, as indices into `motors`: the ones with the
 * longest travel, lengths before angles and anything else. Until a second motor moves the
 * axis is guessed from the names. `across` takes the earlier letter of x, y, z.
 * Null below two motors.
 */
export function mapMotors(motors: readonly MotorRange[]): { x: number; y: number } | null {
  if (motors.length < 2) return null;
  const names = new Set(motors.map(({ name }) => name));
  // Where a motor was sent says less than where it went.
  const isTarget = ({ name }: MotorRange) =>
    name.endsWith(TARGET_SUFFIX) && names.has(name.slice(0, -TARGET_SUFFIX.length));
  const travel = motors.map((motor) => motor.maximum - motor.minimum);
  const lengths = motors.map((motor) => lengthInMicrometres(motor));
  const lengthMoves = lengths.some((um) => um !== null && um > LEAST_TRAVEL_UM);
  const someMove = travel.some((range) => range > 0);
  const candidates = motors
    .map((motor, index) => ({
      index,
      kind: lengths[index] !== null && (lengthMoves || !someMove) ? 1 : 0,
      range: lengths[index] ?? travel[index],
      likely: axisLetter(motor.name) < NO_LETTER ? 1 : 0,
      letter: axisLetter(motor.name),
    }))
    .filter(({ index }) => !isTarget(motors[index]))
    .sort((a, b) => b.kind - a.kind || b.range - a.range || a.letter - b.letter);
  if (candidates.length < 2) return null;
  const busiest = candidates[0].range > 0 ? candidates[0] : null;
  const moves = (candidate: (typeof candidates)[number]) =>
    busiest !== null &&
    candidate.kind === busiest.kind &&
    candidate.range > LEAST_SHARE_OF_TRAVEL * busiest.range;
  candidates.sort(
    (a, b) =>
      Number(moves(b)) - Number(moves(a)) ||
      b.kind - a.kind ||
      (moves(a) ? b.range - a.range : b.likely - a.likely || a.letter - b.letter) ||
      a.index - b.index,
  );
  const [first, second] = candidates;
  const inOrder =
    first.letter < second.letter || (first.letter === second.letter && first.index < second.index);
  return inOrder ? { x: first.index, y: second.index } : { x: second.index, y: first.index };
}

function lengthInMicrometres(motor: MotorRange): number | null {
  const factor = lengthFactor(motor.unit, 'um');
  // Files that give no unit still name their stage x, y and z.
  if (factor === null && (motor.unit !== '' || axisLetter(motor.name) === NO_LETTER)) return null;
  return (motor.maximum - motor.minimum) * (factor ?? 1);
}

const NO_LETTER = 3;

/** 0, 1, 2 for names that end like x, y, z (`sax`, `Y`, `sample_z`, `x1`); 3 for others. */
function axisLetter(name: string): number {
  const letter = /([xyz])[^a-z]*$/i.exec(name)?.[1]?.toLowerCase();
  return letter === undefined ? NO_LETTER : 'xyz'.indexOf(letter);
}
