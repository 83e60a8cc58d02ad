import { sentenceOf } from '../../sim-core/base/verdict.ts';
import { failureReport } from '../report/failure-report.ts';
import { painter } from '../report/paint.ts';
import { otherFailures, sweepLines } from '../report/sweep-report.ts';
import { createRunner } from '../runner.ts';
import { command } from './command.ts';
import { EXIT, EXIT_REFUSED } from './exit.ts';
import { option } from './options.ts';
import { print, printDivergence } from './output.ts';
import { sweepWithBar } from './progress-bar.ts';
import { withScenario } from './with-scenario.ts';

interface SweepFlags {
  readonly seeds: { readonly from: number; readonly to: number };
  readonly workers: number;
  readonly checkDeterminism?: boolean;
  readonly json?: boolean;
}

export const sweep = command<SweepFlags>({
  usage: 'sweep <file>',
  description: 'run many seeds of a scenario',
  options: [option.seeds(), option.workers(), option.checkDeterminism(), option.json()],
  async execute(file, { seeds, workers, checkDeterminism = false, json }) {
    const runner = createRunner();
    const options = { workers, checkDeterminism };
    const report = json ? await runner.sweep(file, seeds, options) : await sweepWithBar(runner, file, seeds, options);
    if (json) print(JSON.stringify(report));
    else {
      const paint = painter(process.stdout);
      print(...sweepLines(report, paint, checkDeterminism));
      const [first] = report.failures;
      if (first) {
        const failure = await withScenario(runner, file, async (scenario) =>
          failureReport(file, scenario, await scenario.record(first.seed), paint),
        );
        // A recording in which nothing is violated is a divergence, which is told below.
        print(
          '',
          ...(failure.length > 0
            ? failure
            : [`Seed ${first.seed} violated "${sentenceOf(first.property)}" in the sweep, and did not when it was run again.`]),
        );
        const others = otherFailures(report);
        if (others.length > 0) print('', ...others);
      }
    }
    if (!report.divergence) return EXIT[report.verdict];
    printDivergence(report.divergence);
    return EXIT_REFUSED;
  },
});
