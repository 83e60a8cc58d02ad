import { worst } from '../sim-core/base/verdict.ts';
import { compileScenario, type CompiledScenario } from './compile.ts';
import type { ScenarioIdentity, SweepReport, SweepTable } from './protocol.ts';
import { RunnerProblems, type SweepOptions } from './runner-api.ts';
import { ScenarioProcess } from './scenario-process.ts';
import type { WorkerEnvironment } from './scenario-thread.ts';
import { sweepCompiled, type SweepRange } from './sweep.ts';

/** The scenarios of a file that a text means, all of them without a text. @throws RunnerProblems when there is none. */
export async function offeredBy(
  compiled: Promise<CompiledScenario>,
  wanted: string | undefined,
  environment: WorkerEnvironment,
): Promise<readonly ScenarioIdentity[]> {
  const process = new ScenarioProcess(compiled, environment);
  try {
    return await process.calls.offered(wanted);
  } finally {
    process.close();
  }
}

/**
 * Sweeps several scenarios of a file, one after the other, each in workers of its own, so that none can feel
 * that there are others. A mistake in any of them is told before the first seed of the first.
 */
export async function sweepAll(range: SweepRange, options: SweepOptions, environment: WorkerEnvironment): Promise<SweepTable> {
  const { file } = range;
  options.signal?.throwIfAborted();
  const started = performance.now();
  // The process starts while the file is compiled.
  const compiling = compileScenario(file);
  const process = new ScenarioProcess(compiling, environment);
  try {
    const compiled = await compiling;
    const chosen = await process.calls.offered(options.scenario);
    const areSeveral = chosen.length > 1;
    if (areSeveral) for (const { id } of chosen) await process.load(id);
    const scenarios: SweepReport[] = [];
    for (const { id } of chosen) {
      options.signal?.throwIfAborted();
      const one = { ...withProgressOfAll(options, scenarios, chosen.length), scenario: id };
      // Starting a process is a good part of the time to the first seed, so that a single scenario is run in this one.
      const sweeping = sweepCompiled(range, one, environment, compiled, areSeveral ? undefined : process);
      scenarios.push(await (areSeveral ? sweeping.catch((error: unknown) => tellWhich(id, error)) : sweeping));
    }
    return {
      file,
      seeds: longest(scenarios),
      verdict: worst(scenarios.map(({ verdict }) => verdict)),
      wallSeconds: (performance.now() - started) / 1_000,
      scenarios,
    };
  } finally {
    process.close();
  }
}

/** The most seeds that one of the scenarios was run with: of a part, and of a sweep that ended early, these are fewer than were asked for. */
function longest(scenarios: readonly SweepReport[]): SweepReport['seeds'] {
  return scenarios.map(({ seeds }) => seeds).reduce((most, seeds) => (seeds.run > most.run ? seeds : most));
}

/** Tells of the progress of one scenario as part of that of all. */
function withProgressOfAll({ onProgress, ...options }: SweepOptions, before: readonly SweepReport[], all: number): SweepOptions {
  if (!onProgress) return options;
  const done = before.reduce((sum, { seeds }) => sum + seeds.run, 0);
  const failures = before.reduce((sum, { counts }) => sum + counts.violated, 0);
  return {
    ...options,
    onProgress: (now) => onProgress({ ...now, done: done + now.done, total: now.total * all, failures: failures + now.failures }),
  };
}

/** A problem of one of several scenarios says which. */
function tellWhich(id: string, error: unknown): never {
  if (!(error instanceof RunnerProblems)) throw error;
  throw new RunnerProblems(error.problems.map((problem) => ({ ...problem, message: `${id}: ${problem.message}` })));
}
