import { dirname, resolve } from 'node:path';
import type { OpenScan } from '#shared/engine-contract';
import { SweetSpotError } from '#shared/errors';
import { isWithin } from './is-within';

type Source = Pick<OpenScan, 'path' | 'kind'>;

/**
 * Refuses to write where the analyzer writes: SweetSpot only ever reads there.
 * @throws SweetSpotError `forbidden`.
 */
export function assertOutsideAcquisition(directory: string, source: Source): void {
  const inside =
    source.kind === 'folder'
      ? isWithin(directory, source.path)
      : resolve(directory) === resolve(dirname(source.path));
  if (inside) {
    throw new SweetSpotError(
      'forbidden',
      `${directory} belongs to the acquisition, which SweetSpot only reads.`,
      { hint: 'Choose a folder elsewhere.' },
    );
  }
}

/** Name of an export's own folder: the scan's, without what file systems may refuse, and the time. */
export function exportFolderName(source: Source, timestamp: string): string {
  const scan = resolve(source.path).split(/[\\/]/).at(-1) ?? '';
  const safe = scan.replaceAll(/[^\p{Letter}\p{Number}._-]+/gu, '_').slice(0, 60);
  return `sweetspot-${safe}-${timestamp}`;
}
