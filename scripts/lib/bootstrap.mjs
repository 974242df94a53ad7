/**
 * Sets a fresh clone up with Node built-ins only: dependencies, build, and for
 * tests a browser. Each step leaves a stamp, so a second start does nothing.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const stampDirectory = join(projectRoot, '.bootstrap');
const minimumNode = [20, 19];

/** What the build reads besides src/. */
const buildInputs = ['package.json', 'package-lock.json', 'electron.vite.config.ts'];

export function log(message) {
  process.stderr.write(`${message}\n`);
}

/** Runs a program to its end with its output on ours. Throws when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: projectRoot,
    // Our standard output belongs to the command the user asked for (it may be JSON).
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    shell: process.platform === 'win32' && command === 'npm',
    ...options,
  });
  if (result.error) throw new Error(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${result.status ?? result.signal}`);
  }
}

/** Runs one of the project's own tools from node_modules, without a shell. */
export function runTool(entry, args, options) {
  run(process.execPath, [join(projectRoot, 'node_modules', entry), ...args], options);
}

/** Runs a Node program attached to this terminal and resolves with its exit code. */
export function runAttached(args, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit', env });
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 0 : 1)));
  });
}

function filesBelow(directory) {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function fingerprint(files) {
  const hash = createHash('sha256').update(process.versions.modules);
  for (const file of files)
    hash.update(relative(projectRoot, file)).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

function stampedOnce(name, value, isThere, work) {
  const stamp = join(stampDirectory, name);
  if (isThere() && existsSync(stamp) && readFileSync(stamp, 'utf8') === value) return;
  work();
  writeFileSync(stamp, value);
}

/** Another start in the same clone may be setting up: wait for it instead of colliding. */
function withLock(work) {
  mkdirSync(stampDirectory, { recursive: true });
  const lock = join(stampDirectory, 'lock');
  let announced = false;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const owner = Number(readFileSync(lock, 'utf8'));
      if (!isAlive(owner)) {
        rmSync(lock, { force: true });
        continue;
      }
      if (!announced) log(`Waiting for another start of SweetSpot (process ${owner}) …`);
      announced = true;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    }
  }
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > minimumNode[0] || (major === minimumNode[0] && minor >= minimumNode[1])) return;
  throw new Error(
    `SweetSpot needs Node ${minimumNode.join('.')} or newer; this is Node ${process.versions.node}.`,
  );
}

/** Dependencies and build, both only when something changed. */
export function prepare() {
  checkNode();
  withLock(() => {
    const lockfile = join(projectRoot, 'package-lock.json');
    stampedOnce(
      'dependencies',
      fingerprint([lockfile]),
      () => existsSync(join(projectRoot, 'node_modules')),
      () => {
        log('Installing dependencies (first start only) …');
        run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
      },
    );
    const sources = filesBelow(join(projectRoot, 'src')).filter(
      (file) => !file.endsWith('.test.ts'),
    );
    stampedOnce(
      'build',
      fingerprint([...sources, ...buildInputs.map((name) => join(projectRoot, name))]),
      () => existsSync(join(projectRoot, 'out', 'main', 'cli.js')),
      () => {
        log('Building …');
        runTool('electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'warn']);
      },
    );
  });
}
