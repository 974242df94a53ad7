import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { defaultSessionSettings, sessionSettingsSchema } from '#shared/scan';

const modelSchema = z.object({ name: z.string(), hash: z.string() });

const commonFields = {
  id: z.string(),
  sourcePath: z.string(),
  sourceKind: z.enum(['folder', 'file']),
  createdAt: z.string(),
  appVersion: z.string(),
  /** Settings that came with a later version start from their defaults. */
  settings: z
    .looseObject({})
    .transform((stored) => ({ ...defaultSessionSettings, ...stored }))
    .pipe(sessionSettingsSchema),
};

/** First version: a session belonged to a source and a model. */
const firstVersionSchema = z.object({
  version: z.literal(1),
  ...commonFields,
  model: modelSchema,
  embeddingLength: z.int().positive(),
});

/** Second version: a session belongs to a source, and says whose scores carry no model's name. */
const sessionFileSchema = z.object({
  version: z.literal(2),
  ...commonFields,
  /** The model of a session of the first version, and the length of its embeddings; null for none. */
  firstModel: modelSchema.extend({ embeddingLength: z.int().positive() }).nullable(),
});
export type SessionFile = z.infer<typeof sessionFileSchema>;

/** `session.json` of a folder in its present version; null where there is none that can be read. */
export function readSessionFile(directory: string): SessionFile | null {
  const path = join(directory, 'session.json');
  if (!existsSync(path)) return null;
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const first = firstVersionSchema.safeParse(content);
    if (!first.success) return sessionFileSchema.parse(content);
    const { model, embeddingLength, ...rest } = first.data;
    return { ...rest, version: 2, firstModel: { ...model, embeddingLength } };
  } catch {
    // Its settings are lost, its points are not.
    return null;
  }
}

export function writeSessionFile(directory: string, content: SessionFile): void {
  writeFileAtomic.sync(join(directory, 'session.json'), JSON.stringify(content, null, 2));
}

/** Readable name of the source, then a hash of what makes the session its own. */
export function sessionName(sourcePath: string, ...parts: readonly string[]): string {
  const key = [sourcePath, ...parts.filter((part) => part !== '')].join('\0');
  const hash = createHash('sha256').update(key).digest('hex');
  const readable =
    basename(sourcePath)
      .replace(/[^A-Za-z0-9._-]+/g, '_')
      .slice(0, 40) || 'scan';
  return `${readable}-${hash.slice(0, 12)}`;
}
