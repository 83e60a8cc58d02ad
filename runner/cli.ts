import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { SingleBar } from 'cli-progress';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { worst, type Verdict } from '../sim-core/base/verdict.ts';
import { columnsOver, firstDivergence } from '../sim-core/trace/columns.ts';
import { eventAt, type Outcome } from '../sim-core/trace/trace.ts';
import type { RecordedRun, SweepReport } from './protocol.ts';
import { createRunner } from './runner.ts';
import { formatProblem, RunnerProblems, type OpenScenario, type Runner } from './runner-api.ts';
import { commandFor, excerpt, painter, runLines, sweepLines, violationLines, type Paint } from './report.ts';
import { parseSeed, parseSeeds, UsageError } from './seeds.ts';
import { readTraceFile, writeWhole } from './trace-file.ts';

/** What a shell learns: 0 held, 1 violated, 2 wrong usage or a fault in the user's file, 3 unknown or vacuous. */
const EXIT: Readonly<Record<Verdict, number>> = { held: 0, violated: 1, unknown: 3, vacuous: 3 };
const EXIT_USAGE = 2;

/** How many events before and after the violation the report shows. */
const EXCERPT = { before: 14, after: 4 };

/** Runs one command and returns the exit code. It prints, and never throws. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  // Whoever reads the output may stop reading, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT_USAGE);
    throw error;
  });
  let exit = 0;
  const program = commands((code) => {
    exit = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    process.stderr.write(`${explain(error)}\n`);
    return EXIT_USAGE;
  }
}

function explain(error: unknown): string {
  if (error instanceof RunnerProblems) return error.problems.map((problem) => formatProblem(relativeToHere(problem))).join('\n');
  if (error instanceof UsageError) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `Backstep itself failed: ${message}. Please report it with the command that you ran.`;
}

/** Reports name files as the user would type them. */
function relativeToHere<Problem extends { location?: { file: string; line: number; column: number } }>(problem: Problem): Problem {
  if (!problem.location) return problem;
  const here = `${process.cwd()}/`;
  const { file } = problem.location;
  return { ...problem, location: { ...problem.location, file: file.startsWith(here) ? file.slice(here.length) : file } };
}

function commands(finish: (exit: number) => void): Command {
  const program = new Command('backstep')
    .description('Deterministic simulation for distributed systems: run seeds, find the failing one, replay it.')
    .exitOverride()
    .showHelpAfterError('(backstep --help shows how it is used)');
  const seed = new Option('--seed <n>', 'the seed to run').argParser(checked(parseSeed)).makeOptionMandatory();
  const json = new Option('--json', 'print one JSON object and nothing else');
  program
    .command('run <file>')
    .description('run one seed of a scenario')
    .addOption(seed)
    .option('--out <file>', 'write the trace to a .backstep file')
    .option('--check-determinism', 'run it twice, in two workers, and name the first event that differs')
    .addOption(json)
    .action(async (file: string, options: RunFlags) => finish(await run(file, options)));
  program
    .command('sweep <file>')
    .description('run many seeds of a scenario')
    .addOption(new Option('--seeds <n|a-b>', 'how many seeds from 0, or from a to b').argParser(checked(parseSeeds)).makeOptionMandatory())
    .addOption(new Option('--workers <n>', 'how many worker threads').argParser(checked(parseWorkers)).default(availableParallelism(), 'the number of cores'))
    .addOption(json)
    .action(async (file: string, options: SweepFlags) => finish(await sweep(file, options)));
  program
    .command('replay <trace>')
    .description('run what a .backstep file recorded again, and compare')
    .addOption(json)
    .action(async (trace: string, options: { json?: boolean }) => finish(await replay(trace, options)));
  for (const command of program.commands) command.exitOverride().showHelpAfterError('(backstep --help shows how it is used)');
  return program;
}

