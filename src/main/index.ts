import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { appPaths, appVersion } from '#host/app-paths';
import { dataDirectory } from '#host/data-directory';
import { createHost, type Host } from '#host/host';
import type { Preferences } from '#shared/preferences';
import { toErrorData } from '#shared/errors';
import { interfaceToShow } from './app-addresses';
import { registerAppProtocol, registerAppScheme } from './app-protocol';
import { registerCrashHandling } from './crash-handling';
import { createDialogs } from './dialogs';
import { openExternalLink } from './external-links';
import { createOwnerCall, registerIpc } from './ipc';
import { registerLifecycle } from './lifecycle';
import { menuTemplate, shortcutText, showFailure } from './menu';
import { registerNavigationGuards } from './navigation';
import { registerPermissions } from './permissions';
import { registerPowerSaving } from './power-saving';
import { openShellState } from './shell-state';
import { sourceFromArguments } from './start-arguments';
import { createUtilitySpawn } from './utility-channel';
import { createMainWindow } from './window';

const paths = appPaths();
const shown = interfaceToShow(app.isPackaged);
const log = (message: string) => process.stderr.write(`${message}\n`);
let window: BrowserWindow | null = null;
let host: Host | null = null;

/** Everything that has to wait for Electron, in the order in which it builds on each other. */
async function start(): Promise<void> {
  registerPermissions(session.defaultSession);
  registerAppProtocol(protocol, paths.rendererDirectory);

  const data = dataDirectory();
  const state = await openShellState(data, log);
  const dialogs = createDialogs({
    dialog,
    window: () => window,
    state,
    homeDirectory: app.getPath('home'),
  });
  const started = await createHost({
    shell: { kind: 'desktop', ...dialogs },
    paths,
    version: appVersion(),
    dataDirectory: data,
    spawn: createUtilitySpawn(utilityProcess),
    onWarning: log,
  });
  host = started;
  registerPowerSaving(powerSaveBlocker, started.subscribe);

  const call = createOwnerCall(started);
  const useTheme = ({ theme }: Pick<Preferences, 'theme'>) => {
    nativeTheme.themeSource = theme;
    const template = menuTemplate({
      call,
      theme,
      showFailure: (message, hint) => showFailure(dialog, message, hint),
      showShortcuts: () => {
        const detail = shortcutText(template);
        void dialog.showMessageBox({ message: 'Keyboard shortcuts', detail });
      },
      showFolder: (path) => void shell.openPath(path),
      dataDirectory: data,
      isDevelopment: !app.isPackaged,
      isMac: process.platform === 'darwin',
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
  for (const event of started.currentStates()) {
    if (event.name === 'preferences') useTheme(event.payload);
  }
  started.subscribe((event) => {
    if (event.name === 'preferences') useTheme(event.payload);
  });

  window = createMainWindow({
    BrowserWindow,
    screen,
    isDark: nativeTheme.shouldUseDarkColors,
    preloadEntry: paths.preloadEntry,
    state,
  });
  registerIpc({ ipcMain, contents: window.webContents, origin: shown.origin, host: started });
  registerCrashHandling({ app, window, dialog, startUrl: shown.startUrl, log });
  await window.loadURL(shown.startUrl);
  openFromArguments(process.argv, process.cwd());
}

function openFromArguments(processArguments: readonly string[], workingDirectory: string): void {
  const { isPackaged } = app;
  const path = sourceFromArguments(processArguments, { isPackaged, workingDirectory });
  if (path === null || host === null) return;
  host.openSource(path).catch((error: unknown) => {
    const { message, hint } = toErrorData(error);
    showFailure(dialog, message, hint);
  });
}

// Before Electron is ready: what it only accepts then. The module must not await readiness
// itself, since Electron waits for the module.
app.enableSandbox();
registerAppScheme(protocol);
registerNavigationGuards({
  app,
  shown,
  openExternal: (address) => openExternalLink(shell, address),
});
registerLifecycle({
  app,
  start,
  window: () => window,
  onSecondStart: openFromArguments,
  close: async () => host?.close(),
  onFailure: (message) => dialog.showErrorBox('SweetSpot could not start', message),
});
