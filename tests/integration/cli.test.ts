import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const cli = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));

function sweetspot(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the command line', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sweetspot-cli-'));
    writeFileSync(join(folder, 'notes.nxs'), 'not a spectrum');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    [['bogus']],
    [['score']],
    [['score', '--bogus', '.']],
    [['beamline', 'folder', '--rate', 'fast']],
    [['beamline', 'folder', '--size', '21']],
  ])('ends with 2 on wrong usage: %j', (args) => {
    const { status, stdout, stderr } = sweetspot(...args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('error:');
  });

  it('ends with 1 and says what is missing', () => {
    const missing = join(folder, 'missing.h5');
    const { status, stderr } = sweetspot('inspect', missing);
    expect(status).toBe(1);
    expect(stderr).toContain(missing);
  });

  it('prints nothing but one JSON document with --json, also when nothing could be scored', () => {
    const { status, stdout, stderr } = sweetspot('score', folder, '--json');
    expect(status).toBe(1);
    const document = JSON.parse(stdout) as { scored: number; failures: { file: string }[] };
    expect(document.scored).toBe(0);
    expect(document.failures[0].file).toBe('notes.nxs');
    expect(stderr).toContain('expected');
  });

  it('says what the shipped model is', () => {
    const { status, stdout } = sweetspot('model', 'info', '--json');
    expect(status).toBe(0);
    expect((JSON.parse(stdout) as { hash: string }).hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
