import { once } from 'node:events';
import { BackstepDebugSession } from '../debugger/debug-session.ts';
import { createRunner } from '../runner.ts';
import type { AddCommand } from './command.ts';

/** The debugger for editors other than VS Code, which start it and talk to it. It takes no argument: what to debug is in the conversation. */
export const debugAdapter: AddCommand = (program, finish) => {
  program
    .command('debug-adapter')
    .description('speak the Debug Adapter Protocol on standard input and output, for editors')
    .exitOverride()
    .action(async () => {
      const session = new BackstepDebugSession(createRunner());
      session.start(process.stdin, process.stdout);
      await once(process.stdin, 'close');
      session.dispose();
      finish(0);
    });
};
