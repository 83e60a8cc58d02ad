import { resolve } from 'node:path';
import { Option } from 'commander';
import { EXPLORED_SEED, exploreScenario, type ExploreOptions } from '../explore.ts';
import { exploreLines } from '../report/explore-report.ts';
import { failureReport } from '../report/failure-report.ts';
import { painter } from '../report/paint.ts';
import { commandFor } from '../report/words.ts';
import { UsageError } from '../seeds.ts';
import { writeWhole } from '../trace-file.ts';
import { command } from './command.ts';
import { EXIT, EXIT_REFUSED } from './exit.ts';
import { untilInterrupted } from './interrupt.ts';
import { limitOptions, runnerWithin, type LimitFlags } from './limits.ts';
import { checked, option } from './options.ts';
import { print, printDivergence, printJson } from './output.ts';
import { withScenario } from './with-scenario.ts';

interface ExploreFlags extends LimitFlags {
  readonly scenario?: string;
  readonly depth?: number;
  readonly states: number;
  readonly por: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

export const explore = command<ExploreFlags>({
  usage: 'explore <file>',
  description: 'visit every state of a small scenario, in every order of messages, timers and faults; Ctrl+C ends it with what was found',
  options: [
    option.scenario(),
    new Option('--depth <n>', 'so many moves from the start at most').argParser(checked(count('moves'))),
    new Option('--states <n>', 'so many distinct states at most').argParser(checked(count('states'))).default(200_000, '200,000'),
    new Option('--no-por', 'no partial order reduction: go through every order of transitions, also where they commute'),
    new Option('--out <file>', 'write the trace of the shortest counterexample, or else of the first deadlock, to a .backstep file'),
    ...limitOptions(),
    option.json(),
  ],
  execute: (file, { scenario: wanted, depth, states, por, out, json, ...limits }) =>
    withScenario(runnerWithin(limits), { file, scenario: wanted }, async (scenario) => {
      const bounds = { states, por, ...(depth === undefined ? {} : { depth }) };
      const report = await untilInterrupted((signal) => exploreScenario(scenario, { ...bounds, signal, ...progressOn(process.stderr) }));
      const { counterexample, deadlocks, verdict } = report;
      const paint = painter(process.stdout);
      if (json) printJson(report);
      else print(...exploreLines(report, paint));
      const order = counterexample?.order ?? deadlocks.order;
      if (!order) return EXIT[verdict];
      const recorded = await scenario.record(EXPLORED_SEED, { order });
      const isKept = out !== undefined && (await writeWhole(resolve(out), await scenario.traceFile()));
      if (!json) {
        const told = counterexample ? ['', ...(await failureReport(file, scenario, recorded, paint))] : [];
        print(
          ...told,
          ...(out === undefined ? [] : ['', `Trace written to ${out}.${isKept ? ` Look at it with: ${commandFor('show', out)}` : ''}`]),
        );
      }
      if (!recorded.divergence) return EXIT[verdict];
      printDivergence(recorded.divergence);
      return EXIT_REFUSED;
    }),
});

function count(what: string): (text: string) => number {
  return (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : 0;
    if (number > 0) return number;
    throw new UsageError(`'${text}' is not a number of ${what}: use 1 or more.`);
  };
}

/** One line that is written over and over, where that is a terminal. */
function progressOn(stream: NodeJS.WriteStream): Pick<ExploreOptions, 'onProgress'> {
  if (!stream.isTTY) return {};
  return {
    onProgress: ({ states, toDo, diameter }) =>
      void stream.write(`\r\u001b[2K${states} states, ${toDo} to leave, ${diameter} moves from the start\r`),
  };
}
