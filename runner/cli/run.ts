import { resolve } from 'node:path';
import type { RunChanges } from '../../sim-core/trace/run-changes.ts';
import { panelRunOf } from '../panel-run.ts';
import { failureReport } from '../report/failure-report.ts';
import { lookJson, lookLines } from '../report/look-report.ts';
import { painter } from '../report/paint.ts';
import { Room } from '../report/room.ts';
import { runJson, runLines } from '../report/run-report.ts';
import { commandFor } from '../report/words.ts';
import { unpackTrace, writeWhole } from '../trace-file.ts';
import { utf8 } from '../utf8.ts';
import { command } from './command.ts';
import { EXIT, EXIT_REFUSED } from './exit.ts';
import { limitOptions, runnerWithin, type LimitFlags } from './limits.ts';
import { lookOptions, lookUp, requireNodes, wantsLook, type LookFlags } from './looks.ts';
import { option } from './options.ts';
import { print, printDivergence, printJson } from './output.ts';
import { withScenario } from './with-scenario.ts';

interface RunFlags extends LookFlags, LimitFlags {
  readonly scenario?: string;
  readonly seed: number;
  readonly strategy?: string;
  readonly out?: string;
  readonly html?: string;
  readonly whatIf?: RunChanges;
  readonly checkDeterminism?: boolean;
  readonly json?: boolean;
}

export const run = command<RunFlags>({
  usage: 'run <file>',
  description: 'run one seed of a scenario',
  options: [
    option.scenario(),
    option.seed(),
    option.strategy(),
    ...lookOptions(),
    option.whatIf(),
    option.out(),
    option.html(),
    option.checkDeterminism(),
    ...limitOptions(),
    option.json(),
  ],
  execute: (file, flags) =>
    withScenario(runnerWithin(flags), { file, scenario: flags.scenario, strategy: flags.strategy }, async (scenario) => {
      const { seed, whatIf, out, html, checkDeterminism, json } = flags;
      requireNodes(flags, scenario.description.nodes);
      const honest = whatIf && html !== undefined ? await scenario.record(seed) : undefined;
      const recorded = await scenario.record(seed, whatIf);
      const { outcome } = recorded;
      const fresh = (await scenario.fresh()) ?? null;
      const paint = painter(process.stdout);
      // Whatever asks the worker for this recording comes before the check, which records again.
      const isKept = out !== undefined && (await writeWhole(resolve(out), await scenario.traceFile()));
      if (html !== undefined) {
        const content = panelRunOf({ description: scenario.description, run: recorded, honest: honest ?? recorded });
        await writeWhole(resolve(html), utf8.encode(await scenario.savedPage(content, process.cwd())));
      }
      // What somebody asks to see takes the place of what would be shown of a violation.
      const trace = wantsLook(flags) ? unpackTrace(await scenario.traceFile(), 'The recording').trace : undefined;
      const looked = trace && (await lookUp(trace, flags, scenario.inspect));
      const failure = json || looked ? [] : await failureReport(file, scenario, recorded, paint);
      const divergence = (checkDeterminism ? await scenario.checkDeterminism(recorded) : undefined) ?? recorded.divergence;
      if (json) {
        const looks = trace && looked ? lookJson(trace, looked) : {};
        printJson({
          ...runJson(scenario.description, file, outcome, fresh),
          ...looks,
          ...(checkDeterminism || divergence ? { divergence } : {}),
        });
      } else {
        print(...runLines(outcome, fresh, paint), ...paragraph(failure));
        if (trace && looked) print(...lookLines(trace, looked, Room.of(process.stdout), paint));
        if (checkDeterminism && !divergence) {
          print(
            '',
            'Deterministic: the same when recorded again in the same worker and in a fresh one, when run without recording, and after seeking.',
          );
        }
        if (html !== undefined) print('', `Diagram written to ${html}. Open it in a browser: it needs neither an editor nor a network.`);
        if (out !== undefined) print('', `Trace written to ${out}.${isKept ? ` Compare it later with: ${commandFor('replay', out)}` : ''}`);
      }
      if (!divergence) return EXIT[outcome.verdict];
      printDivergence(divergence);
      return EXIT_REFUSED;
    }),
});

/** The lines after an empty one, or nothing. */
function paragraph(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}
