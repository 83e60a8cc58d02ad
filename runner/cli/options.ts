import { InvalidArgumentError, Option } from 'commander';
import { microseconds, type Duration } from '../../sim-core/base/duration.ts';
import { ScenarioError } from '../../sim-core/base/scenario-error.ts';
import { parseSeed, parseSeeds, parseStrategy, UsageError } from '../seeds.ts';
import type { Until } from '../runner-api.ts';
import type { Shard } from '../shard.ts';
import { parseChanges } from '../what-ifs.ts';

/** The options that commands have in common; each is made anew, because commander keeps state in them. */
export const option = {
  seed: () => new Option('--seed <n>', 'the seed to run').argParser(checked(parseSeed)).makeOptionMandatory(),
  strategy: () =>
    new Option(
      '--strategy <name>',
      'how choices follow from the seed: random, swarm, pct, pct:5, mixed, or guided:17.203 as a sweep prints it',
    )
      .argParser(checked(parseStrategy))
      .default(undefined, 'random'),
  strategyOfSweep: () =>
    new Option('--strategy <name>', 'how choices follow from the seeds: random, swarm, pct, pct:5, guided, or mixed for all of them')
      .argParser(checked(parseStrategyOfSweep))
      .default(undefined, 'random'),
  scenario: () =>
    new Option(
      '--scenario <name>',
      'which scenario of the file: the name of its export, for a family with parameters, as in "quorum[replicas=3]"',
    ),
  seeds: () => new Option('--seeds <n|a-b>', 'how many seeds from 0, or from a to b').argParser(checked(parseSeeds)).makeOptionMandatory(),
  workers: () =>
    new Option('--workers <n>', 'how many worker threads').argParser(checked(parseWorkers)).default(undefined, 'the number of cores'),
  save: () => new Option('--save', 'add what was found to FILE.seeds, beside the scenario, which every sweep runs first'),
  out: () => new Option('--out <file>', 'write the trace to a .backstep file'),
  html: () => new Option('--html <file>', 'write the run and its diagram to one HTML file, which any browser opens'),
  shard: () =>
    new Option('--shard <i/n>', 'run the i-th of n parts of the seeds; `backstep merge` takes the parts together').argParser(
      checked(parseShard),
    ),
  until: () =>
    new Option(
      '--until <first|all|n-distinct|time>',
      'end with the first seed that fails, after all seeds, with so many causes of failures, or after a time such as 30s or 10m',
    )
      .argParser(checked(parseUntil))
      .default(undefined, 'all'),
  junit: () => new Option('--junit <file>', "write the verdicts as JUnit's XML, for test dashboards"),
  github: () => new Option('--github', "mark what did not hold in GitHub's pages, by workflow commands"),
  checkDeterminism: () => new Option('--check-determinism', 'execute each run again in every other way, and name the first difference'),
  handlerLimit: () =>
    new Option('--handler-limit <time>', 'how long a handler or property may compute before it is taken for an endless loop')
      .argParser(checked(parseHandlerLimit))
      .default(undefined, '5s, and 60s for a handler that goes on sending, setting or writing'),
  memoryLimit: () =>
    new Option('--memory-limit <size>', 'how much memory the scenario may use, in all its processes together, such as 4GB')
      .argParser(checked(parseMemoryLimit))
      .default(undefined, "2GB in each, and three quarters of the machine's in all"),
  whatIf: () =>
    new Option('--what-if <json>', 'run it with changes, as Copy Moment writes them, such as \'{"drops":["a>b#17"]}\'').argParser(
      checked(parseChanges),
    ),
  queue: () => new Option('--queue <url>', 'a queue in Redis, redis://HOST:6379, from which `backstep work` takes portions of seeds'),
  portion: () =>
    new Option('--portion <n>', 'with --queue: how many seeds a portion has at most')
      .argParser(checked(parsePortion))
      .default(undefined, '500'),
  idle: () => new Option('--idle <time>', 'end when nothing has come for so long').argParser(checked(parseWait)),
  lostAfter: () =>
    new Option('--lost-after <time>', 'after so long without a word from this worker its portion is given to another')
      .argParser(checked(parseWait))
      .default(30_000, '30s'),
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

function parseStrategyOfSweep(text: string): string {
  return text === 'guided' ? text : parseStrategy(text);
}

function parseWorkers(text: string): number {
  const workers = /^\d+$/.test(text) ? Number(text) : 0;
  if (workers >= 1 && workers <= 256) return workers;
  throw new UsageError(`'${text}' is not a number of workers: use 1 to 256.`);
}

function parseShard(text: string): Shard {
  const [, index, of] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (index !== undefined && of !== undefined && index >= 1 && index <= of) return { index, of };
  throw new UsageError(`'${text}' is not a part of a sweep: write 1/4 to 4/4 for the four parts of one.`);
}

/** Nothing for all seeds. */
function parseUntil(text: string): Until | undefined {
  if (text === 'first') return text;
  if (text === 'all') return undefined;
  const [, distinct] = /^(\d{1,6})-distinct$/.exec(text) ?? [];
  if (Number(distinct) > 0) return { distinct: Number(distinct) };
  const seconds = secondsOf(text);
  if (seconds > 0) return seconds;
  throw new UsageError(`'${text}' is not an end of a sweep: use first, all, 3-distinct, or a time such as 30s or 10m.`);
}

/** In milliseconds. */
function parseHandlerLimit(text: string): number {
  const seconds = secondsOf(text);
  if (seconds >= 0.1 && seconds <= 86_400) return seconds * 1_000;
  throw new UsageError(`'${text}' is not a limit for handlers: use a time from 100ms to 24h, such as 30s.`);
}

/** In megabytes of 2^20 bytes, of which a process takes some for itself. */
function parseMemoryLimit(text: string): number {
  const [, amount, unit] = /^(\d{1,6}(?:\.\d{1,3})?)(MB|GB)$/.exec(text) ?? [];
  const megabytes = Math.round(Number(amount) * (unit === 'GB' ? 1_024 : 1));
  if (megabytes >= 256 && megabytes <= 1_048_576) return megabytes;
  throw new UsageError(`'${text}' is not a limit for memory: use a size from 256MB to 1024GB, such as 4GB.`);
}

function parsePortion(text: string): number {
  const seeds = /^\d+$/.test(text) ? Number(text) : 0;
  if (seeds >= 1 && seeds <= 1_000_000) return seeds;
  throw new UsageError(`'${text}' is no size of a portion: use 1 to 1000000 seeds.`);
}

function parseWait(text: string): number {
  const seconds = secondsOf(text);
  if (seconds >= 1 && seconds <= 86_400) return seconds * 1_000;
  throw new UsageError(`'${text}' is no time to wait: use one from 1s to 24h.`);
}

/** Zero for what is no time. */
function secondsOf(text: string): number {
  try {
    return microseconds(text as Duration, 'The time') / 1_000_000;
  } catch (error) {
    if (error instanceof ScenarioError) return 0;
    throw error;
  }
}
