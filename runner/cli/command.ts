import type { Command, Option } from 'commander';

/** A command of the command line: how it is called, and what it does with its argument, or its list of them, and its options. */
export interface CommandDefinition<Flags, Argument = string> {
  /** Its name and argument as the help shows them, such as `run <file>` or, with a list, `merge <reports...>`. */
  readonly usage: string;
  readonly description: string;
  readonly options: readonly Option[];
  /** Resolves to the exit code. */
  execute(argument: Argument, flags: Flags): Promise<number>;
}

/** Adds a command to a program; `finish` hears its exit code. */
export type AddCommand = (program: Command, finish: (exit: number) => void) => void;

export function command<Flags, Argument = string>({
  usage,
  description,
  options,
  execute,
}: CommandDefinition<Flags, Argument>): AddCommand {
  return (program, finish) => {
    const added = program.command(usage).description(description);
    for (const option of options) added.addOption(option);
    added.exitOverride().showHelpAfterError('(backstep --help shows how it is used)');
    added.action(async (argument: Argument, flags: Flags) => finish(await execute(argument, flags)));
  };
}
