import { availableParallelism } from 'node:os';
import { InvalidArgumentError, Option } from 'commander';
import { parseSeed, parseSeeds, UsageError } from '../seeds.ts';

/** The options that commands have in common; each is made anew, because commander keeps state in them. */
export const option = {
  seed: () => new Option('--seed <n>', 'the seed to run').argParser(checked(parseSeed)).makeOptionMandatory(),
  scenario: () =>
    new Option(
      '--scenario <name>',
      'which scenario of the file: the name of its export, for a family with parameters, as in "quorum[replicas=3]"',
    ),
  seeds: () => new Option('--seeds <n|a-b>', 'how many seeds from 0, or from a to b').argParser(checked(parseSeeds)).makeOptionMandatory(),
  workers: () =>
    new Option('--workers <n>', 'how many worker threads')
      .argParser(checked(parseWorkers))
      .default(availableParallelism(), 'the number of cores'),
  out: () => new Option('--out <file>', 'write the trace to a .backstep file'),
  checkDeterminism: () => new Option('--check-determinism', 'execute each run again in every other way, and name the first difference'),
  json: () => new Option('--json', 'print one JSON object and nothing else'),
};

/** Lets commander name the option that a text was wrong for. */
export function checked<Value>(parse: (text: string) => Value): (text: string) => Value {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof UsageError ? new InvalidArgumentError(error.message) : error;
    }
  };
}

function parseWorkers(text: string): number {
  const workers = /^\d+$/.test(text) ? Number(text) : 0;
  if (workers >= 1 && workers <= 256) return workers;
  throw new UsageError(`'${text}' is not a number of workers: use 1 to 256.`);
}
