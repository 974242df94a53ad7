import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { z } from 'zod';
import { isMissingFile, toErrorData } from '#shared/errors';
import { writeFailure } from '#shared/write-failure';

/** A small document on disk: read once, held in memory, written whole on every change. */
export interface JsonStore<Value> {
  readonly value: Value;
  /**
   * Replaces the value and writes it. The value holds even when it cannot be written.
   * @throws SweetSpotError `write-failed`.
   */
  set: (value: Value) => Promise<void>;
}

interface JsonStoreOptions<Value> {
  path: string;
  schema: z.ZodType<Value>;
  defaults: Value;
  onWarning: (message: string) => void;
  /** What can be kept of a document that the schema refuses; null where that is nothing. */
  salvage?: (document: unknown) => Salvaged<Value> | null;
}

/** What could be kept of a document, and the names of what could not. */
export interface Salvaged<Value> {
  value: Value;
  lost: string[];
}

/**
 * Opens the document at `path`. One that is damaged or of a version this build does
 * not know is kept aside as `<path>.bad` and the defaults take its place, with a warning.
 */
export async function openJsonStore<Value>(
  options: JsonStoreOptions<Value>,
): Promise<JsonStore<Value>> {
  let value: Value = await readDocument(options);
  let writing: Promise<void> = Promise.resolve();
  return {
    get value() {
      return value;
    },
    set(next) {
      value = next;
      const write = writing.then(() => writeDocument(options.path, next));
      writing = write.catch(() => undefined);
      return write;
    },
  };
}

async function readDocument<Value>({
  path,
  schema,
  defaults,
  onWarning,
  salvage,
}: JsonStoreOptions<Value>): Promise<Value> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (!isMissingFile(error)) {
      onWarning(`${path} could not be read: ${toErrorData(error).message}. Defaults are in use.`);
    }
    return defaults;
  }
  const document = parseJson(text);
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const salvaged = salvage?.(document) ?? null;
  if (salvaged !== null) {
    const lost = salvaged.lost.join(', ');
    onWarning(`${path}: the values of ${lost} are not known here. Defaults stand in for them.`);
    return salvaged.value;
  }
  const aside = `${path}.bad`;
  const kept = await rename(path, aside).then(
    () => `It was kept as ${aside}.`,
    () => 'It could not be moved aside.',
  );
  onWarning(`${path} is damaged or from another version. ${kept} Defaults are in use.`);
  return defaults;
}

async function writeDocument(path: string, value: unknown): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
  } catch (cause) {
    throw writeFailure(`${path} cannot be written`, cause);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
