import { quantities, type QuantityName } from '#shared/quantities';
import type { Preferences } from '#shared/preferences';
import { normalisedScore, type Normalisation } from '#core/map/normalisation';
import { RunningLimits, symmetricLimits } from './colour-scale';
import type { ColourMapName } from './lookup-table';

/** What a pane can show: a stored quantity, or MLS − BMS. */
export type PaneQuantity = Preferences['panes'][number];
export type ScoreScale = Preferences['scoreScale'];

export interface QuantityColumns {
  length: number;
  quantities: Record<QuantityName, ArrayLike<number>>;
}

export interface PaneQuantityDescription {
  label: string;
  description: string;
  unit: string;
  /** True for scores from 0 to 10, which can be shown normalised. */
  isScore: boolean;
}

export function describePaneQuantity(quantity: PaneQuantity): PaneQuantityDescription {
  if (quantity === 'difference') {
    return {
      label: 'MLS − BMS',
      description: 'Machine-learning score minus benchmark score',
      unit: '',
      isScore: true,
    };
  }
  const { label, description, unit, isScore = false } = quantities[quantity];
  return { label, description, unit, isScore };
}

/** The colours a quantity is drawn in: the user's choice unless its values are signed or labels. */
export function paneColourMap(quantity: PaneQuantity, chosen: ColourMapName): ColourMapName {
  if (quantity === 'difference') return 'difference';
  return quantities[quantity].scale === 'categorical' ? 'domains' : chosen;
}

/** A quantity of every point, ready to be drawn. */
export interface PaneValues {
  valueAt: (id: number) => number;
  limits: [number, number];
  /** Same signature, same values and limits for the points there are. */
  signature: string;
}

/** What is remembered between two looks at a growing scan. One for each pane. */
export interface PaneLimits {
  shown: RunningLimits;
  bms: RunningLimits;
  mlsMedian: RunningLimits;
}

export function createPaneLimits(): PaneLimits {
  return { shown: new RunningLimits(), bms: new RunningLimits(), mlsMedian: new RunningLimits() };
}

interface PaneValuesInput {
  quantity: PaneQuantity;
  points: QuantityColumns;
  /** Changes whenever points that were there before do. */
  revision: number;
  scoreScale: ScoreScale;
  mlsNormalisation: Normalisation | null;
  limits: PaneLimits;
}

/**
 * Values and colour limits of a pane. Scores keep 0–10 whatever the data;
 * normalised ones are stretched over the scan first (its worst 0, its best 10).
 */
export function paneValues(input: PaneValuesInput): PaneValues {
  const { quantity, points, revision } = input;
  const signature: (string | number)[] = [quantity, revision];
  const column = (name: QuantityName): ((id: number) => number) => {
    // Columns are looked up at every call: they are replaced as the scan grows.
    const raw = (id: number) => points.quantities[name][id];
    const normalisation = normalisationOf(input, name, raw);
    if (!normalisation) return raw;
    signature.push(normalisation.minimum, normalisation.maximum);
    return (id) => normalisedScore(raw(id), normalisation);
  };
  const limitsOf = (valueAt: (id: number) => number) =>
    input.limits.shown.of(signature.join(' '), valueAt, points.length);
  let valueAt: (id: number) => number;
  let limits: [number, number];
  if (quantity === 'difference') {
    const [mls, bms] = [column('mls'), column('bms')];
    valueAt = (id) => mls(id) - bms(id);
    limits = symmetricLimits(limitsOf(valueAt) ?? [0, 0]);
  } else {
    valueAt = column(quantity);
    const [minimum, maximum] = quantities[quantity].range ?? limitsOf(valueAt) ?? [0, 1];
    limits = [minimum, maximum];
  }
  return { valueAt, limits, signature: [...signature, ...limits].join(' ') };
}

/** How a quantity is stretched over the scan; null where it is shown as it is. */
function normalisationOf(
  { scoreScale, mlsNormalisation, limits, points, revision }: PaneValuesInput,
  name: QuantityName,
  raw: (id: number) => number,
): Normalisation | null {
  if (scoreScale === 'raw') return null;
  if (name === 'mls') return mlsNormalisation;
  if (name !== 'bms' && name !== 'mlsMedian') return null;
  const own = limits[name].of(String(revision), raw, points.length);
  return own && own[0] < own[1] ? { minimum: own[0], maximum: own[1] } : null;
}
