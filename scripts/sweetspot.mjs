/** `npm run sweetspot -- <command>`: sets up what is missing, then runs the command line. */
import { join } from 'node:path';
import { log, prepare, projectRoot, runAttached } from './lib/bootstrap.mjs';

try {
  prepare();
  const cli = join(projectRoot, 'out', 'main', 'cli.js');
  process.exitCode = await runAttached([cli, ...process.argv.slice(2)]);
} catch (error) {
  log(error.message);
  process.exitCode = 1;
}
