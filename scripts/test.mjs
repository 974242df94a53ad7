/** `npm test`: sets up what is missing, then runs every check and every test, and counts them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { log, prepare, runTool } from './lib/bootstrap.mjs';
import { prepareBrowser } from './lib/browser.mjs';
import { failedChecks } from './check.mjs';

const vitestArguments = (report) => [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
];
const vitestCounts = (json) => ({
  passed: json.numPassedTests,
  failed: json.numFailedTests,
  skipped: json.numPendingTests,
});

/** Runs a test runner that writes a JSON report; a runner that leaves none counts as one failure. */
function runTests(name, tool, args, env, readReport) {
  const directory = mkdtempSync(join(tmpdir(), 'sweetspot-test-'));
  const report = join(directory, 'report.json');
  let exited = true;
  try {
    runTool(tool, args(report), { env: { ...process.env, ...env(report) } });
  } catch {
    exited = false;
  }
  try {
    const counts = readReport(JSON.parse(readFileSync(report, 'utf8')));
    // A runner that fails without a failed test (a stray error, a crash) must not pass for green.
    if (!exited && counts.failed === 0) counts.failed = 1;
    return { name, ...counts };
  } catch {
    return { name, passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function runAll() {
  prepare();
  prepareBrowser();
  const checks = failedChecks();
  const results = [
    {
      name: 'checks',
      passed: checks.count - checks.failed.length,
      failed: checks.failed.length,
      skipped: 0,
    },
    runTests(
      'unit and integration',
      'vitest/vitest.mjs',
      vitestArguments,
      () => ({}),
      vitestCounts,
    ),
    runTests(
      'components',
      'vitest/vitest.mjs',
      (report) => [...vitestArguments(report), '--config=vitest.browser.config.ts'],
      () => ({}),
      vitestCounts,
    ),
    runTests(
      'browser',
      '@playwright/test/cli.js',
      () => ['test', '--reporter=list,json'],
      (report) => ({ PLAYWRIGHT_JSON_OUTPUT_NAME: report }),
      (json) => ({
        passed: json.stats.expected + json.stats.flaky,
        failed: json.stats.unexpected,
        skipped: json.stats.skipped,
      }),
    ),
  ];
  for (const { name, passed, failed, skipped } of results) {
    log(`${name}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
  return sum('failed');
}

try {
  process.exitCode = runAll() === 0 ? 0 : 1;
} catch (error) {
  log(error.message);
  process.exitCode = 1;
}
