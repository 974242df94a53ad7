import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, expect, test } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Why the desktop shell cannot run here; null where it can. */
function missing(): string | null {
  try {
    const executable = createRequire(join(root, 'package.json'))('electron') as string;
    if (!existsSync(executable)) return `no Electron runtime at ${executable}`;
  } catch {
    return "Electron's runtime is not installed";
  }
  const hasDisplay = Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
  if (process.platform === 'linux' && !hasDisplay) return 'no display (run under xvfb-run)';
  return null;
}

const reason = missing();

test.describe('the desktop shell', () => {
  test('opens a sandboxed window on the bundled page and scores a simulated scan', async () => {
    // Within the test, so that the reason is printed and not only recorded.
    if (reason !== null) process.stdout.write(`Desktop tests are skipped: ${reason}.\n`);
    test.skip(reason !== null, reason ?? '');
    const dataDirectory = mkdtempSync(join(tmpdir(), 'sweetspot-desktop-'));
    const app = await _electron.launch({
      args: [root],
      env: { ...(process.env as Record<string, string>), SWEETSPOT_DATA: dataDirectory },
    });
    try {
      const page = await app.firstWindow();
      expect(page.url()).toMatch(/^app:\/\/bundle\//);
      // Node's globals are there only without the sandbox and context isolation.
      expect(await page.evaluate(() => 'process' in globalThis || 'require' in globalThis)).toBe(
        false,
      );
      await page.getByTestId('start-beamline').click();
      await page.getByRole('dialog').getByLabel('Columns').fill('4');
      await page.getByRole('dialog').getByLabel('Rows').fill('4');
      await page.getByTestId('beamline-start').click();
      await expect(page.getByTestId('map-pane-0')).toHaveAttribute('data-points', '16');
    } finally {
      await app.close();
      rmSync(dataDirectory, { recursive: true, force: true });
    }
  });
});
