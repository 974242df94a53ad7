/** Electron's runtime is not part of its npm package: it is downloaded once, where that is possible. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { log, projectRoot } from './bootstrap.mjs';

const package_ = join(projectRoot, 'node_modules', 'electron');
const failureNote = join(projectRoot, '.bootstrap', 'electron-unavailable');
const retryAfterMs = 24 * 3600 * 1000;
const downloadTimeoutMs = 10 * 60 * 1000;

function isInstalled() {
  return existsSync(join(package_, 'path.txt'));
}

/** The oldest Node that Electron's own installer runs on; SweetSpot itself runs on older ones. */
const installerNode = [22, 12];

function canInstall() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > installerNode[0] || (major === installerNode[0] && minor >= installerNode[1]);
}

/** Tries to fetch the runtime; a failure is remembered for a day so that later starts stay fast. */
export function prepareElectron() {
  if (isInstalled() || process.env.ELECTRON_OVERRIDE_DIST_PATH) return;
  if (existsSync(failureNote)) {
    const failedAt = Number(readFileSync(failureNote, 'utf8'));
    if (Date.now() - failedAt < retryAfterMs) return;
  }
  if (!canInstall()) {
    log(
      `Electron's installer needs Node ${installerNode.join('.')} or newer; this is Node ${process.versions.node}.` +
        ' Everything else works, and the window opens in the browser.',
    );
    return;
  }
  log('Downloading the Electron runtime (first start only) …');
  const result = spawnSync(process.execPath, [join(package_, 'install.js')], {
    stdio: 'ignore',
    timeout: downloadTimeoutMs,
  });
  if (result.status === 0 && isInstalled()) rmSync(failureNote, { force: true });
  else writeFileSync(failureNote, String(Date.now()));
}
