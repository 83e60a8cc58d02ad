import { Option } from 'commander';
import { explainSeed, FUTURES } from '../explain.ts';
import { painter } from '../report/paint.ts';
import { explanationJson, storyLines } from '../report/story-lines.ts';
import { parseFutures, UsageError } from '../seeds.ts';
import { command } from './command.ts';
import { EXIT } from './exit.ts';
import { limitOptions, runnerWithin, type LimitFlags } from './limits.ts';
import { checked, option } from './options.ts';
import { print, printJson } from './output.ts';
import { withScenario } from './with-scenario.ts';

interface ExplainFlags extends LimitFlags {
  readonly scenario?: string;
  readonly seed: number;
  readonly futures: number;
  readonly strategy?: string;
  readonly json?: boolean;
}

export const explainSeedCommand = command<ExplainFlags>({
  usage: 'explain <file>',
  description: 'tell how a failing seed came to its violation: what of its causal past mattered, and what would have had to be otherwise',
  options: [
    option.scenario(),
    option.seed(),
    option.strategy(),
    new Option('--futures <n>', 'how many other futures are executed from each point before the violation; 0 for none')
      .argParser(checked(parseFutures))
      .default(FUTURES),
    ...limitOptions(),
    option.json(),
  ],
  execute: (file, { scenario: wanted, seed, strategy, futures, json, ...limits }) =>
    withScenario(runnerWithin(limits), { file, scenario: wanted, strategy }, async (scenario) => {
      const explained = await explainSeed(scenario, seed, futures);
      if (!explained)
        throw new UsageError(`Seed ${seed} violates nothing, so there is nothing to explain. Find a seed that does with a sweep.`);
      if (json) printJson(explanationJson(explained, scenario.description.name));
      else print(...storyLines(explained, painter(process.stdout)));
      return EXIT.violated;
    }),
});
