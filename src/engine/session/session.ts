import { existsSync, mkdirSync, mkdtempSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionSettings } from '#shared/scan';
import { writeFailure } from '#shared/write-failure';
import { adoptEarlierSessions, mergeJudgements } from './earlier-sessions';
import { openJournal, readJournal, type Journal } from './journal';
import type { Fields } from './journal-format';
import { readSessionFile, sessionName, writeSessionFile, type SessionFile } from './session-file';
import { acquireLock, type SessionLock } from './session-lock';
import { StorageState } from './storage-state';

/** What found no room on the disk is tried again this often, ms. */
const RETRY_INTERVAL_MS = 1000;
/** Settings are written this long after the first change, ms. */
const SETTINGS_DELAY_MS = 300;

export interface SessionIdentity {
  dataDirectory: string;
  appVersion: string;
  sourcePath: string;
  sourceKind: 'folder' | 'file';
  /** What makes its spectra others than those read by default; '' where nothing does. */
  reading: string;
  /** The model in use: sessions of SweetSpot 0.1 belonged to one. */
  model: { name: string; hash: string };
  /** Settings of a session that begins. */
  initialSettings: SessionSettings;
}

/** The folder of one session in the user's data directory; never in the acquisition folder. */
export interface Session {
  readonly id: string;
  readonly directory: string;
  readonly journalPath: string;
  readonly settings: SessionSettings;
  readonly journal: Journal;
  /** Whether all of it could be written. */
  readonly storage: StorageState;
  /** The model whose scores carry no name, and the length of its embeddings; null for none. */
  readonly firstModel: SessionFile['firstModel'];
  /** Why it is not where it should be, and where that is; null where it is. */
  readonly displaced: { error: unknown; dataDirectory: string } | null;
  /** Hands on each line of the journal as it is on the disk; null for one that cannot be read. */
  replay: (take: (line: Fields | null) => void) => void;
  /** Keeps new settings; written a moment later, as a slider changes them many times a second. */
  saveSettings: (settings: SessionSettings) => void;
  /** Called with settings that have reached the disk. */
  onSettingsWritten: (listener: (settings: SessionSettings) => void) => void;
  close: () => void;
}

/**
 * Opens the session of a source, or begins it. Scores belong to a model, the rest to the source.
 * While another process has it open, a sibling is used; what was said of points there is added
 * once it is free. Where the data folder cannot be written it is kept in the system's scratch
 * folder. Throws `write-failed`.
 */
export function openSession(identity: SessionIdentity): Session {
  try {
    return freeSession(identity, null);
  } catch (error) {
    return sessionElsewhere(identity, error);
  }
}

/** A session in the system's folder for scratch files: a scan goes on without its data folder. */
function sessionElsewhere(identity: SessionIdentity, error: unknown): Session {
  const { dataDirectory } = identity;
  try {
    const scratch = mkdtempSync(join(tmpdir(), 'sweetspot-session-'));
    return freeSession({ ...identity, dataDirectory: scratch }, { error, dataDirectory });
  } catch {
    throw writeFailure(`A session cannot be kept in ${dataDirectory}`, error);
  }
}

function freeSession(identity: SessionIdentity, displaced: Session['displaced']): Session {
  const sessions = join(identity.dataDirectory, 'sessions');
  const id = sessionName(identity.sourcePath, 'source', identity.reading);
  adoptEarlierSessions(sessions, join(sessions, id), identity);
  for (let sibling = 1; ; sibling++) {
    const name = sibling === 1 ? id : `${id}-${sibling}`;
    const directory = join(sessions, name);
    mkdirSync(directory, { recursive: true });
    const lock = acquireLock(directory);
    if (lock === null) continue;
    if (sibling === 1) absorbSiblings(directory);
    return { ...sessionIn(directory, name, identity, lock), displaced };
  }
}

/** Adds what was said of points in siblings that nobody has open any more, and sets those aside. */
function absorbSiblings(directory: string): void {
  for (let sibling = 2; existsSync(`${directory}-${sibling}`); sibling++) {
    const other = `${directory}-${sibling}`;
    const lock = acquireLock(other);
    if (lock === null) continue;
    mergeJudgements([other], directory);
    lock.release();
    setAside(other, 'merged');
  }
}

/** Sets a session aside under a new name: its source now holds something else. */
export function archiveSession(session: Session): void {
  session.close();
  setAside(session.directory, 'until');
}

function setAside(directory: string, why: 'merged' | 'until'): void {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  renameSync(directory, `${directory}-${why}-${stamp}`);
}

function sessionIn(
  directory: string,
  id: string,
  identity: SessionIdentity,
  lock: SessionLock,
): Omit<Session, 'displaced'> {
  const journalPath = join(directory, 'journal.jsonl');
  const { sourcePath, sourceKind, appVersion } = identity;
  const known = readSessionFile(directory);
  const content: SessionFile = {
    createdAt: new Date().toISOString(),
    firstModel: null,
    settings: identity.initialSettings,
    ...known,
    ...{ version: 2, id, sourcePath, sourceKind, appVersion },
  };
  writeSessionFile(directory, content);
  const storage = new StorageState();
  const journal = openJournal(journalPath, storage);
  let current = content;
  let timer: NodeJS.Timeout | undefined;
  let unwritten = false;
  let written: (settings: SessionSettings) => void = () => undefined;
  const writeSettings = () => {
    clearTimeout(timer);
    timer = undefined;
    unwritten = !storage.attempt('settings', () => writeSessionFile(directory, current));
    if (!unwritten) written(current.settings);
  };
  storage.onRetry(() => {
    if (unwritten) writeSettings();
  });
  storage.onRetry(() => journal.flush());
  const retry = setInterval(() => storage.retry(), RETRY_INTERVAL_MS);
  retry.unref();
  return {
    id,
    directory,
    storage,
    journalPath,
    settings: content.settings,
    journal,
    firstModel: content.firstModel,
    replay: (take) => readJournal(journalPath, take),
    saveSettings(settings) {
      current = { ...current, settings };
      timer ??= setTimeout(writeSettings, SETTINGS_DELAY_MS);
    },
    onSettingsWritten(listener) {
      written = listener;
    },
    close() {
      clearInterval(retry);
      if (timer !== undefined || unwritten) writeSettings();
      journal.close();
      lock.release();
    },
  };
}
