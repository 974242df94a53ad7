import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, expect, test } from '@playwright/test';
import { desktopRuntime } from '../../src/cli/desktop';

const root = fileURLToPath(new URL('../..', import.meta.url));

const runtime = desktopRuntime(root);
const reason = 'reason' in runtime ? runtime.reason : null;

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
