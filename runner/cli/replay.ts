import { resolve } from 'node:path';
import { Option } from 'commander';
import type { TraceHeader } from '../../sim-core/trace/codec.ts';
import { packColumns } from '../../sim-core/trace/columns.ts';
import { changesOf } from '../../sim-core/trace/run-changes.ts';
import { recordedExecution } from '../determinism.ts';
import { differentContent, divergenceOf, divergenceText, divergenceCure } from '../divergence.ts';
import { lookJson, lookLines } from '../report/look-report.ts';
import { painter } from '../report/paint.ts';
import { Room } from '../report/room.ts';
import type { Runner } from '../runner-api.ts';
import { UsageError } from '../seeds.ts';
import { readTraceFile, sourceIn, unpackTrace } from '../trace-file.ts';
import { command } from './command.ts';
import { EXIT, EXIT_REFUSED } from './exit.ts';
import { limitOptions, runnerWithin, type LimitFlags } from './limits.ts';
import { lookOptions, lookUp, requireNodes, wantsLook, type LookFlags } from './looks.ts';
import { option } from './options.ts';
import { print, printError, printJson } from './output.ts';
import { withScenario } from './with-scenario.ts';

interface ReplayFlags extends LookFlags, LimitFlags {
  readonly source?: string;
  readonly json?: boolean;
}

export const replay = command<ReplayFlags>({
  usage: 'replay <trace>',
  description: 'run what a .backstep file recorded again, and compare',
  options: [
    new Option('--source <file>', 'the file to run, in place of the one that the trace names'),
    ...lookOptions(),
    ...limitOptions(),
    option.json(),
  ],
  async execute(path, flags) {
    const { json } = flags;
    const { header, trace } = await readTraceFile(path);
    requireNodes(flags, trace.nodes);
    const file = sourceOf(header, flags.source);
    const runner = runnerWithin(flags);
    await requireScenario(runner, file, header);
    return withScenario(runner, { file, scenario: header.id }, async (scenario) => {
      const { outcome, nodes, strings } = trace;
      const again = await scenario.record(outcome.seed, changesOf(trace));
      const events = { nodes, strings, length: trace.columns.length, columns: packColumns(trace.columns) };
      const divergence =
        divergenceOf({ when: 'in the trace', outcome, events }, recordedExecution(again, 'now')) ??
        differentContent(trace, unpackTrace(await scenario.traceFile(), 'The run').trace);
      const sourceChanged = scenario.description.sourceHash !== header.sourceHash;
      const { verdict } = again.outcome;
      // Another run than the trace's has nothing to show of it.
      const looked = wantsLook(flags) && !divergence ? await lookUp(trace, flags, scenario.inspect) : undefined;
      if (json) {
        printJson({
          trace: path,
          file: header.file,
          scenario: outcome.scenario,
          id: scenario.description.id,
          parameters: scenario.description.parameters ?? null,
          seed: outcome.seed,
          identical: divergence === undefined,
          sourceChanged,
          divergence: divergence ?? null,
          verdict,
          ...(looked ? lookJson(trace, looked) : {}),
        });
      } else {
        if (sourceChanged) print(`${header.file} has changed since the trace was made.`);
        if (!divergence) print(`Identical: ${events.length} events of seed ${outcome.seed}, hash ${outcome.hash}.`);
        if (looked) print(...lookLines(trace, looked, Room.of(process.stdout), painter(process.stdout)));
      }
      if (!divergence) return EXIT[verdict];
      const cure = sourceChanged
        ? 'To see the recorded run again, go back to the source that it was made from.'
        : divergenceCure(divergence);
      printError(`${divergenceText(divergence)} ${cure}`);
      return EXIT_REFUSED;
    });
  },
});

/** What to run: what somebody says, or else what the trace names. @throws UsageError when that is not there, or outside of this folder. */
function sourceOf(header: TraceHeader, said: string | undefined): string {
  if (said !== undefined) return resolve(said);
  const source = sourceIn(process.cwd(), header);
  if (source === 'absent') {
    throw new UsageError(
      `The trace names ${header.file} as its source, which is not there: run it from the folder where it was made, or say which file it is with --source FILE.`,
    );
  }
  if (source === 'outside') {
    throw new UsageError(
      `The trace names ${header.file} as its source, which is outside of this folder: if you trust that file, run it with --source FILE.`,
    );
  }
  return source.file;
}

/** @throws UsageError when the file no longer has the scenario that was recorded; what older versions made knew only the default one. */
async function requireScenario(runner: Runner, file: string, { id, file: named }: TraceHeader): Promise<void> {
  if (id === undefined) return;
  const known = (await runner.offered(file)).map((offered) => offered.id);
  if (known.includes(id)) return;
  const some = known.slice(0, 12).join(', ');
  throw new UsageError(
    `The trace was made with the scenario ${id}, which ${named} no longer has; it has ${some}${known.length > 12 ? ` and ${known.length - 12} more` : ''}. Go back to the source that it was made from, or record the seed anew.`,
  );
}
