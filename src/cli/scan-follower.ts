import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenScan } from '#shared/engine-contract';
import { chosenScans, type ChosenScan } from './chosen-scans';

/** Pause between two looks for a new scan, ms. */
const INTERVAL_MS = 1000;
/** Looks at a file that is no point of the scan: long enough for it to be written. */
const MOST_LOOKS = 60;

interface FollowOptions {
  source: Pick<OpenScan, 'path' | 'kind' | 'region' | 'profile'>;
  /** What is watched to begin with, and the files among which it was chosen. */
  watched: ChosenScan;
  looked: readonly string[];
  /** Another scan is the newest now. */
  onNewest: (scan: ChosenScan) => Promise<void>;
  /** A look failed; the next may not. */
  onError: (error: unknown) => void;
}

/**
 * Looks whether another scan of a live folder has become the newest. Files are opened only when
 * one came that cannot be a point of the scan that is watched. Returns how to end it.
 */
export function followNewest({
  source,
  watched,
  looked,
  onNewest,
  onError,
}: FollowOptions): () => void {
  let current = watched;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  /** How often a file was looked at that is no point of the scan: it may not be readable at once. */
  const looks = new Map(looked.map((name) => [name, watched.group === null ? 0 : MOST_LOOKS]));

  const look = async () => {
    const { mayHoldSpectra } = await import('#formats/candidate-files');
    const { isSameSeries } = await import('#formats/scan-names');
    const [first] = current.group?.fileNames ?? [];
    const others = (await readdir(source.path)).filter(
      (name) =>
        (looks.get(name) ?? 0) < MOST_LOOKS &&
        current.group?.fileNames.includes(name) !== true &&
        (first === undefined || !isSameSeries(first, name)) &&
        mayHoldSpectra(join(source.path, name)),
    );
    if (others.length === 0) return;
    for (const name of others) looks.set(name, (looks.get(name) ?? 0) + 1);
    const [newest] = (await chosenScans(source, 'newest')).chosen;
    if (isOver || newest.group === null) return;
    for (const name of newest.group.fileNames) looks.set(name, MOST_LOOKS);
    const isSame = newest.group.name === current.group?.name;
    // The first scan of a folder is watched already, as the whole of it.
    const isWhole = current.group === null && newest.source.scan === undefined;
    current = newest;
    if (!isSame && !isWhole) await onNewest(newest);
  };
  const round = async () => {
    await look().catch(onError);
    if (!isOver) timer = setTimeout(() => void round(), INTERVAL_MS);
  };
  void round();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
