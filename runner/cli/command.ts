import type { Command, Option } from 'commander';

/** A command of the command line: how it is called, and what it does with its one argument and its options. */
export interface CommandDefinition<Flags> {
  /** Its name and argument as the help shows them, such as `run <file>`. */
  readonly usage: string;
  readonly description: string;
  readonly options: readonly Option[];
  /** Resolves to the exit code. */
  execute(argument: string, flags: Flags): Promise<number>;
}

/** Adds a command to a program; `finish` hears its exit code. */
export type AddCommand = (program: Command, finish: (exit: number) => void) => void;

export function command<Flags>({ usage, description, options, execute }: CommandDefinition<Flags>): AddCommand {
  return (program, finish) => {
    const added = program.command(usage).description(description);
    for (const option of options) added.addOption(option);
    added.exitOverride().showHelpAfterError('(backstep --help shows how it is used)');
    added.action(async (argument: string, flags: Flags) => finish(await execute(argument, flags)));
  };
}
