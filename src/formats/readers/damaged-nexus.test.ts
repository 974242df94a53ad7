import { test } from 'vitest';
import { expectDamageSeen } from '../hdf5/damaged.test-support';
import { genericTree, i05Tree, loreaTree, antaresTree } from '../site-files.test-support';

/** Four seconds on an idle core; a machine may be busy. */
const MOST_MS = 300_000;

test.for([
  ['Diamond I05', i05Tree()],
  ['ALBA LOREA', loreaTree],
  ['SOLEIL ANTARES', antaresTree],
  ['generic NeXus', genericTree],
] as const)(
  'damaged files of %s are refused or read whole, and closed',
  { timeout: MOST_MS },
  async ([, tree]) => {
    await expectDamageSeen(tree);
  },
);
