import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { appPaths, appVersion } from '#host/app-paths';
import type { Engine } from '#engine/engine';
import { resultValue } from '#shared/contract/calls';
import type { ViewEvent } from '#shared/contract';
import { SweetSpotError } from '#shared/errors';
import type { OpenScan } from '#shared/engine-contract';

/** Absolute path and kind of what the user named. Throws `not-found`. */
export async function sourceAt(path: string): Promise<Pick<OpenScan, 'path' | 'kind'>> {
  const absolute = resolve(path);
  const stats = await stat(absolute).catch(() => null);
  if (stats === null) throw new SweetSpotError('not-found', `Nothing found at ${absolute}.`);
  return { path: absolute, kind: stats.isDirectory() ? 'folder' : 'file' };
}

/**
 * Runs an engine in this process, with a scratch session folder that is removed
 * afterwards: a headless run leaves nothing behind but what it was asked to write.
 */
export async function withEngine<Value>(
  onEvent: (event: ViewEvent) => void,
  work: (engine: Engine) => Promise<Value>,
): Promise<Value> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'sweetspot-'));
  // Loaded when needed: a command that fails on its arguments should fail at once.
  const { createEngine } = await import('#engine/engine');
  const engine = createEngine(
    { dataDirectory, modelDirectory: appPaths().modelDirectory, appVersion: appVersion() },
    onEvent,
  );
  try {
    resultValue(await engine.start());
    return await work(engine);
  } finally {
    await engine.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}
