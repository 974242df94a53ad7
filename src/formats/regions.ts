import { SweetSpotError } from '#shared/errors';
import type { BinaryFile, OpenOptions } from './binary-file';

/**
 * The region to read of a file that holds several: the one asked for, else the first,
 * with a note that names the others. Throws `invalid-request` for a name that is none.
 */
export function chosenRegion<Region extends { name: string }>(
  file: BinaryFile,
  regions: readonly [Region, ...Region[]],
  { region: wanted }: OpenOptions,
): { region: Region; notes: string[] } {
  const region = wanted === undefined ? regions[0] : regions.find(({ name }) => name === wanted);
  if (region === undefined) {
    throw new SweetSpotError(
      'invalid-request',
      `${file.path}: expected one of the regions ${names(regions)}, found ${String(wanted)}.`,
    );
  }
  const others = regions.filter((other) => other !== region);
  if (others.length === 0) return { region, notes: [] };
  return {
    region,
    notes: [`Region ${region.name} is shown; the file also holds ${names(others)}`],
  };
}

function names(regions: readonly { name: string }[]): string {
  const shown = regions.slice(0, 8).map(({ name }) => name);
  return regions.length > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
}
