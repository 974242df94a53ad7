import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { commands, type CommandName } from '#shared/contract';
import type { CommandResult } from '#shared/contract/define';
import { menuTemplate, shortcutText, showFailure } from './menu';

function menuWith(answer: CommandResult<unknown> = { ok: true, value: null }) {
  const call = vi.fn((_name: CommandName, _request: unknown) => Promise.resolve(answer));
  const dependencies = {
    call,
    showFailure: vi.fn(),
    showShortcuts: vi.fn(),
    showFolder: vi.fn(),
    dataDirectory: '/data',
    theme: 'dark' as const,
    isDevelopment: false,
    isMac: false,
  };
  const template = menuTemplate(dependencies);
  const items = (entries: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    entries.flatMap((entry) => [
      entry,
      ...(Array.isArray(entry.submenu) ? items(entry.submenu) : []),
    ]);
  const click = async (label: string) => {
    const item = items(template).find((candidate) => candidate.label === label);
    await item?.click?.(null as never, undefined, null as never);
  };
  return { ...dependencies, template, items: items(template), click };
}

describe('menuTemplate', () => {
  it('calls commands with requests the contract accepts', async () => {
    const { click, call } = menuWith();
    for (const label of ['Open folder…', 'Open file…', 'Close scan', 'Export…', 'Light']) {
      await click(label);
    }
    expect(call.mock.calls.map(([name]) => name)).toEqual([
      'chooseSource',
      'chooseSource',
      'closeScan',
      'exportScan',
      'setPreferences',
    ]);
    for (const [name, request] of call.mock.calls) {
      expect(commands[name].request.safeParse(request).success).toBe(true);
    }
  });

  it('shows the folder of an export, and nothing when it was cancelled', async () => {
    const done = menuWith({ ok: true, value: { directory: '/out', files: [] } });
    await done.click('Export…');
    expect(done.showFolder.mock.calls).toEqual([['/out']]);
    const cancelled = menuWith();
    await cancelled.click('Export…');
    expect(cancelled.showFolder).not.toHaveBeenCalled();
  });

  it('says why a command failed', async () => {
    const error = { code: 'no-scan', message: 'Nothing is open.', hint: 'Open a scan.' } as const;
    const { click, showFailure: failed } = menuWith({ ok: false, error });
    await click('Export…');
    expect(failed).toHaveBeenCalledWith('Nothing is open.', 'Open a scan.');
  });

  it('marks the theme in use, and offers developer tools in development only', () => {
    const { items, template } = menuWith();
    expect(items.filter(({ checked }) => checked).map(({ label }) => label)).toEqual(['Dark']);
    expect(JSON.stringify(template)).not.toMatch(/DevTools|reload/i);
  });
});

describe('shortcutText', () => {
  it('lists every shortcut of the menu once', () => {
    const { template } = menuWith();
    const lines = shortcutText(template).split('\n');
    expect(lines).toContain('Ctrl/⌘+O\tOpen folder…');
    expect(new Set(lines.map((line) => line.split('\t')[0])).size).toBe(lines.length);
  });
});

describe('showFailure', () => {
  it('shows the hint where there is one', () => {
    const showMessageBox = vi.fn((..._options: unknown[]) => Promise.resolve() as never);
    showFailure({ showMessageBox }, 'Failed.', undefined);
    showFailure({ showMessageBox }, 'Failed.', 'Try again.');
    expect(showMessageBox.mock.calls).toEqual([
      [{ type: 'error', message: 'Failed.' }],
      [{ type: 'error', message: 'Failed.', detail: 'Try again.' }],
    ]);
  });
});
