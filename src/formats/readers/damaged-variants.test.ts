import { test } from 'vitest';
import { expectDamageSeen } from '../hdf5/damaged.test-support';
import {
  antaresMapTree,
  i05MapTree,
  loreaMapTree,
  maestroMapTree,
  nexusMapTree,
  peakExportTree,
  sgm4PlannedTree,
  ssrlPhotonTree,
} from '../site-variants.test-support';

/** Four seconds on an idle core; a machine may be busy. */
const MOST_MS = 300_000;

test.for([
  ['a map of Diamond I05', i05MapTree],
  ['a map of ALBA LOREA', loreaMapTree],
  ['a map of ALS MAESTRO', maestroMapTree],
  ['a map of SOLEIL ANTARES', antaresMapTree],
  ['photon energies of SSRL 5-2', ssrlPhotonTree],
  ['ASTRID SGM4 without positions', sgm4PlannedTree],
  ['an export of PEAK', peakExportTree],
  ['a NeXus map', nexusMapTree],
] as const)(
  'damaged files of %s are refused or read whole, and closed',
  { timeout: MOST_MS },
  async ([, tree]) => {
    await expectDamageSeen(tree);
  },
);
