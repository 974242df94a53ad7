import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

describe('the threat model', () => {
  const rows = read('docs', 'security.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| who'));

  it('names a test that exists in every line', () => {
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const tests = [...row.matchAll(/`((?:src|tests)\/[^`]+)`/g)].map((match) => match[1]);
      expect(tests, row).not.toEqual([]);
      for (const test of tests) expect(existsSync(join(root, test)), test).toBe(true);
    }
  });

  it('is right that no package runs code at install time', () => {
    expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
    expect(read('scripts', 'lib', 'platform-parts.mjs')).toMatch(/found !== integrity/);
  });
});

it('links of the documents lead to files that exist', () => {
  const folder = join(root, 'docs');
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
  for (const page of [...pages, join(root, 'README.md'), join(root, 'SECURITY.md')]) {
    const text = readFileSync(page, 'utf8').replace(/```[\s\S]*?```/g, '');
    for (const [, target] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      expect(existsSync(join(dirname(page), target)), `${page}: ${target}`).toBe(true);
    }
  }
});
