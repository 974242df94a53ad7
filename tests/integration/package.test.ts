import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePointFile } from './engine-support';

const root = fileURLToPath(new URL('../..', import.meta.url));
let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'sweetspot-package-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Makes a bundle's folder; null, with the reason printed, where its parts cannot be fetched. */
function bundle(platform: string): string | null {
  const script = join(root, 'scripts', 'package.mjs');
  const options = ['--platform', platform, '--folder-only', '--built', '--out', out];
  const made = spawnSync(process.execPath, [script, ...options], { encoding: 'utf8' });
  if (made.status === 0) {
    const name = readdirSync(out).find((candidate) => candidate.includes(`-${platform}-`));
    return join(out, name!);
  }
  if (!/npm pack/.test(made.stderr)) throw new Error(made.stderr);
  process.stdout.write(`The bundle for ${platform} is not tested: no registry at hand.\n`);
  return null;
}

const isLinux = process.platform === 'linux' && process.arch === 'x64';

if (!isLinux) console.log('Skipped: the Linux bundle, which runs on Linux x64 only.');

describe.skipIf(!isLinux)('the bundle for Linux', () => {
  let folder: string | null = null;
  beforeAll(() => {
    folder = bundle('linux');
  });

  /** No npm, no Node of the system, no variables but those a program needs. */
  const environment = () => ({
    PATH: '/usr/bin:/bin',
    HOME: out,
    SWEETSPOT_DATA: join(out, 'data'),
  });

  it('scores a file with nothing but itself, without network where that can be had', async (context) => {
    if (folder === null) return context.skip();
    const scan = mkdtempSync(join(out, 'scan-'));
    await writePointFile(join(scan, 'point.h5'), 0, 3, 2);
    const alone = spawnSync('unshare', ['-n', 'true']).status === 0 ? ['unshare', '-n'] : [];
    const exports = join(out, 'exports');
    const launcher = join(folder, 'sweetspot');
    const [program, ...args] = [...alone, launcher, 'score', scan, '--json', '--out', exports];
    const stdout = execFileSync(program, args, { env: environment(), cwd: out, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toBeTypeOf('object');
    expect(existsSync(join(exports, 'map.png'))).toBe(true);
    const [header, row] = readFileSync(join(exports, 'map.csv'), 'utf8').split('\n');
    const score = row.split(',')[header.split(',').indexOf('mls')];
    expect(Number(score)).toBeGreaterThanOrEqual(0);
    expect(score).not.toBe('');
  });

  it('serves its window', async (context) => {
    if (folder === null) return context.skip();
    const served = spawn(join(folder, 'sweetspot'), ['serve', '--json'], { env: environment() });
    try {
      let text = '';
      for await (const line of createInterface({ input: served.stdout })) {
        text += line;
        if (line === '}') break;
      }
      const { url } = JSON.parse(text) as { url: string };
      const page = await fetch(new URL('/', url));
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('SweetSpot');
    } finally {
      served.kill();
    }
  });
});

it('the bundle for Windows has every part, and none of another platform', (context) => {
  const folder = bundle('win32');
  if (folder === null) return context.skip();
  const app = join(folder, 'app');
  for (const part of [
    ['SweetSpot.cmd'],
    ['node', 'node.exe'],
    ['LICENSES.txt'],
    ['app', 'out', 'main', 'engine.js'],
    ['app', 'out', 'renderer', 'index.html'],
    ['app', 'resources', 'model', 'trunk.onnx'],
    ['app', 'node_modules', '@resvg', 'resvg-js-win32-x64-msvc', 'resvgjs.win32-x64-msvc.node'],
  ]) {
    expect(statSync(join(folder, ...part)).size, part.join('/')).toBeGreaterThan(0);
  }
  const natives = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(node|dll|exe|so(\.\d+)*|dylib)$/.test(name),
  );
  expect(natives.some((name) => name.endsWith('onnxruntime.dll'))).toBe(true);
  for (const name of natives) {
    // Programs of Windows begin with MZ; the decompressors of HDF5 are WebAssembly everywhere.
    expect(readFileSync(join(app, name)).toString('latin1', 0, 2), name).toMatch(/^(MZ|\0a)$/);
  }
  const licences = readFileSync(join(folder, 'LICENSES.txt'), 'utf8');
  for (const name of ['Node.js', 'onnxruntime-node', 'h5wasm', 'echarts', 'vue']) {
    expect(licences, name).toMatch(new RegExp(`^${name}( |$)`, 'm'));
  }
  if (!existsSync('/usr/bin/wine')) {
    process.stdout.write('The bundle for Windows is not started: wine is not installed.\n');
    return;
  }
  const version = execFileSync('/usr/bin/wine', [join(folder, 'node', 'node.exe'), '--version'], {
    encoding: 'utf8',
  });
  expect(version).toMatch(/^v24\./);
});
