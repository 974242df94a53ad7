/**
 * Long forms of tests that `npm test` runs in short: `npm run test:faults [-- --kills N]` and
 * `npm run test:soak [-- --points N]`.
 */
import { parseArgs } from 'node:util';
import { log, prepare, runTool } from './lib/bootstrap.mjs';

const kinds = {
  faults: {
    option: 'kills',
    usual: '50',
    variable: 'SWEETSPOT_KILLS',
    files: [
      'tests/integration/engine-kill.test.ts',
      'tests/integration/full-disk.test.ts',
      'tests/integration/engine-process.test.ts',
      'tests/integration/engine-session.test.ts',
      'src/host/engine-supervisor.test.ts',
      'src/formats/readers/damaged',
      'src/formats/hdf5',
    ],
  },
  soak: {
    option: 'points',
    usual: '20000',
    variable: 'SWEETSPOT_SOAK_POINTS',
    files: ['tests/integration/soak.test.ts'],
  },
};
/** A long run ends when it is done. */
const limitMs = String(6 * 3600 * 1000);

function main() {
  const [name, ...rest] = process.argv.slice(2);
  const kind = kinds[name ?? ''];
  if (kind === undefined) throw new Error(`Name one of ${Object.keys(kinds).join(', ')}.`);
  const { values } = parseArgs({ args: rest, options: { [kind.option]: { type: 'string' } } });
  const count = values[kind.option] ?? kind.usual;
  if (!/^[1-9]\d*$/.test(count)) {
    throw new Error(`--${kind.option} expects a whole number of 1 or more, found ${count}.`);
  }
  prepare();
  log(`${name}: ${kind.option} ${count}`);
  runTool('vitest/vitest.mjs', ['run', '--testTimeout', limitMs, ...kind.files], {
    env: { ...process.env, [kind.variable]: count },
  });
}

try {
  main();
} catch (error) {
  log(error.message);
  process.exitCode = 1;
}
