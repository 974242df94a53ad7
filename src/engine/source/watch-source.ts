import { watch, type FSWatcher } from 'node:fs';
import { readdir, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { mayHoldSpectra } from '#formats/candidate-files';
import { isSameSeries } from '#formats/scan-names';
import type { OpenScan } from '#shared/engine-contract';

/** What tells the engine that a file appeared or changed. */
export interface SourceWatcher {
  close: () => void;
}

interface WatchOptions {
  source: Pick<OpenScan, 'path' | 'kind' | 'mode' | 'watch' | 'scan'>;
  /** Called with a file name relative to the source whenever there may be something new to read. */
  onCandidate: (name: string, by: 'event' | 'listing') => void;
  /** Called when the whole source was listed once. */
  onListed: () => void;
  /** The source itself cannot be listed; called once per outage. */
  onOutage: (error: unknown) => void;
  /** Another folder stands under the source's name than the one that was watched. */
  onReplaced: () => void;
}

/** Pause between two listings where polling is all there is, ms. */
const POLLING_INTERVAL_MS = 250;
/** Pause between two listings that only make up for events the system lost, ms. */
const SAFETY_INTERVAL_MS = 2000;
/** Files found by listing before their event, in a row, after which events are not relied on. */
const MISSED_BEFORE_POLLING = 3;

/** Numbers of network and user-space file systems in Linux's statfs: NFS, SMB, CIFS, SMB2, FUSE. */
const REMOTE_FILE_SYSTEMS = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546]);

/** Which names in the folder are looked at: the file that was opened, or all that may hold spectra. */
function concernsOf(source: WatchOptions['source'], folder: string): (name: string) => boolean {
  if (source.kind === 'file') {
    const only = basename(source.path);
    return (name) => name === only;
  }
  return (name) => belongsTo(source, name) && mayHoldSpectra(join(folder, name));
}

/**
 * Watches a folder (not what lies below it) or a file. File-system events tell at once;
 * listings tell where events do not arrive, as on network shares. `auto` starts from the kind
 * of file system, and turns to polling when listings keep finding what no event announced.
 */
export function watchSource(options: WatchOptions): SourceWatcher {
  const { source, onCandidate } = options;
  const folder = source.kind === 'folder' ? source.path : dirname(source.path);
  const concerns = concernsOf(source, folder);
  const known = new Set<string>();
  let closed = false;
  let watcher: FSWatcher | null = null;
  let timer: NodeJS.Timeout | undefined;
  let polling = source.watch === 'polling';
  let missed = 0;
  let inOutage = false;
  const isReplaced = replacements(folder);

  const startEvents = () => {
    const onName = (name: string) => {
      if (!concerns(name)) return;
      known.add(name);
      missed = 0;
      onCandidate(name, 'event');
    };
    watcher = eventsOf(folder, onName, () => {
      watcher = null;
      polling = true;
    });
  };

  /** Watches what stands under the name now; returns whether that is another folder. */
  const follow = async () => {
    const isOther = await isReplaced();
    // A share that was away and came back may have forgotten who watched it.
    if ((isOther || inOutage) && watcher !== null && !closed) {
      watcher.close();
      startEvents();
    }
    return isOther;
  };

  const list = async (first: boolean) => {
    const isOther = await follow();
    const names = source.kind === 'folder' ? await readdir(folder) : [basename(source.path)];
    if (closed) return;
    if (isOther) options.onReplaced();
    // After an outage nothing that happened meanwhile was told.
    const isWhole = first || isOther || inOutage;
    for (const name of names.sort(byNumbersWithin)) {
      if (!concerns(name)) continue;
      const isNew = !known.has(name);
      known.add(name);
      if (isNew && !isWhole && watcher !== null && ++missed >= MISSED_BEFORE_POLLING) {
        polling = polling || source.watch === 'auto';
      }
      // Known files are passed on as well when polling: whether they changed is cheap to tell.
      if (isWhole && !first) onCandidate(name, 'event');
      else if (isNew || first || polling) onCandidate(name, 'listing');
    }
  };

  const round = async (first: boolean) => {
    try {
      await list(first);
      inOutage = false;
      if (first && !closed) options.onListed();
    } catch (error) {
      if (!closed && !inOutage) options.onOutage(error);
      inOutage = true;
    }
    if (closed || source.mode === 'finished') return;
    const pause = polling ? POLLING_INTERVAL_MS : SAFETY_INTERVAL_MS;
    timer = setTimeout(() => void round(inOutage && first), pause);
  };

  const begin = async () => {
    if (source.watch === 'auto') polling = await isRemote(folder);
    if (closed) return;
    if (source.watch !== 'polling' && source.mode === 'live') startEvents();
    await round(true);
  };
  void begin();

  return {
    close() {
      closed = true;
      watcher?.close();
      clearTimeout(timer);
    },
  };
}

/** Whether a file is of the scan that was asked for: listed, or to come and named like its points. */
function belongsTo({ scan, mode }: WatchOptions['source'], name: string): boolean {
  if (scan === undefined || scan.fileNames.includes(name)) return true;
  return mode === 'live' && isSameSeries(scan.fileNames[0], name);
}

/** Events of a folder; null, after `onEnd`, where the system gives none. */
function eventsOf(
  folder: string,
  onName: (name: string) => void,
  onEnd: () => void,
): FSWatcher | null {
  try {
    const watcher = watch(folder, { persistent: true }, (_, name) => {
      if (name !== null) onName(name);
    });
    watcher.on('error', () => {
      watcher.close();
      onEnd();
    });
    return watcher;
  } catch {
    onEnd();
    return null;
  }
}

/** Tells at each call whether another folder stands under the name than at the one before. */
function replacements(folder: string): () => Promise<boolean> {
  let identity: string | null = null;
  return async () => {
    const { dev, ino } = await stat(folder);
    const before = identity;
    identity = `${dev} ${ino}`;
    return before !== null && before !== identity;
  };
}

/** True on file systems that are known not to deliver the events of other machines. */
export async function isRemote(folder: string): Promise<boolean> {
  if (process.platform === 'win32') return folder.startsWith('\\\\');
  if (process.platform !== 'linux') return false;
  try {
    const { type } = await statfs(folder);
    return REMOTE_FILE_SYSTEMS.has(type);
  } catch {
    return false;
  }
}

const collator = new Intl.Collator('en', { numeric: true });

/** `f_2` before `f_10`: the order in which analyzers count. */
function byNumbersWithin(a: string, b: string): number {
  return collator.compare(a, b);
}
