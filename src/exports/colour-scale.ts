/** Perceptually uniform colour maps by their anchor colours, lowest value first. */
const anchors = {
  viridis: '440154 482475 414487 355f8d 2a788e 21918c 22a884 44bf70 7ad151 bddf26 fde725',
  cividis: '00224e 123570 3b496c 575d6d 707173 8a8678 a59c74 c3b369 e1cc55 fee838',
  ink: 'ffffff d9d9d9 a6a6a6 6e6e6e 3a3a3a 000000',
};
export type ColourScaleName = keyof typeof anchors;

/** The anchor colours as CSS colours, evenly spaced from 0 to 1. */
export function colourStops(name: ColourScaleName): string[] {
  return anchors[name].split(' ').map((hex) => `#${hex}`);
}

/** The colour at `share` of the scale, 0 … 1; values beyond take the end colours. */
export function colourAt(name: ColourScaleName, share: number): string {
  const stops = colourStops(name);
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(place));
  const channels = [1, 3, 5].map((from) => {
    const low = Number.parseInt(stops[below].slice(from, from + 2), 16);
    const high = Number.parseInt(stops[below + 1].slice(from, from + 2), 16);
    return Math.round(low + (place - below) * (high - low));
  });
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
