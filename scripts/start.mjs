/** `npm start`: sets up what is missing, then opens the assistant. */
import { join } from 'node:path';
import { log, prepare, projectRoot, runAttached } from './lib/bootstrap.mjs';
import { prepareElectron } from './lib/electron.mjs';

try {
  prepare();
  prepareElectron();
  const cli = join(projectRoot, 'out', 'main', 'cli.js');
  process.exitCode = await runAttached([cli, 'open', ...process.argv.slice(2)]);
} catch (error) {
  log(error.message);
  process.exitCode = 1;
}
