import { checksumOf } from '../../src/core/simulate/golden.test-support';

/** Run under the Node in question: prints its version and the checksums of the golden draws. */
const checksums = [checksumOf('published'), checksumOf('alignment')];
process.stdout.write(JSON.stringify({ version: process.versions.node, checksums }));
