#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { toErrorData } from '#shared/errors';
import { addBandsCommands } from './commands/bands';
import { addBeamlineCommand } from './commands/beamline';
import { addBenchCommand } from './commands/bench';
import { addDemoCommand } from './commands/demo';
import { addDoctorCommand } from './commands/doctor';
import { addInspectCommand } from './commands/inspect';
import { addModelCommands } from './commands/model';
import { addOpenCommand } from './commands/open';
import { addScoreCommand } from './commands/score';
import { addServeCommand } from './commands/serve';
import { addSimulateCommands } from './commands/simulate';
import { addTwinCommands } from './commands/twin';
import { addValidateCommand } from './commands/validate';
import { addWatchCommand } from './commands/watch';
import { log } from './terminal';
import { appVersion } from '#host/app-paths';

/** Exit codes: 0 done, 1 failed, 2 wrong usage. */
const failed = 1;
const wrongUsage = 2;

async function main(): Promise<void> {
  const program = new Command('sweetspot')
    .description('Live alignment assistant for micro-ARPES.')
    .version(appVersion())
    .showHelpAfterError()
    .exitOverride();
  for (const add of [
    addOpenCommand,
    addServeCommand,
    addScoreCommand,
    addWatchCommand,
    addBeamlineCommand,
    addDemoCommand,
    addDoctorCommand,
    addInspectCommand,
    addModelCommands,
    addBandsCommands,
    addValidateCommand,
    addSimulateCommands,
    addTwinCommands,
    addBenchCommand,
  ]) {
    add(program);
  }
  for (const command of program.commands) command.exitOverride();
  try {
    const given = process.argv.slice(2);
    // Without a command the window opens.
    await program.parseAsync(given.length === 0 ? ['open'] : given, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : wrongUsage;
      return;
    }
    const { code, message, hint } = toErrorData(error);
    log(`${message}${hint === undefined ? '' : `\n${hint}`}`);
    if (code === 'internal' && error instanceof Error && process.env.SWEETSPOT_DEBUG) {
      log(error.stack ?? '');
    }
    process.exitCode = code === 'invalid-request' ? wrongUsage : failed;
  }
}

await main();
