import { SweetSpotError } from '#shared/errors';
import type { FileRegions } from '#shared/scan';
import type { OpenOptions } from './binary-file';

/** What choosing a region leaves to say. */
export interface RegionChoice {
  notes: string[];
  /** Undefined where the format knows no regions. */
  regions: FileRegions | undefined;
}

/**
 * The region to read of a file that holds several: the one asked for, else the preferred
 * one, else the first, with a note that names the others. Throws `invalid-request` where
 * the one asked for is none of them.
 */
export function chosenRegion<Region extends { name: string }>(
  file: { readonly path: string },
  regions: readonly [Region, ...Region[]],
  { region: wanted, preferredRegion }: OpenOptions,
): RegionChoice & { region: Region } {
  const named = (wantedName: string) => regions.find(({ name }) => name === wantedName);
  const preferred = preferredRegion === undefined ? undefined : named(preferredRegion);
  const region = wanted === undefined ? (preferred ?? regions[0]) : named(wanted);
  if (region === undefined) {
    throw new SweetSpotError(
      'invalid-request',
      `${file.path}: expected one of the regions ${names(nameAll(regions))}, found ${String(wanted)}.`,
    );
  }
  const others = regions.filter((other) => other !== region);
  return {
    region,
    notes:
      others.length === 0
        ? []
        : [`Region ${region.name} is shown; the file also holds ${names(nameAll(others))}`],
    regions: { names: nameAll(regions), shown: region.name },
  };
}

/** The first of many names, for a sentence. */
export function names(all: readonly string[]): string {
  const shown = all.slice(0, 8).join(', ');
  return all.length > 8 ? `${shown}, …` : shown;
}

function nameAll(regions: readonly { name: string }[]): string[] {
  return regions.map(({ name }) => name);
}
