import { stat, readdir, watch } from 'node:fs/promises';
import { join } from 'node:path';
import { isCandidateName } from '#formats/registry';
import { inspectFile } from '#formats/inspect';
import { isRemote } from '#engine/source/watch-source';
import { finding, type Finding } from './finding';

/** A listing that takes longer delays every point where listing is all there is, ms. */
const SLOW_LISTING_MS = 1000;
/** How far a file may lie in the future before clocks differ, ms: file systems round to two seconds. */
const CLOCK_TOLERANCE_MS = 5000;

interface NewestFile {
  path: string;
  modifiedMs: number;
}

/**
 * The folder an analyzer writes to, one look each: it is listed, watched, its newest file read
 * and its clock compared. Nothing is written there.
 */
export async function lookAtFolder(folder: string): Promise<Finding[]> {
  const advice = 'Check that the share is connected and that you may read it.';
  let newest: NewestFile | null = null;
  const listed = await finding('Folder', advice, async () => {
    const startedAt = performance.now();
    const names = await readdir(folder);
    const tookMs = performance.now() - startedAt;
    const candidates = names.filter(isCandidateName);
    newest = await newestOf(folder, candidates);
    const found = `${folder}: ${candidates.length} of ${names.length} files may hold spectra`;
    if (tookMs <= SLOW_LISTING_MS) return { state: 'good', found };
    return {
      state: 'warning',
      found: `${found}; listing took ${(tookMs / 1000).toFixed(1)} s`,
      advice: 'Write each scan to a folder of its own: old files slow every listing down.',
    };
  });
  if (listed.state === 'bad') return [listed];
  const watched = await finding('Watching', 'Choose polling when you open the folder.', () =>
    watching(folder),
  );
  const file = newest as NewestFile | null;
  if (file === null) return [listed, watched];
  return [
    listed,
    watched,
    clock(file),
    await finding('Newest file', 'See "sweetspot inspect" on the file.', () => reading(file.path)),
  ];
}

async function newestOf(folder: string, names: readonly string[]): Promise<NewestFile | null> {
  let newest: NewestFile | null = null;
  for (const name of names) {
    const path = join(folder, name);
    const stats = await stat(path).catch(() => null);
    if (!stats?.isFile()) continue;
    if (newest === null || stats.mtimeMs > newest.modifiedMs) {
      newest = { path, modifiedMs: stats.mtimeMs };
    }
  }
  return newest;
}

async function watching(folder: string): Promise<Omit<Finding, 'what'>> {
  const stop = new AbortController();
  const events = watch(folder, { signal: stop.signal })[Symbol.asyncIterator]();
  // The watch begins with the first question; ending it is how it is meant to end.
  const first = events.next().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  stop.abort();
  await first;
  return (await isRemote(folder))
    ? { state: 'good', found: 'a network share: listed four times a second' }
    : { state: 'good', found: 'by events of the file system' };
}

function clock({ path, modifiedMs }: NewestFile): Finding {
  const what = 'Clock';
  const aheadMs = modifiedMs - Date.now();
  if (aheadMs <= CLOCK_TOLERANCE_MS) {
    return { what, state: 'good', found: 'no file from the future' };
  }
  return {
    what,
    state: 'warning',
    found: `${path} is ${Math.round(aheadMs / 1000)} s in the future`,
    advice:
      'Set the clocks of both computers by the same time server; times shown are off by that.',
  };
}

async function reading(path: string): Promise<Omit<Finding, 'what'>> {
  const inspected = await inspectFile(path, { region: null, profile: null });
  if (inspected.kind === 'unreadable') throw new Error(`${path}: ${inspected.error.message}`);
  if (inspected.kind === 'array') return { state: 'good', found: `${path}: an array` };
  return { state: 'good', found: `${path}: ${inspected.format.label}, ${inspected.frames} frames` };
}
