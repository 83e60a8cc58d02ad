import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands.ts';
import { EXIT_REFUSED } from './exit.ts';
import { explain } from './explain.ts';
import { printError } from './output.ts';

/** Runs one command and returns the exit code. It prints, and never throws. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  // Whoever reads the output may stop reading, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT_REFUSED);
    throw error;
  });
  let exit = 0;
  const program = new Command('backstep')
    .description('Deterministic simulation for distributed systems: run seeds, find the failing one, replay it.')
    .exitOverride()
    .showHelpAfterError('(backstep --help shows how it is used)');
  for (const add of COMMANDS) {
    add(program, (code) => {
      exit = code;
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return exit;
  } catch (error) {
    // commander has printed what was wrong.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_REFUSED;
    printError(explain(error));
    return EXIT_REFUSED;
  }
}
