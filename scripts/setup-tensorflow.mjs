#!/usr/bin/env node
/**
 * Installs native TensorFlow for training (and, if wanted, inference) into `.tensorflow/`.
 *
 * The library comes from a TensorFlow Python wheel, so that only npm and pip mirrors are needed;
 * the Node addon of @tensorflow/tfjs-node is then compiled against it.
 *
 *   npm run setup:tensorflow                    CPU, wheel through `pip download`
 *   npm run setup:tensorflow -- --gpu           the CUDA wheel instead
 *   npm run setup:tensorflow -- --wheel FILE    a wheel that is already on this computer
 *   npm run setup:tensorflow -- --check         only says whether the installed addon loads
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const TFJS_NODE_VERSION = '4.22.0';
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const home = join(root, '.tensorflow');
const packageFolder = join(home, 'node_modules', '@tensorflow', 'tfjs-node');

/** A problem the user can act on: what was expected, what was found, what to do. */
class SetupError extends Error {}

/** Runs a tool to its end; with `quiet` its output is returned instead of shown. */
function run(what, command, args, { cwd = home, quiet = false, env = process.env } = {}) {
  const result = spawnSync(command, args, {
    cwd,
    env,
    stdio: quiet ? 'pipe' : ['ignore', 'inherit', 'inherit'],
    encoding: 'utf8',
  });
  if (result.error || result.status !== 0) {
    const lastLine = quiet ? result.stderr?.trim().split('\n').at(-1) : undefined;
    const detail = result.error?.message ?? lastLine ?? `it ended with status ${result.status}`;
    throw new SetupError(`${what} failed: ${detail}`);
  }
  return result.stdout ?? '';
}

function firstWorking(candidates) {
  return candidates.find(([command, ...args]) => {
    const result = spawnSync(command, [...args, '--version'], { stdio: 'ignore' });
    return !result.error && result.status === 0;
  });
}

function requireTools(needPip) {
  if (process.platform !== 'linux') {
    throw new SetupError(
      `This script builds against the Linux wheel layout; found ${process.platform}. ` +
        'Elsewhere, run "npm install @tensorflow/tfjs-node" inside .tensorflow/.',
    );
  }
  const python = firstWorking([['python3'], ['python']]);
  if (!python)
    throw new SetupError('Python 3 was not found; it unpacks the wheel and runs node-gyp.');
  for (const tool of ['make', 'g++']) {
    if (!firstWorking([[tool]])) {
      throw new SetupError(
        `"${tool}" was not found; the addon is compiled here. On Debian: apt install build-essential.`,
      );
    }
  }
  const pip = firstWorking([['pip3'], ['pip'], [...python, '-m', 'pip']]);
  if (needPip && !pip) {
    throw new SetupError('pip was not found. Install it, or pass a wheel with --wheel FILE.');
  }
  return { python, pip };
}

function installAddonSources() {
  // Its own manifest keeps the optional native part out of the project's lock file.
  writeFileSync(
    join(home, 'package.json'),
    `${JSON.stringify({ private: true, dependencies: { '@tensorflow/tfjs-node': TFJS_NODE_VERSION } }, null, 2)}\n`,
  );
  console.log(`Installing @tensorflow/tfjs-node ${TFJS_NODE_VERSION} (sources, no scripts) …`);
  run('npm install', 'npm', [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
  ]);
}

function wheelFile(options, pip) {
  if (options.wheel) {
    const file = resolve(options.wheel);
    if (!existsSync(file)) throw new SetupError(`No wheel at ${file}.`);
    return file;
  }
  const distribution = options.gpu ? 'tensorflow' : 'tensorflow-cpu';
  const folder = join(home, 'wheel');
  rmSync(folder, { recursive: true, force: true });
  console.log(`Downloading the ${distribution} wheel through pip …`);
  const [command, ...prefix] = pip;
  run('pip download', command, [
    ...prefix,
    'download',
    '--no-deps',
    '--only-binary=:all:',
    '-d',
    folder,
    distribution,
  ]);
  const file = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (!file) throw new SetupError(`pip left no wheel in ${folder}.`);
  return join(folder, file);
}

