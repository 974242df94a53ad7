import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SessionSettings } from '../../src/shared/scan';
import type { Verdict } from '../../src/shared/verdict';

const fixture = join(import.meta.dirname, '../fixtures/session-0.1');

/** What version 0.1.0 showed of the session kept in `tests/fixtures/session-0.1`. */
export interface EarlierSession {
  settings: SessionSettings;
  judgements: { file: string; verdict: Verdict | null; note: string; at: number }[];
  failures: { file: string; frame: number; code: string }[];
  points: {
    id: number;
    file: string;
    frame: number;
    x: number;
    y: number;
    /** Null where a quantity is unknown. */
    quantities: Record<string, number | null>;
  }[];
}

export const earlierSession = JSON.parse(
  readFileSync(join(fixture, 'expected.json'), 'utf8'),
) as EarlierSession;

/** Hash of the model that the kept session was scored with. */
const modelHash = 'a'.repeat(64);

/** Puts the kept session where version 0.1.0 had the one of `source`; returns its folder. */
export function layEarlierSession(dataDirectory: string, source: string): string {
  const hash = createHash('sha256').update(`${source}\0${modelHash}`).digest('hex');
  const directory = join(dataDirectory, 'sessions', `${basename(source)}-${hash.slice(0, 12)}`);
  mkdirSync(directory, { recursive: true });
  cpSync(join(fixture, 'embeddings.f32'), join(directory, 'embeddings.f32'));
  for (const name of ['session.json', 'journal.jsonl']) {
    const text = readFileSync(join(fixture, name), 'utf8');
    const path = JSON.stringify(source).slice(1, -1);
    writeFileSync(join(directory, name), text.replaceAll('/data/beamtime/scan', path));
  }
  return directory;
}
