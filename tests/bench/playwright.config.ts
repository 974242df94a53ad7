import { defineConfig } from '@playwright/test';
import tests from '../../playwright.config';

/** `npm run bench:ui`: the window's figures, measured in real Chromium. No part of the tests. */
export default defineConfig({
  ...tests,
  testDir: '.',
  testMatch: '*.bench.ts',
  reporter: [['line']],
  use: { ...tests.use, trace: 'off' },
});
