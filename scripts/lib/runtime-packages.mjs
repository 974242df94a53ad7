/** What the built program needs from node_modules at run time, and what of it may be left out. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from './bootstrap.mjs';

/** Training in TensorFlow is no part of a bundle; the others only serve installation. */
const leftOut = new Set(['@tensorflow/tfjs', 'electron', 'adm-zip', 'global-agent']);
const native = { 'onnxruntime-node': 'bin', '@resvg/resvg-js': null };

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** Folder of a package as seen from `from`: beside it or above. */
function folderOf(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (folder === projectRoot || dirname(folder) === folder) return null;
  }
}

const bareName = '((?:@[\\w.-]+/)?[a-z][\\w.-]*)(?:/[^"\'`]*)?["\'`]';
/** As the bundler writes them: a statement of its own line, a call with one text. */
const imports = [`^import\\b[^;"]*?"`, `import\\("`, `resolve\\(["'\`]`, `require\\("`].map(
  (start) => new RegExp(start + bareName, 'gm'),
);

/** Bare names a built file imports, resolves or requires. */
function importedNames(text) {
  return imports.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]));
}

/** Every file below a folder, with its path from there. */
export function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** Folders of the packages that the built program loads, and of what these depend on. */
export function runtimePackages(builtFolder) {
  const names = new Set(
    filesBelow(builtFolder)
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => importedNames(readFileSync(file, 'utf8'))),
  );
  const found = new Set();
  const visit = (name, from) => {
    if (leftOut.has(name)) return;
    const folder = folderOf(name, from);
    if (folder === null || found.has(folder)) return;
    found.add(folder);
    for (const dependency of Object.keys(manifestOf(folder).dependencies ?? {})) {
      visit(dependency, folder);
    }
  };
  for (const name of names) visit(name, projectRoot);
  return [...found].sort();
}

/** Packages whose code is in the bundle, built in or beside it: for their licences. */
export function shippedPackages() {
  const found = new Map();
  const visit = (name, from) => {
    const folder = leftOut.has(name) ? null : folderOf(name, from);
    if (folder === null || found.has(folder)) return;
    const manifest = manifestOf(folder);
    found.set(folder, manifest);
    for (const dependency of Object.keys(manifest.dependencies ?? {})) visit(dependency, folder);
  };
  for (const name of Object.keys(manifestOf(projectRoot).dependencies)) visit(name, projectRoot);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Whether a file of a package belongs into a bundle for `platform`-`arch`. */
export function isShipped(packageName, path, { platform, arch }) {
  if (/\.(map|d\.ts|d\.mts|d\.cts|ts|markdown|flow)$/.test(path)) return false;
  if (/(^|\/)(test|tests|__tests__|docs|examples|benchmarks?|\.github)\//.test(path)) return false;
  if (/\.md$/i.test(path) && !/licen[cs]e/i.test(path)) return false;
  if (packageName === 'dejavu-fonts-ttf' && path.endsWith('.ttf')) {
    return /DejaVuSans(-Bold)?\.ttf$/.test(path);
  }
  if (packageName in native && native[packageName] !== null && path.startsWith('bin/')) {
    return path.includes(`/${platform}/${arch}/`);
  }
  return true;
}
