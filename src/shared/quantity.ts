/**
 * A column of the points as it describes itself: what a map pane, a tooltip and an export need to
 * show it. Descriptions travel with the data.
 */
export interface QuantityDescription {
  /** Short label for axes and menus. */
  label: string;
  /** One line on what it is and what it is good for. */
  description: string;
  unit: string;
  /** Fixed colour limits, or null to take them from the data. */
  range: readonly [number, number] | null;
  /** Digits after the decimal point; null for three significant ones. */
  decimals: number | null;
  scale: 'sequential' | 'diverging' | 'categorical';
  /** Set for scores from 0 to 10, which can be shown stretched over the scan. */
  isScore?: true;
}

/** Quantities of one feature by name; values of a point are float32, NaN where unknown. */
export type QuantityTable = Readonly<Record<string, QuantityDescription>>;
