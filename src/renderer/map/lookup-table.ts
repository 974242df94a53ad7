/**
 * Colour lookup tables of 256 entries, made from a few anchor colours of
 * perceptually uniform maps. An entry is one RGBA pixel as a little-endian word,
 * so that a raster is painted by copying words.
 */

const anchors = {
  viridis: [
    '#440154',
    '#482475',
    '#414487',
    '#355f8d',
    '#2a788e',
    '#21918c',
    '#22a884',
    '#44bf70',
    '#7ad151',
    '#bddf26',
    '#fde725',
  ],
  cividis: [
    '#00224e',
    '#123570',
    '#3b496c',
    '#575d6d',
    '#707173',
    '#8a8678',
    '#a59c74',
    '#c3b369',
    '#e1cc55',
    '#fee838',
  ],
  magma: [
    '#000004',
    '#140e36',
    '#3b0f70',
    '#641a80',
    '#8c2981',
    '#b73779',
    '#de4968',
    '#f7705c',
    '#fe9f6d',
    '#fecf92',
    '#fcfdbf',
  ],
  greys: ['#000000', '#ffffff'],
  inkOnPaper: ['#ffffff', '#000000'],
  /** Okabe and Ito's colours, told apart by colour-blind eyes too; the last one stands for all others. */
  domains: ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442', '#8c8c8c'],
  difference: ['#0b3c8c', '#3f7fc1', '#9cc4e4', '#f4f4f2', '#f0bb84', '#cf7a2c', '#7d3a04'],
} as const;

export type ColourMapName = keyof typeof anchors;

const ENTRY_COUNT = 256;
/** Tables of separate colours, each of equal width. */
const CATEGORICAL: readonly ColourMapName[] = ['domains'];
const tables = new Map<ColourMapName, Uint32Array>();

function channels(hex: string): [number, number, number] {
  const word = Number.parseInt(hex.slice(1), 16);
  return [(word >> 16) & 0xff, (word >> 8) & 0xff, word & 0xff];
}

/** The table of a colour map: 256 opaque RGBA words, lowest value first. */
export function lookupTable(name: ColourMapName): Uint32Array {
  const known = tables.get(name);
  if (known) return known;
  const stops = anchors[name].map(channels);
  const table = new Uint32Array(ENTRY_COUNT);
  for (let entry = 0; entry < ENTRY_COUNT; entry++) {
    const place = CATEGORICAL.includes(name)
      ? Math.floor((entry / ENTRY_COUNT) * stops.length)
      : (entry / (ENTRY_COUNT - 1)) * (stops.length - 1);
    const below = Math.min(stops.length - 2, Math.floor(place));
    const share = place - below;
    const [red, green, blue] = stops[below].map((value, channel) =>
      Math.round(value + (stops[below + 1][channel] - value) * share),
    );
    table[entry] = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  }
  tables.set(name, table);
  return table;
}

/** A table entry as a CSS colour. */
export function cssColour(word: number): string {
  return `rgb(${word & 0xff} ${(word >> 8) & 0xff} ${(word >> 16) & 0xff})`;
}
