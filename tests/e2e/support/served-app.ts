import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';

const cli = fileURLToPath(new URL('../../../out/main/cli.js', import.meta.url));

export interface ServedApp {
  url: string;
  viewUrl: string;
  /** Where this run keeps sessions, simulated scans and exports. */
  dataDirectory: string;
  process: ChildProcess;
}

/** `sweetspot serve` in a process of its own, with a data folder of its own. */
async function startApp(dataDirectory: string): Promise<ServedApp> {
  const child = spawn(process.execPath, [cli, 'serve', '--json'], {
    env: { ...process.env, SWEETSPOT_DATA: dataDirectory },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.trimEnd().endsWith('}')) break;
  }
  const { url, viewUrl } = JSON.parse(output) as { url: string; viewUrl: string };
  return { url, viewUrl, dataDirectory, process: child };
}

async function stopApp(app: ServedApp): Promise<void> {
  if (app.process.exitCode !== null) return;
  const ended = new Promise((resolve) => app.process.once('exit', resolve));
  app.process.kill('SIGTERM');
  await ended;
}

/** A page that fails its test on any console error, uncaught exception or failed request. */
function collectProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      problems.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A download is reported as an aborted navigation.
    if (request.failure()?.errorText === 'net::ERR_ABORTED') return;
    problems.push(`request failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  return problems;
}

export const test = base.extend<{ app: ServedApp; problems: string[] }>({
  app: async ({ browserName }, use) => {
    const dataDirectory = mkdtempSync(join(tmpdir(), `sweetspot-e2e-${browserName}-`));
    const app = await startApp(dataDirectory);
    await use(app);
    await stopApp(app);
    rmSync(dataDirectory, { recursive: true, force: true });
  },
  problems: [
    // `app` is asked for so that it outlives the page: a browser whose host is gone complains.
    async ({ app: _, page }, use) => {
      const problems = collectProblems(page);
      await use(problems);
      expect(problems).toEqual([]);
    },
    { auto: true },
  ],
});

/** Serious and critical accessibility violations of what the page shows now, in words. */
export async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target).join(', ')})`,
    );
}

export { expect };
