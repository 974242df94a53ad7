import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

/**
 * Packages of plain ES modules, built into ours: Node opens one file instead of hundreds at
 * every start, and what is not used of them is left out. Those with native parts, files of
 * their own or modules chosen at run time stay packages.
 */
const builtIn = [
  '@msgpack/msgpack',
  'birpc',
  'commander',
  'd3-contour',
  'd3-delaunay',
  'echarts',
  'env-paths',
  'pure-rand',
  'zod',
];

/**
 * One build for every process. The main section holds all Node entries: the
 * Electron shell, the command line, and the processes they start. Only
 * `index` imports electron, so the others run under plain Node as well.
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      externalizeDeps: { exclude: builtIn },
      rolldownOptions: {
        input: {
          index: source('main/index.ts'),
          cli: source('cli/index.ts'),
          engine: source('engine/process.ts'),
          compute: source('compute/process.ts'),
          beamline: source('beamline/process.ts'),
          'descent-worker': source('lab/bands/descent-worker.ts'),
          'dataset-worker': source('lab/dataset/dataset-worker.ts'),
          'dense-worker': source('model/dense/dense-worker.ts'),
          'figure-worker': source('exports/figure-worker.ts'),
          'simulation-worker': source('lab/training/simulation-worker.ts'),
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can load neither ES modules nor packages: one bundled CommonJS file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: source('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: source('renderer'),
    plugins: [vue()],
    build: {
      outDir: 'out/renderer',
      rolldownOptions: { input: source('renderer/index.html') },
      // Inlined assets would need a looser content security policy.
      assetsInlineLimit: 0,
    },
  },
});
