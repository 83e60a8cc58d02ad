import { resolve } from 'node:path';
import { Option } from 'commander';
import { sentenceOf } from '../../sim-core/base/verdict.ts';
import type { SweepReport, SweepTable } from '../protocol.ts';
import { RunnerProblems, type Runner, type SweepOptions, type Until } from '../runner-api.ts';
import { UsageError } from '../seeds.ts';
import { failureReport } from '../report/failure-report.ts';
import { githubLines } from '../report/github.ts';
import { junit } from '../report/junit.ts';
import { painter, type Paint } from '../report/paint.ts';
import { sweptShrinkLines } from '../report/shrink-report.ts';
import { groupLines, otherFailures } from '../report/sweep-report.ts';
import { otherScenarios } from '../report/sweep-table.ts';
import { savedLine } from '../report/saved-line.ts';
import { saveRegressionSeeds } from '../regression-seeds.ts';
import type { Shard } from '../shard.ts';
import { AFTER_A_SWEEP, shrinkSeed, type ShrinkReport } from '../shrink.ts';
import { writeWhole } from '../trace-file.ts';
import { command } from './command.ts';
import { limitOptions, runnerWithin, type LimitFlags } from './limits.ts';
import { option } from './options.ts';
import { print, printError } from './output.ts';
import { sweepWithBar } from './progress-bar.ts';
import { sweepByQueue } from './queued.ts';
import { conclude, printSwept } from './swept.ts';
import { withScenario } from './with-scenario.ts';

interface SweepFlags extends LimitFlags {
  readonly scenario?: string;
  readonly seeds: { readonly from: number; readonly to: number };
  readonly workers?: number;
  readonly strategy?: string;
  readonly checkDeterminism?: boolean;
  readonly shard?: Shard;
  readonly until?: Until;
  readonly junit?: string;
  readonly github?: boolean;
  readonly save?: boolean;
  readonly shrink: boolean;
  readonly queue?: string;
  readonly portion?: number;
  readonly json?: boolean;
}

export const sweep = command<SweepFlags>({
  usage: 'sweep <file>',
  description: 'run many seeds of a scenario, or of all scenarios of a file',
  options: [
    option.scenario(),
    option.seeds(),
    option.workers(),
    option.strategyOfSweep(),
    option.until(),
    option.shard(),
    option.checkDeterminism(),
    option.junit(),
    option.github(),
    option.save(),
    new Option('--no-shrink', 'do not shrink the first failing seed'),
    option.queue(),
    option.portion(),
    ...limitOptions(),
    option.json(),
  ],
  async execute(
    file,
    {
      scenario,
      seeds,
      workers,
      strategy,
      shard,
      until,
      junit: junitFile,
      github,
      save,
      shrink,
      checkDeterminism = false,
      queue,
      portion,
      json,
      ...limits
    },
  ) {
    const runner = runnerWithin(limits);
    const options: SweepOptions = {
      checkDeterminism,
      ...(workers === undefined ? {} : { workers }),
      ...(scenario === undefined ? {} : { scenario }),
      ...(shard ? { shard } : {}),
      ...(strategy === undefined ? {} : { strategy }),
      ...(until === undefined ? {} : { until }),
    };
    if (queue === undefined && portion !== undefined)
      throw new UsageError('--portion is for a sweep by --queue: without one, workers share the seeds.');
    const swept =
      queue !== undefined
        ? await sweepByQueue(file, seeds, options, { queue, portion, ...limits })
        : json
          ? await runner.sweepAll(file, seeds, options)
          : await sweepWithBar(runner, file, seeds, options);
    const table = shrink ? await withShrunk(runner, swept) : swept;
    const { scenarios } = table;
    printSwept(table, { json, thoroughly: checkDeterminism });
    if (!json) await printFailures(runner, table);
    if (junitFile !== undefined) await writeWhole(resolve(junitFile), Buffer.from(junit(scenarios)));
    if (save) await saveFound(table, json ? printError : print);
    if (github) await annotate(runner, scenarios, json ? printError : print);
    return conclude(table);
  },
});

/** What to look at first, and what else fails. */
async function printFailures(runner: Runner, { file, scenarios }: SweepTable): Promise<void> {
  const paint = painter(process.stdout);
  const failing = scenarios.find(({ failures }) => failures.length > 0);
  if (!failing) return;
  print('', ...(await firstFailure(runner, failing, paint)));
  if (failing.shrunk) print('', ...sweptShrinkLines(failing.shrunk, failing, paint));
  for (const others of [groupLines(failing), otherFailures(failing), otherScenarios(file, scenarios, failing)])
    if (others.length > 0) print('', ...others);
}

/** Shrinks the first failing seed of each scenario, as far as that is done in little time. */
async function withShrunk(runner: Runner, table: SweepTable): Promise<SweepTable> {
  const scenarios: SweepReport[] = [];
  for (const report of table.scenarios) scenarios.push({ ...report, shrunk: (await shrunkOf(runner, report)) ?? null });
  return { ...table, scenarios };
}

async function shrunkOf(runner: Runner, { file, id, failures: [first], divergence }: SweepReport): Promise<ShrinkReport | undefined> {
  if (!first || divergence) return undefined;
  try {
    return await withScenario(runner, { file, scenario: id, strategy: first.strategy }, (scenario) =>
      shrinkSeed(scenario, first.seed, { budget: AFTER_A_SWEEP }),
    );
  } catch (error) {
    // What the sweep has found stands without it, and `backstep shrink` says why it cannot be shrunk.
    if (error instanceof RunnerProblems) return undefined;
    throw error;
  }
}

/** Writes one seed for each cause beside the scenario. */
async function saveFound({ file, scenarios }: SweepTable, tell: (...lines: string[]) => void): Promise<void> {
  const found = scenarios.flatMap(({ id, groups, failures }) =>
    groups.map(({ property, smallest }) => {
      const { strategy } = failures.find((failure) => failure.seed === smallest && failure.property === property)!;
      return { seed: smallest, strategy, shrunk: undefined, property, scenario: id };
    }),
  );
  tell(savedLine(await saveRegressionSeeds(file, found, new Date()), file));
}

/** GitHub reads its commands on standard error too, where they leave the one object on standard output alone. */
async function annotate(runner: Runner, scenarios: readonly SweepReport[], tell: (...lines: string[]) => void): Promise<void> {
  for (const report of scenarios) {
    const { file, id } = report;
    if (report.verdict === 'held' && !report.divergence) continue;
    tell(...(await withScenario(runner, { file, scenario: id }, async ({ description }) => githubLines(report, description))));
  }
}

/** The report of the first failing seed of a scenario. */
async function firstFailure(runner: Runner, { file, id, failures }: SweepReport, paint: Paint): Promise<readonly string[]> {
  const [{ seed, property, strategy }] = failures as readonly [SweepReport['failures'][number]];
  const report = await withScenario(runner, { file, scenario: id, strategy }, async (scenario) =>
    failureReport(file, scenario, await scenario.record(seed), paint),
  );
  // A recording in which nothing is violated is a divergence, which is told after this.
  return report.length > 0 ? report : [`Seed ${seed} violated "${sentenceOf(property)}" in the sweep, and did not when it was run again.`];
}