/** Lets commander name the option that a text was wrong for. */
function checked<Value>(parse: (text: string) => Value): (text: string) => Value {
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

interface RunFlags {
  readonly seed: number;
  readonly out?: string;
  readonly checkDeterminism?: boolean;
  readonly json?: boolean;
}

async function run(file: string, { seed, out, checkDeterminism, json }: RunFlags): Promise<number> {
  const runner = createRunner();
  return withScenario(runner, file, async (scenario) => {
    const recorded = await scenario.record(seed);
    const { outcome } = recorded;
    const divergence = checkDeterminism ? await findDivergence(runner, file, recorded, scenario) : undefined;
    if (out !== undefined) await writeWhole(resolve(out), await scenario.traceFile());
    if (json) {
      print(JSON.stringify({ file, ...jsonOutcome(outcome), ...(checkDeterminism ? { divergence: divergence ?? null } : {}) }));
    } else {
      const paint = painter(process.stdout);
      print(...runLines(outcome, paint));
      if (outcome.verdict === 'violated') print('', ...(await reproduction(file, scenario, recorded, paint)));
      if (checkDeterminism && !divergence) print('', 'Deterministic: a second execution in another worker gave the same events.');
      if (out !== undefined) print('', `Trace written to ${out}. Compare it later with: ${commandFor('replay', out)}`);
    }
    if (divergence) {
      process.stderr.write(`${divergence.message}\n`);
      return EXIT_USAGE;
    }
    return EXIT[outcome.verdict];
  });
}

async function withScenario<Result>(runner: Runner, file: string, use: (scenario: OpenScenario) => Promise<Result>): Promise<Result> {
  const scenario = await runner.open(file);
  try {
    return await use(scenario);
  } finally {
    scenario.close();
  }
}

interface Divergence {
  readonly step: number;
  readonly message: string;
}

/** The second execution, first in the same worker and then in a fresh one: module state shows in the first, the host in the second. */
async function findDivergence(runner: Runner, file: string, first: RecordedRun, scenario: OpenScenario): Promise<Divergence | undefined> {
  const { seed } = first.outcome;
  const again = firstDifference(first, await scenario.record(seed));
  const elsewhere = again ?? (await withScenario(runner, file, async (fresh) => firstDifference(first, await fresh.record(seed))));
  // The scenario's worker holds what was recorded last, and later calls ask for the first recording.
  if (elsewhere) await scenario.record(seed);
  return elsewhere;
}

function firstDifference(first: RecordedRun, second: Pick<RecordedRun, 'columns' | 'length' | 'outcome' | 'nodes' | 'strings'>): Divergence | undefined {
  const [a, b] = [columnsOver(first.columns, first.length, first.length), columnsOver(second.columns, second.length, second.length)];
  const step = firstDivergence(a, b);
  if (step === undefined) {
    if (first.outcome.hash === second.outcome.hash) return undefined;
    return { step: a.length, message: 'The two executions have the same events and end in different states.' };
  }
  const describe = (run: Pick<RecordedRun, 'nodes' | 'strings'>, columns: typeof a): string => {
    if (step >= columns.length) return 'nothing';
    const { kind, node, name, time } = eventAt({ columns, nodes: run.nodes, strings: run.strings, values: [] }, step);
    return `${kind} ${name}${node === undefined ? '' : ` at ${node}`} at ${time / 1_000} ms`;
  };
  return {
    step,
    message: `The executions diverge at step ${step}: ${describe(first, a)} in the first, ${describe(second, b)} in the second. Something in the file depends on more than the seed.`,
  };
}

/** The violation of a recorded run: what was violated, the events around it, its faults, and how to go on. */
export async function reproduction(file: string, scenario: OpenScenario, recorded: RecordedRun, paint: Paint): Promise<string[]> {
  const { outcome } = recorded;
  const at = Math.min(...outcome.properties.filter(({ verdict }) => verdict === 'violated').map(({ step }) => step ?? 0));
  const from = Math.max(0, at - EXCERPT.before);
  const labels = await scenario.labels(from, at + 1 + EXCERPT.after);
  return [
    ...violationLines(file, outcome, paint),
    '',
    'The events around it:',
    ...excerpt(recorded, labels, from, at, paint),
    ...(recorded.timeline ? ['', 'The faults of this run, to paste into `faults`:', ...recorded.timeline.split('\n').map((line) => `  ${line}`)] : []),
    '',
    `Step back from it in VS Code: run the command "Backstep: Run Simulation" with ${file} and seed ${outcome.seed}.`,
  ];
}

interface SweepFlags {
  readonly seeds: { from: number; to: number };
  readonly workers: number;
  readonly json?: boolean;
}

async function sweep(file: string, { seeds, workers, json }: SweepFlags): Promise<number> {
  const report = await sweepWithProgress(createRunner(), file, seeds, workers, !json);
  if (json) {
    print(JSON.stringify(report));
    return EXIT[report.verdict];
  }
  const paint = painter(process.stdout);
  print(...sweepLines(report, paint));
  const [first] = report.failures;
  if (first) {
    print('', ...(await reportOf(createRunner(), file, first.seed, paint)));
    const more = [...new Set(report.failures.map((failure) => failure.seed))].slice(1, 10);
    if (more.length > 0) print('', `Other failing seeds: ${more.join(', ')}${report.failures.length > 10 ? ', …' : ''}`);
  }
  return EXIT[report.verdict];
}

async function reportOf(runner: Runner, file: string, seed: number, paint: Paint): Promise<string[]> {
  return withScenario(runner, file, async (scenario) => reproduction(file, scenario, await scenario.record(seed), paint));
}

/** Sweeps with a bar on a terminal, and silently elsewhere. */
export async function sweepWithProgress(
  runner: Runner,
  file: string,
  seeds: { from: number; to: number },
  workers: number,
  mayShow: boolean,
): Promise<SweepReport> {
  if (!mayShow || !process.stderr.isTTY) return runner.sweep(file, seeds, { workers });
  const bar = new SingleBar({ format: '{bar} {value}/{total} seeds, {rate} seeds/s, {failing} failing', clearOnComplete: true, hideCursor: true, stream: process.stderr });
  bar.start(seeds.to - seeds.from + 1, 0, { rate: '…', failing: 0 });
  try {
    return await runner.sweep(file, seeds, {
      workers,
      onProgress: ({ done, failures, seedsPerSecond }) => bar.update(done, { rate: Math.round(seedsPerSecond), failing: failures }),
    });
  } finally {
    bar.stop();
  }
}

async function replay(path: string, { json }: { json?: boolean }): Promise<number> {
  const { header, trace } = await readTraceFile(path);
  const file = resolve(header.file);
  if (!existsSync(file)) throw new UsageError(`The trace names ${header.file} as its source, which is not there: run it from the folder where it was made.`);
  const { verdict, sourceChanged, difference } = await withScenario(createRunner(), file, async (scenario) => {
    const again = await scenario.record(trace.outcome.seed, trace.byzantine);
    const columns = trace.columns.time.buffer as ArrayBuffer;
    const original = { ...header, columns, length: header.length, timeline: '' } as RecordedRun;
    return {
      verdict: worst(again.outcome.properties.map((property) => property.verdict)),
      sourceChanged: scenario.description.sourceHash !== header.sourceHash,
      difference: firstDifference(original, again),
    };
  });
  const identical = difference === undefined;
  if (json) {
    print(JSON.stringify({ trace: path, file: header.file, scenario: header.outcome.scenario, seed: header.outcome.seed, identical, sourceChanged, ...(difference ? { divergence: difference.step, because: difference.message } : {}), verdict }));
  } else {
    if (sourceChanged) print(`${header.file} has changed since the trace was made.`);
    print(identical ? `Identical: ${header.length} events of seed ${header.outcome.seed}, hash ${header.outcome.hash}.` : difference.message);
  }
  if (!identical) return EXIT_USAGE;
  return EXIT[verdict];
}

/** The fixed fields of `run --json`. */
function jsonOutcome({ scenario, seed, verdict, properties, events, simulatedMicroseconds, hash, faults }: Outcome): object {
  return {
    scenario, seed, verdict,
    properties: properties.map(({ name, kind, verdict: of, step, time, because }) => ({ name, kind, verdict: of, step, time, because })),
    events, simulatedMicroseconds, hash, faults,
  };
}

function print(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}
