import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'src/cli/index.ts',
    'src/engine/process.ts',
    'src/compute/process.ts',
    'src/beamline/process.ts',
    'src/exports/figure-worker.ts',
    'src/lab/bands/descent-worker.ts',
    'src/lab/dataset/dataset-worker.ts',
    'src/model/dense/dense-worker.ts',
    'src/lab/training/simulation-worker.ts',
    'scripts/*.mjs',
    'tests/integration/*-child.ts',
    'tests/bench/*.{bench,config}.ts',
    'vitest.browser.config.ts',
    'tests/**/*.{test,spec}.ts',
    'src/renderer/**/*.browser.test.ts',
  ],
  project: ['src/**/*.{ts,vue}', 'scripts/**/*.mjs', 'tests/**/*.ts'],
  // Found by path: the font by the figure writer, vue-tsc by scripts/check-types.mjs.
  ignoreDependencies: ['dejavu-fonts-ttf', 'vue-tsc'],
  // Of the system: a small disk for the tests of a full one, a process without network.
  ignoreBinaries: ['mount', 'umount', 'unshare'],
  // A schema beside the type it gives, or a type of an exported function, may be exported unused.
  ignoreExportsUsedInFile: true,
};

export default config;
