import { durationText } from '../../sim-core/base/duration.ts';
import { packColumns } from '../../sim-core/trace/columns.ts';
import { labelOf } from '../../sim-core/trace/label.ts';
import type { Trace } from '../../sim-core/trace/trace.ts';
import type { RecordedRun } from '../protocol.ts';
import { failureReport } from '../report/failure-report.ts';
import { lookJson, lookLines } from '../report/look-report.ts';
import { painter } from '../report/paint.ts';
import { Room } from '../report/room.ts';
import { runJson, runLines } from '../report/run-report.ts';
import { commandFor } from '../report/words.ts';
import { UsageError } from '../seeds.ts';
import { readTraceFile } from '../trace-file.ts';
import { command } from './command.ts';
import { EXIT } from './exit.ts';
import { lookOptions, lookUp, wantsLook, type LookFlags } from './looks.ts';
import { option } from './options.ts';
import { print, printJson } from './output.ts';

interface ShowFlags extends LookFlags {
  readonly json?: boolean;
}

/** So many events are shown of a run that nothing tells what to look at. */
const FIRST_EVENTS = 40;

/** A trace holds events, what they carried, verdicts, faults and spans; the states of nodes are what the code makes of them. */
export const show = command<ShowFlags>({
  usage: 'show <trace>',
  description: 'show what a .backstep file recorded, without running any code',
  options: [...lookOptions(), option.json()],
  async execute(path, flags) {
    const { header, trace } = await readTraceFile(path);
    const { outcome } = trace;
    // What older versions made knew only the scenario that a file exports by default.
    const { id = 'default' } = header;
    if (flags.state !== undefined)
      throw new UsageError(`A trace holds no states, which only the code can make: run it again with \`${replayCommand(path, flags)}\`.`);
    const looked = await lookUp(trace, wantsLook(flags) ? flags : usual(trace), undefined);
    if (flags.json) {
      const { backstep, file, sourceHash, parameters } = header;
      const run = runJson({ id, parameters }, file, outcome, null);
      printJson({ trace: path, backstep, sourceHash, ...run, ...lookJson(trace, looked) });
      return EXIT[outcome.verdict];
    }
    const paint = painter(process.stdout);
    print(
      ...runLines(outcome, null, paint),
      paint('dim', `Recorded from ${header.file} by Backstep ${header.backstep}; nothing was run to show it.`),
    );
    if (!wantsLook(flags) && outcome.verdict === 'violated') {
      const labels = async (from: number, to: number): Promise<readonly string[]> =>
        Array.from({ length: to - from }, (_, index) => labelOf(trace, from + index));
      print('', ...(await failureReport(header.file, { labels, description: { id } }, recordedOf(trace), paint)));
    } else print(...lookLines(trace, looked, Room.of(process.stdout), paint));
    if (flags.at !== undefined)
      print('', `The states of the nodes then are not in the trace: ${replayCommand(path, flags)} runs the code again and shows them.`);
    return EXIT[outcome.verdict];
  },
});

/** What is shown when nothing is asked for: the violation, or how the run begins. */
function usual({ columns, outcome }: Trace): LookFlags {
  if (columns.length === 0) return {};
  if (outcome.properties.some(({ verdict }) => verdict === 'violated')) return { show: { around: undefined } };
  return { show: { from: { is: 'step', step: 0 }, to: { is: 'step', step: FIRST_EVENTS - 1 } } };
}

function recordedOf({ columns, spans, ...trace }: Trace): RecordedRun {
  return { ...trace, length: columns.length, columns: packColumns(columns), spans: spans.slice().buffer };
}

/** The command that runs the code again and shows the same. */
function replayCommand(path: string, { at, state = [] }: LookFlags): string {
  const where = at === undefined ? [] : ['--at', at.is === 'step' ? at.step : at.is === 'time' ? durationText(at.time) : 'violation'];
  return commandFor('replay', path, ...where, ...state.flatMap((name) => ['--state', name]));
}
