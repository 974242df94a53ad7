import type { Dialog, MenuItemConstructorOptions } from 'electron';
import type { CommandName, CommandResponse } from '#shared/contract';
import type { Preferences } from '#shared/preferences';
import type { OwnerCall } from './ipc';

interface MenuDependencies {
  call: OwnerCall;
  /** Tells the user why a command failed. */
  showFailure: (message: string, hint: string | undefined) => void;
  showShortcuts: () => void;
  showFolder: (path: string) => void;
  dataDirectory: string;
  theme: Preferences['theme'];
  isDevelopment: boolean;
  isMac: boolean;
}

const themes = [
  { theme: 'system', label: 'As the system' },
  { theme: 'light', label: 'Light' },
  { theme: 'dark', label: 'Dark' },
] as const;

/** The menu bar. Everything in it is also in the window. */
export function menuTemplate(dependencies: MenuDependencies): MenuItemConstructorOptions[] {
  const { call, showFailure, showFolder, isDevelopment, isMac } = dependencies;
  const answer = async (name: CommandName, request: unknown) => {
    const result = await call(name, request);
    if (result.ok) return result.value;
    showFailure(result.error.message, result.error.hint);
    return null;
  };
  const run = (name: CommandName, request: unknown) => async () => {
    await answer(name, request);
  };
  const exportScan = async () => {
    const exported = (await answer('exportScan', {})) as CommandResponse<'exportScan'>;
    if (exported !== null) showFolder(exported.directory);
  };
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        {
          label: 'Open folder…',
          accelerator: 'CmdOrCtrl+O',
          click: run('chooseSource', { kind: 'folder' }),
        },
        {
          label: 'Open file…',
          accelerator: 'CmdOrCtrl+Shift+O',
          click: run('chooseSource', { kind: 'file' }),
        },
        { label: 'Close scan', accelerator: 'CmdOrCtrl+Shift+W', click: run('closeScan', {}) },
        { type: 'separator' },
        { label: 'Export…', accelerator: 'CmdOrCtrl+E', click: exportScan },
        { type: 'separator' },
        { role: isMac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        {
          label: 'Theme',
          submenu: themes.map(({ theme, label }) => ({
            label,
            type: 'radio',
            checked: theme === dependencies.theme,
            click: run('setPreferences', { theme }),
          })),
        },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(isDevelopment
          ? ([{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }] as const)
          : []),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { label: 'Keyboard shortcuts', accelerator: 'F1', click: dependencies.showShortcuts },
        { label: 'Show the data folder', click: () => showFolder(dependencies.dataDirectory) },
        ...(isMac ? [] : [{ role: 'about' } as const]),
      ],
    },
  ];
}

/** The shortcuts of a menu as text, in its order. */
export function shortcutText(template: readonly MenuItemConstructorOptions[]): string {
  return template
    .flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
    .filter(({ label, accelerator }) => label !== undefined && accelerator !== undefined)
    .map(
      ({ label, accelerator }) => `${String(accelerator).replace('CmdOrCtrl', 'Ctrl/⌘')}\t${label}`,
    )
    .join('\n');
}

/** Shows why something failed. */
export function showFailure(
  dialog: Pick<Dialog, 'showMessageBox'>,
  message: string,
  hint: string | undefined,
): void {
  void dialog.showMessageBox({ type: 'error', message, ...(hint && { detail: hint }) });
}
