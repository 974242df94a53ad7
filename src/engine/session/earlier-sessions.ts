import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { readSessionFile, sessionName } from './session-file';
import { acquireLock } from './session-lock';

interface EarlierSession {
  directory: string;
  isOfModel: boolean;
  /** Time of the last line, ms since the epoch. */
  changedAt: number;
}

interface Source {
  sourcePath: string;
  reading: string;
  model: { hash: string };
}

/**
 * Takes up what SweetSpot 0.1 kept of a source as the session `directory`: it had one session for
 * each model. That of the model in use, else the latest, becomes the session; what users said of
 * points in the others is added to it. Without any there is nothing to do.
 */
export function adoptEarlierSessions(sessions: string, directory: string, source: Source): void {
  if (existsSync(directory) || !existsSync(sessions)) return;
  const found = readdirSync(sessions).flatMap((name) => earlierSession(sessions, name, source));
  found.sort((a, b) => Number(b.isOfModel) - Number(a.isOfModel) || b.changedAt - a.changedAt);
  const [chosen, ...others] = found;
  if (chosen === undefined) return;
  const lock = acquireLock(chosen.directory);
  // Still in use by another window: this one begins anew.
  if (lock === null) return;
  lock.release();
  renameSync(chosen.directory, directory);
  mergeJudgements(
    others.map((other) => other.directory),
    directory,
  );
}

/** Adds what users said of points in some sessions of a source to another one's journal. */
export function mergeJudgements(from: readonly string[], to: string): void {
  const lines = from.flatMap(judgementLines);
  if (lines.length === 0) return;
  lines.sort((a, b) => a.at - b.at);
  const path = join(to, 'journal.jsonl');
  const isTorn = existsSync(path) && !readFileSync(path, 'utf8').endsWith('\n');
  appendFileSync(path, `${isTorn ? '\n' : ''}${lines.map(({ text }) => `${text}\n`).join('')}`);
}

function judgementLines(directory: string): { text: string; at: number }[] {
  const path = join(directory, 'journal.jsonl');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"t":"verdict"'))
    .flatMap((text) => {
      try {
        const { at } = JSON.parse(text) as { at: unknown };
        return typeof at === 'number' ? [{ text, at }] : [];
      } catch {
        return [];
      }
    });
}

/** The session in a folder, where it is an earlier one of this source. */
function earlierSession(sessions: string, name: string, source: Source): EarlierSession[] {
  const directory = join(sessions, name);
  const content = readSessionFile(directory);
  if (content === null || content.firstModel === null) return [];
  const { hash } = content.firstModel;
  const own = sessionName(source.sourcePath, hash, source.reading);
  const isSibling = new RegExp(`^${own.replace(/[.]/g, '\\.')}-\\d+$`).test(name);
  if (content.sourcePath !== source.sourcePath || (name !== own && !isSibling)) return [];
  const journal = join(directory, 'journal.jsonl');
  const changedAt = existsSync(journal) ? statSync(journal).mtimeMs : 0;
  return [{ directory, isOfModel: hash === source.model.hash && !isSibling, changedAt }];
}
