import { dirname, join } from 'node:path';
import type { BaseWindow, Dialog, OpenDialogOptions } from 'electron';
import type { ShellStateStore } from './shell-state';

interface DialogDependencies {
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>;
  /** The window to attach dialogs to; null before there is one. */
  window: () => BaseWindow | null;
  state: ShellStateStore;
  homeDirectory: string;
}

/** The system's dialogs: the only way a path enters the app from the desktop window. */
export function createDialogs({ dialog, window, state, homeDirectory }: DialogDependencies) {
  const choose = async (options: OpenDialogOptions): Promise<string | null> => {
    const parent = window();
    const { canceled, filePaths } =
      parent === null
        ? await dialog.showOpenDialog(options)
        : await dialog.showOpenDialog(parent, options);
    return canceled || filePaths.length === 0 ? null : filePaths[0];
  };
  return {
    /** Folder or file of a scan; null when cancelled. */
    async chooseSource(kind: 'folder' | 'file'): Promise<string | null> {
      const path = await choose({
        title: kind === 'folder' ? 'Open the folder of a scan' : 'Open a scan file',
        buttonLabel: 'Open',
        defaultPath: state.value.sourceDirectory ?? homeDirectory,
        properties: [kind === 'folder' ? 'openDirectory' : 'openFile'],
      });
      if (path !== null) await state.update({ sourceDirectory: dirname(path) });
      return path;
    },
    /** File of a site profile to import; null when cancelled. */
    chooseProfileFile(): Promise<string | null> {
      return choose({
        title: 'Import a site profile',
        buttonLabel: 'Import',
        defaultPath: state.value.exportDirectory ?? homeDirectory,
        filters: [{ name: 'Site profile', extensions: ['json'] }],
        properties: ['openFile'],
      });
    },
    /** Where an exported site profile goes; null when cancelled. */
    async chooseProfileTarget(fileName: string): Promise<string | null> {
      const parent = window();
      const shown = {
        title: 'Export the site profile',
        buttonLabel: 'Export',
        defaultPath: join(state.value.exportDirectory ?? homeDirectory, fileName),
        filters: [{ name: 'Site profile', extensions: ['json'] }],
      };
      const { canceled, filePath } =
        parent === null
          ? await dialog.showSaveDialog(shown)
          : await dialog.showSaveDialog(parent, shown);
      return canceled || filePath === '' ? null : filePath;
    },
    /** Folder in which an export gets a folder of its own; null when cancelled. */
    async chooseExportDirectory(): Promise<string | null> {
      const path = await choose({
        title: 'Export the scan into',
        buttonLabel: 'Export',
        defaultPath: state.value.exportDirectory ?? homeDirectory,
        properties: ['openDirectory', 'createDirectory'],
      });
      if (path !== null) await state.update({ exportDirectory: path });
      return path;
    },
  };
}
