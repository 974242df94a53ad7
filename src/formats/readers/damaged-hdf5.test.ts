import { test } from 'vitest';
import { expectDamageSeen } from '../hdf5/damaged.test-support';
import { elettraTree, maestroTree, sgm4Tree, zap2dTree } from '../site-files.test-support';

/** Four seconds on an idle core; a machine may be busy. */
const MOST_MS = 300_000;

test.for([
  ['SSRL 5-2', zap2dTree(10)],
  ['ALS MAESTRO', maestroTree],
  ['Elettra Spectromicroscopy', elettraTree],
  ['ASTRID SGM4', sgm4Tree(3)],
] as const)(
  'damaged files of %s are refused or read whole, and closed',
  { timeout: MOST_MS },
  async ([, tree]) => {
    await expectDamageSeen(tree);
  },
);
