import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the parts of the app lie: the same below the project, an npm package and an asar archive. */
export interface AppPaths {
  root: string;
  engineEntry: string;
  computeEntry: string;
  beamlineEntry: string;
  preloadEntry: string;
  rendererDirectory: string;
  modelDirectory: string;
}

/** Root of the app: the first folder with a package.json from this module upwards. */
function findRoot(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  let folder = start;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) return start;
    folder = parent;
  }
  return folder;
}

export function appPaths(root = findRoot()): AppPaths {
  const out = join(root, 'out');
  return {
    root,
    engineEntry: join(out, 'main', 'engine.js'),
    computeEntry: join(out, 'main', 'compute.js'),
    beamlineEntry: join(out, 'main', 'beamline.js'),
    preloadEntry: join(out, 'preload', 'index.cjs'),
    rendererDirectory: join(out, 'renderer'),
    modelDirectory: join(root, 'resources', 'model'),
  };
}

/** Version in the app's package.json. */
export function appVersion(root = findRoot()): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
