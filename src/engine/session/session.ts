import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { defaultSessionSettings, sessionSettingsSchema, type SessionSettings } from '#shared/scan';
import { writeFailure } from '#shared/write-failure';
import { openEmbeddingFile, type EmbeddingFile } from './embedding-file';
import { openJournal, readJournal, type Journal, type JournalContent } from './journal';
import { StorageState } from './storage-state';

/** `session.json`, first version: what a session is about, and the settings in force. */
const sessionFileSchema = z.object({
  version: z.literal(1),
  id: z.string(),
  sourcePath: z.string(),
  sourceKind: z.enum(['folder', 'file']),
  createdAt: z.string(),
  appVersion: z.string(),
  model: z.object({ name: z.string(), hash: z.string() }),
  embeddingLength: z.int().positive(),
  /** Settings that came with a later version start from their defaults. */
  settings: z
    .looseObject({})
    .transform((stored) => ({ ...defaultSessionSettings, ...stored }))
    .pipe(sessionSettingsSchema),
});
type SessionFile = z.infer<typeof sessionFileSchema>;

/** What found no room on the disk is tried again this often, ms. */
const RETRY_INTERVAL_MS = 1000;
/** Settings are written this long after the first change, ms. */
const SETTINGS_DELAY_MS = 300;

export interface SessionIdentity {
  dataDirectory: string;
  appVersion: string;
  sourcePath: string;
  sourceKind: 'folder' | 'file';
  model: { name: string; hash: string };
  embeddingLength: number;
  /** What makes its spectra others than those read by default; '' where nothing does. */
  reading: string;
  /** Settings of a session that begins. */
  initialSettings: SessionSettings;
}

/** The folder of one session in the user's data directory; never in the acquisition folder. */
export interface Session {
  readonly id: string;
  readonly journalPath: string;
  readonly settings: SessionSettings;
  readonly journal: Journal;
  readonly embeddings: EmbeddingFile;
  /** Whether all of it could be written. */
  readonly storage: StorageState;
  /** What the session held before it was opened. */
  readonly restored: JournalContent;
  /** Keeps new settings; written a moment later, as a slider changes them many times a second. */
  saveSettings: (settings: SessionSettings) => void;
  close: () => void;
}

/**
 * Opens the session of a source, or begins it. Scores of another model are another
 * session. While another process has it open, a sibling is used. Throws `write-failed`.
 */
export function openSession(identity: SessionIdentity): Session {
  try {
    return freeSession(identity);
  } catch (error) {
    throw writeFailure(`A session cannot be kept in ${identity.dataDirectory}`, error);
  }
}

function freeSession(identity: SessionIdentity): Session {
  const id = sessionId(identity);
  for (let sibling = 1; ; sibling++) {
    const name = sibling === 1 ? id : `${id}-${sibling}`;
    const directory = join(identity.dataDirectory, 'sessions', name);
    mkdirSync(directory, { recursive: true });
    if (acquireLock(directory)) return sessionIn(directory, name, identity);
  }
}

/** Sets a session aside under a new name: its source now holds something else. */
export function archiveSession(identity: SessionIdentity, session: Session): void {
  session.close();
  const directory = join(identity.dataDirectory, 'sessions', session.id);
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  renameSync(directory, `${directory}-until-${stamp}`);
}

function sessionIn(directory: string, id: string, identity: SessionIdentity): Session {
  const sessionPath = join(directory, 'session.json');
  const journalPath = join(directory, 'journal.jsonl');
  let content = readSessionFile(sessionPath);
  if (content === null) {
    content = {
      version: 1,
      id,
      sourcePath: identity.sourcePath,
      sourceKind: identity.sourceKind,
      createdAt: new Date().toISOString(),
      appVersion: identity.appVersion,
      model: identity.model,
      embeddingLength: identity.embeddingLength,
      settings: identity.initialSettings,
    };
    writeFileAtomic.sync(sessionPath, JSON.stringify(content, null, 2));
  }
  const restored = readJournal(journalPath);
  const storage = new StorageState();
  const journal = openJournal(journalPath, storage);
  journal.append({
    t: 'opened',
    at: new Date().toISOString(),
    appVersion: identity.appVersion,
    sourcePath: identity.sourcePath,
    model: identity.model,
  });
  journal.flush();
  const embeddings = openEmbeddingFile(
    join(directory, 'embeddings.f32'),
    identity.embeddingLength,
    storage,
  );
  let current = content;
  let timer: NodeJS.Timeout | undefined;
  let unwritten = false;
  const writeSettings = () => {
    clearTimeout(timer);
    timer = undefined;
    const isWritten = storage.attempt('settings', () =>
      writeFileAtomic.sync(sessionPath, JSON.stringify(current, null, 2)),
    );
    if (!isWritten) {
      unwritten = true;
      return;
    }
    unwritten = false;
    journal.append({ t: 'settings', at: new Date().toISOString(), settings: current.settings });
    journal.flush();
  };
  const retry = setInterval(() => {
    if (!storage.isFailing) return;
    embeddings.flush();
    if (unwritten) writeSettings();
    journal.flush();
  }, RETRY_INTERVAL_MS);
  retry.unref();
  return {
    id,
    storage,
    journalPath,
    settings: content.settings,
    journal,
    embeddings,
    restored,
    saveSettings(settings) {
      current = { ...current, settings };
      timer ??= setTimeout(writeSettings, SETTINGS_DELAY_MS);
    },
    close() {
      clearInterval(retry);
      if (timer !== undefined || unwritten) writeSettings();
      journal.close();
      embeddings.close();
      rmSync(join(directory, 'lock'), { force: true });
    },
  };
}

/** Null where there is none, or none that can be read: its settings are lost, its points are not. */
function readSessionFile(path: string): SessionFile | null {
  if (!existsSync(path)) return null;
  try {
    return sessionFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Readable name of the source, then a hash of what makes the session its own. */
function sessionId({ sourcePath, model, reading }: SessionIdentity): string {
  const parts = [sourcePath, model.hash, ...(reading === '' ? [] : [reading])];
  const hash = createHash('sha256').update(parts.join('\0')).digest('hex');
  const readable =
    basename(sourcePath)
      .replace(/[^A-Za-z0-9._-]+/g, '_')
      .slice(0, 40) || 'scan';
  return `${readable}-${hash.slice(0, 12)}`;
}

/** Takes the session for this process; one left behind by a process that is gone is taken over. */
function acquireLock(directory: string): boolean {
  const path = join(directory, 'lock');
  if (existsSync(path)) {
    const holder = Number(readFileSync(path, 'utf8'));
    if (holder !== process.pid && isRunning(holder)) return false;
  }
  writeFileSync(path, String(process.pid));
  return true;
}

function isRunning(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