const UNPACK = `
import sys, zipfile
wheel, target = sys.argv[1], sys.argv[2]
parts = ('tensorflow/libtensorflow_cc', 'tensorflow/libtensorflow_framework', 'tensorflow/include/')
with zipfile.ZipFile(wheel) as archive:
    names = [n for n in archive.namelist() if n.startswith(parts)]
    archive.extractall(target, names)
print(len(names))
`;

function unpackLibrary(wheel, python) {
  const target = join(home, 'library');
  rmSync(target, { recursive: true, force: true });
  console.log('Unpacking the TensorFlow library …');
  run('Unpacking the wheel', python[0], ['-c', UNPACK, wheel, target], { quiet: true });
  const library = join(target, 'tensorflow');
  for (const part of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'include']) {
    if (!existsSync(join(library, part))) {
      throw new SetupError(
        `The wheel holds no tensorflow/${part}; is it a Linux TensorFlow wheel?`,
      );
    }
  }
  return library;
}

function linkLibrary(library) {
  const deps = join(packageFolder, 'deps');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  const links = [
    ['libtensorflow.so', 'libtensorflow_cc.so.2'],
    ['libtensorflow_cc.so.2', 'libtensorflow_cc.so.2'],
    ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
    ['libtensorflow_framework.so.2', 'libtensorflow_framework.so.2'],
  ];
  for (const [name, target] of links) symlinkSync(join(library, target), join(deps, 'lib', name));
  symlinkSync(join(library, 'include'), join(deps, 'include'));
}

function buildAddon() {
  console.log('Compiling the addon …');
  const preGyp = join(home, 'node_modules', '@mapbox', 'node-pre-gyp', 'bin', 'node-pre-gyp');
  const prefix = dirname(dirname(process.execPath));
  // The running Node's own headers, where it brought them, spare a download.
  const local = existsSync(join(prefix, 'include', 'node', 'node_api.h'));
  const args = [
    preGyp,
    'install',
    '--build-from-source',
    ...(local ? [`--nodedir=${prefix}`] : []),
  ];
  const globalModules = run('npm root', 'npm', ['root', '-g'], { quiet: true }).trim();
  const bundledGyp = join(globalModules, 'npm/node_modules/node-gyp/bin/node-gyp.js');
  const env = existsSync(bundledGyp)
    ? { ...process.env, npm_config_node_gyp: bundledGyp }
    : process.env;
  run('Compiling the addon', process.execPath, args, { cwd: packageFolder, env });
}

const PROBE = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
const tf = require(${JSON.stringify(packageFolder)});
const sum = tf.conv2d(tf.ones([1, 4, 4, 1]), tf.ones([3, 3, 1, 1]), 1, 'valid').sum().dataSync()[0];
if (sum !== 36) throw new Error('a test convolution gave ' + sum + ' instead of 36');
console.log('TensorFlow ' + tf.backend().binding.TF_Version + ', backend ' + tf.getBackend());
`;

function checkAddon() {
  if (!existsSync(packageFolder))
    throw new SetupError('Not installed: .tensorflow/ holds no addon.');
  const answer = run('Loading the addon', process.execPath, ['-e', PROBE], { quiet: true })
    .trim()
    .split('\n')
    .at(-1);
  console.log(`${answer}, Node ${process.versions.node}.`);
}

function main() {
  const { values: options } = parseArgs({
    options: {
      gpu: { type: 'boolean', default: false },
      wheel: { type: 'string' },
      check: { type: 'boolean', default: false },
    },
  });
  if (!options.check) {
    const { python, pip } = requireTools(!options.wheel);
    // The wheel first: nothing is installed when it cannot be had.
    mkdirSync(home, { recursive: true });
    const library = unpackLibrary(wheelFile(options, pip), python);
    installAddonSources();
    linkLibrary(library);
    rmSync(join(home, 'wheel'), { recursive: true, force: true });
    buildAddon();
  }
  checkAddon();
}

try {
  main();
} catch (error) {
  if (!(error instanceof SetupError) && !error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
  console.error(`setup:tensorflow: ${error.message}`);
  process.exitCode = 1;
}
