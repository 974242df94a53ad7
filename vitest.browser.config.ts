import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { browserLaunch } from './playwright.config';

/** Component tests in a real browser: visuals from props, and features against a fake client. */
export default defineConfig({
  plugins: [vue()],
  cacheDir: fileURLToPath(new URL('node_modules/.vite-browser', import.meta.url)),
  test: {
    include: ['src/renderer/**/*.browser.test.ts'],
    testTimeout: 60_000,
    expect: { poll: { timeout: 120_000 } },
    browser: {
      enabled: true,
      headless: true,
      provider: playwright({ launchOptions: browserLaunch }),
      instances: [{ browser: 'chromium', viewport: { width: 1200, height: 800 } }],
      screenshotFailures: false,
    },
  },
});
