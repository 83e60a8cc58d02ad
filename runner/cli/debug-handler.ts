import { Option } from 'commander';
import type { RunChanges } from '../../sim-core/trace/run-changes.ts';
import { parsePoint, spotOf, type Point } from '../points.ts';
import { asTyped, placeText } from '../report/place-text.ts';
import { createRunner } from '../runner.ts';
import { UsageError } from '../seeds.ts';
import { handlerOfStep, readable } from '../source-of-step.ts';
import { command } from './command.ts';
import { EXIT_REFUSED } from './exit.ts';
import { checked, option } from './options.ts';
import { print, printError, printJson } from './output.ts';
import { withScenario } from './with-scenario.ts';

interface DebugHandlerFlags {
  readonly scenario?: string;
  readonly seed: number;
  readonly strategy?: string;
  readonly at: Point;
  readonly whatIf?: RunChanges;
  readonly handlerLimit: number;
  readonly json?: boolean;
}

const GONE = 'The process of the replay has ended before the run had. Start it again.';
const CHANGED =
  'What followed was another run than the recorded one: something was changed in the debugger, or the run depends on more than its seed.';
const UNSTOPPED = 'The run went on to its end without stopping: what handles that step is none of your functions.';

export const debugHandler = command<DebugHandlerFlags>({
  usage: 'debug-handler <file>',
  description: 'replay a run up to the handler of a step, and let any JavaScript debugger attach there',
  options: [
    option.scenario(),
    option.seed(),
    option.strategy(),
    new Option('--at <time|step>', 'the step whose handler is debugged: 120, at 4.2s, or at the violation')
      .argParser(checked(parsePoint))
      .default({ is: 'violation' }, 'violation'),
    option.whatIf(),
    option.handlerLimit(),
    option.json(),
  ],
  execute: (file, { scenario: wanted, seed, strategy, at, whatIf = {}, handlerLimit, json }) =>
    withScenario(createRunner({ watchdogMilliseconds: handlerLimit }), { file, scenario: wanted, strategy }, async (scenario) => {
      const run = await scenario.record(seed, whatIf);
      const { step } = spotOf(at, { ...readable(run), outcome: run.outcome });
      const handled = handlerOfStep(readable(run), step, scenario.description.handlers);
      if (!handled?.location)
        throw new UsageError(`No handler of yours ran at step ${step} of seed ${seed}: name the step of a message, a timer or a start.`);
      const { node, handler, location } = handled;
      const execution = { seed, changes: whatIf, step: handled.step, node, hash: run.outcome.hash };
      const { url, ended, close } = await scenario.debugHandler(execution);
      try {
        if (json)
          printJson({ file: asTyped(file), scenario: scenario.description.id, seed, step: handled.step, node, handler, location, url });
        else {
          print(
            `Step ${handled.step} of seed ${seed} is handled by ${handler} of '${node}': ${placeText(location)}`,
            `Its replay stands before it and waits for a debugger, such as: node inspect ${new URL(url).host}`,
            `Chrome finds it at chrome://inspect, and others at ${url}. They stop where the handler begins.`,
          );
        }
        const end = await ended;
        const wrong = end === undefined ? GONE : end.same ? undefined : CHANGED;
        if (wrong !== undefined) printError(wrong);
        else if (!json) print(end?.stopped ? `The run went on to its end, and was the recorded one: hash ${execution.hash}.` : UNSTOPPED);
        return wrong === undefined ? 0 : EXIT_REFUSED;
      } finally {
        close();
      }
    }),
});
