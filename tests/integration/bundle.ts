import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A TypeScript module bundled for plain Node, as the build does it, and how to remove it again. */
export async function bundleForNode(entry: string): Promise<{ path: string; remove: () => void }> {
  // Inside the project, so that packages are found.
  const directory = mkdtempSync(join(root, 'node_modules', '.bundle-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, entry),
      outDir: directory,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'bundle.mjs' } },
    },
  });
  return {
    path: join(directory, 'bundle.mjs'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
