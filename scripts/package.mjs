/**
 * `npm run package -- --platform win32|linux [--out FOLDER] [--folder-only] [--built]`: a folder with Node, the
 * program, its native parts and the model, that runs without npm and network; as a zip, and for
 * Linux as a .deb, with checksums. `--built` takes the program as it was built.
 */
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { zipSync } from 'fflate';
import { log, prepare, projectRoot, run } from './lib/bootstrap.mjs';
import { debianControl, desktopEntry, launchers, readMe } from './lib/launchers.mjs';
import { fetchedPackage, platforms } from './lib/platform-parts.mjs';
import {
  filesBelow,
  isShipped,
  runtimePackages,
  shippedPackages,
} from './lib/runtime-packages.mjs';

const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
const largestPackedMb = 120;

function write(path, content, mode = 0o644) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
}

/** Copies a package's files that a bundle needs; returns where they went. */
function copyPackage(folder, target, name, system) {
  for (const file of filesBelow(folder)) {
    const path = relative(folder, file).replaceAll('\\', '/');
    if (path.startsWith('node_modules/') || !isShipped(name, path, system)) continue;
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(file, join(target, path));
  }
}

function copyApp(app, system) {
  cpSync(join(projectRoot, 'out'), join(app, 'out'), { recursive: true });
  cpSync(join(projectRoot, 'resources', 'model'), join(app, 'resources', 'model'), {
    recursive: true,
  });
  const manifest = { name: 'sweetspot', version, type: 'module', private: true };
  write(join(app, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const folder of runtimePackages(join(projectRoot, 'out', 'main'))) {
    const place = relative(projectRoot, folder);
    const name = place.replaceAll('\\', '/').split('node_modules/').at(-1);
    copyPackage(folder, join(app, place), name, system);
  }
  const native = system.native.name;
  copyPackage(fetchedPackage(system.native), join(app, 'node_modules', native), native, system);
}

/** Licences of every part in one text, Node's own first. */
function licences() {
  // The package for Windows has none: it is the same Node.
  const node = fetchedPackage(platforms.linux.node);
  const parts = [['Node.js', readFileSync(join(node, 'LICENSE'), 'utf8')]];
  for (const [folder, { name, version: own, license }] of shippedPackages()) {
    const file = filesBelow(folder).find(
      (path) => dirname(path) === folder && /^(licen[cs]e|copying)/i.test(basename(path)),
    );
    const text =
      file === undefined ? `Licence: ${license ?? 'see package'}` : readFileSync(file, 'utf8');
    parts.push([`${name} ${own} (${typeof license === 'string' ? license : 'see below'})`, text]);
  }
  parts.unshift(['SweetSpot', readFileSync(join(projectRoot, 'LICENSE'), 'utf8')]);
  const rule = '='.repeat(78);
  return parts.map(([name, text]) => `${rule}\n${name}\n${rule}\n\n${text.trim()}\n`).join('\n');
}

function makeFolder(folder, system) {
  rmSync(folder, { recursive: true, force: true });
  const node = fetchedPackage(system.node);
  const target = join(folder, 'node', system.executable);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(node, 'bin', system.executable), target);
  chmodSync(target, 0o755);
  copyApp(join(folder, 'app'), system);
  const launcher = launchers[system.platform];
  write(join(folder, launcher.name), launcher.text, 0o755);
  write(join(folder, 'LICENSES.txt'), licences());
  write(join(folder, 'README.txt'), readMe(launcher.name, version));
}

/** One zip of the folder, with the rights of its files. */
function zipFolder(folder) {
  const entries = {};
  for (const file of filesBelow(folder)) {
    const name = `${basename(folder)}/${relative(folder, file).replaceAll('\\', '/')}`;
    const rights = statSync(file).mode & 0o111 ? 0o100755 : 0o100644;
    entries[name] = [readFileSync(file), { os: 3, attrs: rights << 16 }];
  }
  const archive = `${folder}.zip`;
  writeFileSync(archive, zipSync(entries, { level: 6, mtime: '2026-12-01' }));
  return archive;
}

/** A Debian package of the folder below /opt; null where dpkg-deb is not at hand. */
function debianPackage(folder, out) {
  if (!existsSync('/usr/bin/dpkg-deb')) {
    log('No .deb: dpkg-deb is not installed here.');
    return null;
  }
  const tree = join(out, '.deb');
  rmSync(tree, { recursive: true, force: true });
  cpSync(folder, join(tree, 'opt', 'sweetspot'), { recursive: true });
  mkdirSync(join(tree, 'usr', 'bin'), { recursive: true });
  symlinkSync('/opt/sweetspot/sweetspot', join(tree, 'usr', 'bin', 'sweetspot'));
  write(join(tree, 'usr', 'share', 'applications', 'sweetspot.desktop'), desktopEntry);
  const icon = join(projectRoot, 'resources', 'icons', 'icon.png');
  const place = join(tree, 'usr', 'share', 'icons', 'hicolor', '512x512', 'apps', 'sweetspot.png');
  write(place, readFileSync(icon));
  const kilobytes = filesBelow(folder).reduce((sum, file) => sum + statSync(file).size / 1024, 0);
  write(join(tree, 'DEBIAN', 'control'), debianControl(version, Math.ceil(kilobytes)));
  const archive = join(out, `sweetspot_${version}_amd64.deb`);
  run('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', tree, archive]);
  rmSync(tree, { recursive: true, force: true });
  return archive;
}

function writeChecksums(out) {
  const lines = filesBelow(out)
    .filter((file) => dirname(file) === out && /\.(zip|deb)$/.test(file))
    .map(
      (file) =>
        `${createHash('sha256').update(readFileSync(file)).digest('hex')}  ${basename(file)}\n`,
    );
  writeFileSync(join(out, 'SHA256SUMS'), lines.join(''));
}

function main() {
  const { values } = parseArgs({
    options: {
      platform: { type: 'string' },
      out: { type: 'string', default: join(projectRoot, 'release') },
      'folder-only': { type: 'boolean', default: false },
      built: { type: 'boolean', default: false },
    },
  });
  const system = platforms[values.platform ?? ''];
  if (system === undefined) {
    throw new Error(`--platform must be one of ${Object.keys(platforms).join(', ')}.`);
  }
  if (!values.built) prepare();
  const out = resolve(values.out);
  const folder = join(out, `SweetSpot-${version}-${system.platform}-${system.arch}`);
  log(`Making ${folder} …`);
  makeFolder(folder, system);
  if (values['folder-only']) return;
  const archives = [zipFolder(folder)];
  if (system.platform === 'linux') archives.push(debianPackage(folder, out));
  for (const archive of archives.filter((path) => path !== null)) {
    const megabytes = statSync(archive).size / 1e6;
    log(`${basename(archive)}: ${megabytes.toFixed(1)} MB`);
    if (megabytes > largestPackedMb) {
      throw new Error(`${basename(archive)} is larger than ${largestPackedMb} MB.`);
    }
  }
  writeChecksums(out);
}

try {
  main();
} catch (error) {
  log(error.message);
  process.exitCode = 1;
}
