/** Type-checks every layer with that layer's own globals; the renderer through vue-tsc. */
import { runTool, log } from './lib/bootstrap.mjs';

const layers = ['pure', 'node', 'main', 'preload', 'renderer', 'tests'];
let failed = false;
for (const layer of layers) {
  const tool =
    layer === 'renderer' || layer === 'tests' ? 'vue-tsc/bin/vue-tsc.js' : 'typescript/bin/tsc';
  try {
    runTool(tool, ['--project', `tsconfig/${layer}.json`, '--noEmit']);
  } catch {
    failed = true;
    log(`Types of layer ${layer} do not check.`);
  }
}
process.exitCode = failed ? 1 : 0;
