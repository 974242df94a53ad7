import { openOptionsOf } from '#formats/completed-scan';
import type { ScanGroup } from '#formats/scan-groups';
import type { OpenScan } from '#shared/engine-contract';
import { SweetSpotError } from '#shared/errors';

/** A scan of a folder, or a source as a whole, as the engine opens it. */
export interface ChosenScan {
  /** Null for a file, and for a folder that holds a single scan. */
  group: ScanGroup | null;
  source: Pick<OpenScan, 'path' | 'kind' | 'region' | 'profile' | 'scan'>;
}

/** What a source holds, and what of it was asked for: the newest first. */
export interface ChosenScans {
  scans: ScanGroup[];
  /** Files of the folder that were looked at. */
  looked: string[];
  chosen: ChosenScan[];
}

/**
 * The scans of a source that were asked for by name, `newest` or `all`. Frames of different scans
 * never share a map. Throws `not-found` for a name that is none.
 */
export async function chosenScans(
  source: Pick<OpenScan, 'path' | 'kind' | 'region' | 'profile'>,
  wanted: string,
): Promise<ChosenScans> {
  if (source.kind === 'file') return { scans: [], looked: [], chosen: [{ group: null, source }] };
  const { folderScans, newestScan } = await import('#formats/folder-scans');
  const reading = openOptionsOf(source.profile ?? null, source.region ?? null);
  const { scans, looked, failed, isOneScan } = await folderScans(source.path, reading);
  const newest = newestScan(scans);
  if (newest === undefined || isOneScan) {
    const group = scans.at(0) ?? null;
    if (wanted !== 'newest' && wanted !== 'all' && wanted !== group?.name)
      throw noSuch(wanted, scans);
    return { scans, looked, chosen: [{ group, source }] };
  }
  const groups =
    wanted === 'newest'
      ? [newest]
      : wanted === 'all'
        ? [newest, ...scans.filter((scan) => scan !== newest)]
        : scans.filter(({ name }) => name === wanted);
  if (groups.length === 0) throw noSuch(wanted, scans);
  const { isSameSeries } = await import('#formats/scan-names');
  return {
    scans,
    looked,
    chosen: groups.map((group) => {
      const { name, fileNames, entry } = group;
      const own = failed.filter((file) => isSameSeries(fileNames[0], file));
      const region = entry ?? source.region;
      return {
        group,
        source: { ...source, region, scan: { name, fileNames: [...fileNames, ...own] } },
      };
    }),
  };
}

/** `map: 6 files, 6 frames` of every scan, for a list. */
export function scanList(scans: readonly ScanGroup[]): string {
  return scans
    .map(({ name, kind, fileNames, frames }) => {
      const files = fileNames.length > 1 ? `, ${fileNames.length} files` : '';
      return `${name} (${kind}${files}, ${frames} ${frames === 1 ? 'frame' : 'frames'})`;
    })
    .join('; ');
}

function noSuch(wanted: string, scans: readonly ScanGroup[]): SweetSpotError {
  return new SweetSpotError('not-found', `There is no scan ${wanted}.`, {
    hint: scans.length === 0 ? undefined : `Scans: ${scanList(scans)}.`,
  });
}
