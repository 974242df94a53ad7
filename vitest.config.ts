import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/integration/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.browser.test.ts'],
    setupFiles: ['tests/support/property-seed.ts', 'tests/support/patient-waits.ts'],
    // A hang should fail, a busy machine should not: the longest test takes 20 s on a quiet one.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // Two cores is the reference machine; more workers only make timings worse.
    maxWorkers: 2,
  },
});
