import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostFixture, owner } from './host-fixture.test-support';
import type { Shell } from './host';

const current = hostFixture();
const desktop = (answers: {
  source?: string | null;
  exportDirectory?: string | null;
  profileFile?: string | null;
  profileTarget?: string | null;
}): Shell => ({
  kind: 'desktop',
  chooseSource: () => Promise.resolve(answers.source ?? null),
  chooseExportDirectory: () => Promise.resolve(answers.exportDirectory ?? null),
  chooseProfileFile: () => Promise.resolve(answers.profileFile ?? null),
  chooseProfileTarget: () => Promise.resolve(answers.profileTarget ?? null),
});

describe('the desktop host', () => {
  it('imports and exports profiles as files, never into the acquisition', async () => {
    const target = join(current.folder, 'bloch.json');
    const { handle } = await current.hostWith(
      desktop({ profileFile: target, profileTarget: target }),
    );
    expect(await handle('exportProfile', { id: 'bloch' }, owner)).toEqual({
      ok: true,
      value: { fileName: 'MAX-IV-Bloch.sweetspot-profile.json', path: target, text: null },
    });
    expect(await handle('importProfile', {}, owner)).toMatchObject({ value: { id: 'bloch' } });
    await current.host?.close();
    const inside = join(current.scanFolder, 'bloch.json');
    const other = await current.hostWith(desktop({ profileTarget: inside }));
    await other.openSource(current.scanFolder);
    expect(await other.handle('exportProfile', { id: 'bloch' }, owner)).toMatchObject({
      error: { code: 'forbidden' },
    });
    expect(await readdir(current.scanFolder)).not.toContain('bloch.json');
    expect(await other.handle('importProfile', {}, owner)).toEqual({ ok: true, value: null });
  });

  it('opens what the dialog returns, and nothing when it is cancelled', async () => {
    const { handle } = await current.hostWith(desktop({ source: current.scanFolder }));
    expect(await handle('chooseSource', { kind: 'folder' }, owner)).toMatchObject({
      value: { opened: true },
    });
    await current.host?.close();
    const cancelled = await current.hostWith(desktop({ source: null }));
    expect(await cancelled.handle('chooseSource', { kind: 'folder' }, owner)).toMatchObject({
      value: { opened: false },
    });
  });

  it('refuses paths from the view', async () => {
    const { handle } = await current.hostWith(desktop({}));
    for (const [name, request] of [
      ['openPath', { path: current.scanFolder }],
      ['browseFolder', { path: current.scanFolder }],
    ] as const) {
      expect(await handle(name, request, owner)).toMatchObject({ error: { code: 'unsupported' } });
    }
  });

  it('exports into a new current.folder below the chosen one', async () => {
    const exportDirectory = join(current.folder, 'results');
    const { handle, openSource } = await current.hostWith(desktop({ exportDirectory }));
    await openSource(current.scanFolder);
    for (let run = 0; run < 2; run++) {
      expect(await handle('exportScan', {}, owner)).toMatchObject({
        value: { files: [{ name: 'map.csv', href: null }] },
      });
    }
    expect(await readdir(exportDirectory)).toHaveLength(2);
  });

  it('returns null when the export dialog is cancelled', async () => {
    const { handle, openSource } = await current.hostWith(desktop({ exportDirectory: null }));
    await openSource(current.scanFolder);
    expect(await handle('exportScan', {}, owner)).toEqual({ ok: true, value: null });
  });

  it.each([(scan: string) => scan, (scan: string) => join(scan, 'raw')])(
    'never writes where the analyzer writes (%#)',
    async (exportDirectory) => {
      const { handle, openSource } = await current.hostWith(
        desktop({ exportDirectory: exportDirectory(current.scanFolder) }),
      );
      await openSource(current.scanFolder);
      expect(await handle('exportScan', {}, owner)).toMatchObject({
        error: { code: 'forbidden' },
      });
      expect((await readdir(current.scanFolder)).sort()).toEqual(['.hidden', 'first.h5', 'raw']);
    },
  );
});
