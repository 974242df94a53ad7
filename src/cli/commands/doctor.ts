import { resolve } from 'node:path';
import type { Command } from 'commander';
import { findingsText } from '../doctor/finding';
import { printJson, printText } from '../terminal';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .argument('[folder]', 'the folder the analyzer writes to')
    .option('--json', 'print one JSON document')
    .description('checks this computer and a folder, with advice; writes nothing to the folder')
    .action(async (folder: string | undefined, options: { json?: boolean }) => {
      const { lookAtThisComputer } = await import('../doctor/this-computer');
      const findings = await lookAtThisComputer();
      if (folder !== undefined) {
        const { lookAtFolder } = await import('../doctor/acquisition-folder');
        findings.push(...(await lookAtFolder(resolve(folder))));
      }
      if (options.json) printJson({ findings });
      else printText(findingsText(findings));
      if (findings.some(({ state }) => state === 'bad')) process.exitCode = 1;
    });
}
