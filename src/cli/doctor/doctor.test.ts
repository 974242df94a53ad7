import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lookAtFolder } from './acquisition-folder';
import { findingsText, type Finding } from './finding';
import { lookAtThisComputer } from './this-computer';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweetspot-doctor-test-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const stateOf = (findings: Finding[], what: string) =>
  findings.find((candidate) => candidate.what === what)?.state;

describe('sweetspot doctor', () => {
  it('finds model and HDF5 in order, and the data folder where it may write', async () => {
    vi.stubEnv('SWEETSPOT_DATA', join(folder, 'data'));
    const findings = await lookAtThisComputer();
    expect(stateOf(findings, 'Model')).toBe('good');
    expect(stateOf(findings, 'HDF5')).toBe('good');
    expect(stateOf(findings, 'Data folder')).not.toBe('bad');
    expect(readdirSync(join(folder, 'data'))).toEqual([]);
  });

  it('says what to do where there is no data folder', async () => {
    writeFileSync(join(folder, 'file'), '');
    vi.stubEnv('SWEETSPOT_DATA', join(folder, 'file', 'data'));
    const findings = await lookAtThisComputer();
    expect(stateOf(findings, 'Data folder')).toBe('bad');
    expect(findingsText(findings)).toMatch(/✗ Data folder: .*\n {4}Let SWEETSPOT_DATA name/);
  });

  it('tells a missing folder, an unreadable file and a clock ahead, and writes nothing', async () => {
    expect(await lookAtFolder(join(folder, 'none'))).toMatchObject([
      { what: 'Folder', state: 'bad' },
    ]);
    const path = join(folder, 'scan.nxs');
    writeFileSync(path, 'not a spectrum');
    const ahead = new Date(Date.now() + 3_600_000);
    utimesSync(path, ahead, ahead);
    const findings = await lookAtFolder(folder);
    expect(stateOf(findings, 'Folder')).toBe('good');
    expect(stateOf(findings, 'Watching')).toBe('good');
    expect(stateOf(findings, 'Clock')).toBe('warning');
    expect(stateOf(findings, 'Newest file')).toBe('bad');
    expect(readdirSync(folder)).toEqual(['scan.nxs']);
  });
});
