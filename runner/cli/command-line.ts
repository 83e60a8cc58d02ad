import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands.ts';
import { EXIT_REFUSED } from './exit.ts';
import { explain, explainJson } from './explain.ts';
import { printError, printJson } from './output.ts';

/** Of the package, which the build leaves beside this file. */
function version(): string {
  return readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'version.txt'), 'utf8').trim();
}

/** Runs one command and returns the exit code. It prints, and never throws. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  process.stdout.on('error', endWithoutOutput);
  process.stderr.on('error', () => undefined);
  let exit = 0;
  const program = new Command('backstep')
    .description('Deterministic simulation for distributed systems: run seeds, find the failing one, replay it.')
    .version(version())
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
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (isOfOutput(error)) endWithoutOutput(error);
    if (args.includes('--json')) printJson(explainJson(error));
    // commander has printed what was wrong.
    else if (!(error instanceof CommanderError)) printError(explain(error));
    return EXIT_REFUSED;
  }
}

/** What cannot be told is no verdict: whoever reads the output may have stopped reading, as `head` does, or the disk is full. */
function endWithoutOutput(error: NodeJS.ErrnoException): never {
  if (error.code !== 'EPIPE') printError(`Standard output cannot be written: ${error.message}.`);
  process.exit(EXIT_REFUSED);
}

/** A file as standard output fails where it is written to. */
function isOfOutput(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && error.syscall === 'write';
}
