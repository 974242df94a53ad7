import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { backdate } from '#formats/hdf5/fixture.test-support';
import { igorWaveBytes } from '#formats/igor-fixture.test-support';
import { chosenScans } from './chosen-scans';
import { followNewest } from './scan-follower';

test('another scan is followed, another point of the same is not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sweetspot-follower-'));
  const write = (name: string, start: number, hour: number) => {
    const units = ['Kinetic Energy [eV]', 'Y-Scale [deg]'];
    const note = `[SES]\rDate=2026-11-30\rTime=${hour}:00:00`;
    const path = join(folder, name);
    writeFileSync(path, igorWaveBytes({ counts: [10, 9], starts: [start, -4], units, note }));
    backdate(path);
  };
  write('map_1.ibw', 16, 10);
  const source = { path: folder, kind: 'folder' } as const;
  const { looked, chosen } = await chosenScans(source, 'newest');
  const newest: (string | undefined)[] = [];
  const end = followNewest({
    source,
    watched: chosen[0],
    looked,
    onNewest: (scan) => Promise.resolve(void newest.push(scan.group?.name)),
    onError: (error) => newest.push(String(error)),
  });
  write('map_2.ibw', 16, 11);
  writeFileSync(join(folder, 'half.ibw'), '');
  write('xps_3.ibw', 70, 12);
  await vi.waitUntil(() => newest.length > 0, { timeout: 20_000 });
  end();
  expect(newest).toEqual(['xps_3.ibw']);
  rmSync(folder, { recursive: true });
});
