/** Every static check, each to its end, with one line per check. */
import { log, runTool } from './lib/bootstrap.mjs';

/** Name, tool and arguments, in the order of what fails most often. */
const checks = [
  ['format', 'prettier/bin/prettier.cjs', ['--check', '.', '--log-level', 'warn']],
  ['lint', 'eslint/bin/eslint.js', ['.', '--max-warnings=0']],
  [
    'boundaries',
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ['--config', '.dependency-cruiser.mjs', 'src'],
  ],
  [
    'folder cycles',
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ['--config', '.dependency-cruiser.folders.mjs', 'src'],
  ],
  ['unused code', 'knip/bin/knip.js', []],
  ['duplicates', 'jscpd/bin/jscpd', ['src']],
];

/** Runs all static checks; returns the names of those that failed. */
export function failedChecks() {
  const failed = [];
  const attempt = (name, work) => {
    const started = Date.now();
    try {
      work();
      log(`✓ ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    } catch {
      failed.push(name);
      log(`✗ ${name}`);
    }
  };
  for (const [name, tool, args] of checks) attempt(name, () => runTool(tool, args));
  attempt('types', () => runTool('../scripts/check-types.mjs', []));
  return { failed, count: checks.length + 1 };
}

if (process.argv[1]?.endsWith('check.mjs')) {
  const { failed } = failedChecks();
  process.exitCode = failed.length === 0 ? 0 : 1;
}
