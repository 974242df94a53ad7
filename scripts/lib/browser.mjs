/** A Chromium for the browser tests: the system's, or one installed now. */
import { existsSync } from 'node:fs';
import { log, run, runTool } from './bootstrap.mjs';

const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Another installation may be running: apt waits for its lock, ten minutes at most. */
const waitForLock = ['-o', 'DPkg::Lock::Timeout=600'];

export function systemBrowser() {
  const chosen = process.env.SWEETSPOT_CHROMIUM;
  if (chosen) return chosen;
  return systemBrowsers.find((path) => existsSync(path));
}

/** Makes sure that the browser tests find a browser. Throws with what to do when none can be had. */
export function prepareBrowser() {
  if (systemBrowser()) return;
  const isDebian = existsSync('/usr/bin/apt-get');
  const isRoot = process.getuid?.() === 0;
  if (isDebian && isRoot) {
    log('Installing Chromium for the browser tests …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update', '-qq', ...waitForLock], { env });
    run(
      'apt-get',
      ['install', '-y', '-qq', ...waitForLock, '--no-install-recommends', 'chromium'],
      { env },
    );
    if (systemBrowser()) return;
  }
  try {
    log("Installing Playwright's Chromium for the browser tests …");
    runTool('playwright/cli.js', ['install', 'chromium']);
  } catch (error) {
    throw new Error(
      'No browser for the browser tests. Install Chromium (Debian: apt-get install chromium) ' +
        'or set SWEETSPOT_CHROMIUM to a Chromium executable.',
      { cause: error },
    );
  }
}
