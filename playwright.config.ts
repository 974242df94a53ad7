import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath =
  process.env.SWEETSPOT_CHROMIUM ?? systemBrowsers.find((path) => existsSync(path));

/** How the browser of all tests is started: the system's, where there is one. */
export const browserLaunch = {
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
};

export default defineConfig({
  testDir: 'tests/e2e',
  // The reference machine has two cores; the engine needs one of them.
  workers: 1,
  // Waits end when what they wait for is there; a busy machine may take long for it.
  timeout: 600_000,
  expect: { timeout: 120_000 },
  reporter: [['list']],
  outputDir: 'test-results',
  use: {
    viewport: { width: 1440, height: 900 },
    launchOptions: browserLaunch,
    trace: 'retain-on-failure',
  },
});
