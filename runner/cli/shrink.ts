import { strategyOfSeed } from '../../sim-core/choices/strategy.ts';
import { painter } from '../report/paint.ts';
import { shrinkLines } from '../report/shrink-report.ts';
import { savedLine } from '../report/saved-line.ts';
import { saveRegressionSeeds } from '../regression-seeds.ts';
import { shrinkSeed, type ShrinkOptions } from '../shrink.ts';
import { UsageError } from '../seeds.ts';
import { command } from './command.ts';
import { EXIT } from './exit.ts';
import { untilInterrupted } from './interrupt.ts';
import { limitOptions, runnerWithin, type LimitFlags } from './limits.ts';
import { option } from './options.ts';
import { print, printError, printJson } from './output.ts';
import { withScenario } from './with-scenario.ts';

interface ShrinkFlags extends LimitFlags {
  readonly scenario?: string;
  readonly seed: number;
  readonly strategy?: string;
  readonly save?: boolean;
  readonly json?: boolean;
}

export const shrink = command<ShrinkFlags>({
  usage: 'shrink <file>',
  description: 'find fewer and shorter faults with the same violation; Ctrl+C gives the best so far',
  options: [option.scenario(), option.seed(), option.strategy(), option.save(), ...limitOptions(), option.json()],
  execute: (file, { scenario: wanted, seed, strategy, save, json, ...limits }) =>
    withScenario(runnerWithin(limits), { file, scenario: wanted, strategy }, async (scenario) => {
      const report = await untilInterrupted((signal) => shrinkSeed(scenario, seed, { signal, ...progressOn(process.stderr) }));
      if (!report)
        throw new UsageError(`Seed ${seed} violates nothing, so there is nothing to shrink. Find a seed that does with a sweep.`);
      if (json) printJson(report);
      else print(...shrinkLines(report, painter(process.stdout)));
      if (save) {
        const { property, faults, duration } = report;
        const shrunk = { faults, ...(duration === undefined ? {} : { duration }) };
        const found = { seed, strategy: strategy && strategyOfSeed(strategy, seed), shrunk, property, scenario: scenario.description.id };
        (json ? printError : print)(savedLine(await saveRegressionSeeds(file, [found], new Date()), file));
      }
      return EXIT.violated;
    }),
});

/** One line that is written over and over, where that is a terminal. */
function progressOn(stream: NodeJS.WriteStream): Pick<ShrinkOptions, 'onProgress'> {
  if (!stream.isTTY) return {};
  return { onProgress: ({ runs, faults }) => void stream.write(`\r\u001b[2K${runs} runs, ${faults} faults left\r`) };
}
