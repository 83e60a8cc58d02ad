import { sentenceOf } from '../../sim-core/base/verdict.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { columnsOver } from '../../sim-core/trace/columns.ts';
import { eventAt } from '../../sim-core/trace/trace.ts';
import type { LocatedProperty, RecordedRun, ScenarioIdentity } from '../protocol.ts';
import type { OpenScenario } from '../runner-api.ts';
import { failureWindow, type WindowLine } from './failure-window.ts';
import { faultsUpTo } from './fault-lines.ts';
import type { Paint } from './paint.ts';
import { placeText } from './place-text.ts';
import { runCommand } from './reproduction.ts';
import { counted, countText } from './words.ts';

/** What a report needs of an open scenario, which must hold the recording. */
export interface ToldScenario extends Pick<OpenScenario, 'labels'> {
  readonly description: Pick<ScenarioIdentity, 'id'>;
}

/**
 * The violation of a recorded run as its own reproduction: what was violated, the events that led to
 * it, the faults that could have mattered, and how to go on.
 */
export async function failureReport(file: string, scenario: ToldScenario, run: RecordedRun, paint: Paint): Promise<string[]> {
  const { id } = scenario.description;
  const replay = runCommand(file, scenario.description, run.outcome.seed);
  const violated = run.outcome.properties.filter(({ verdict }) => verdict === 'violated');
  const [first] = violated.map((property) => momentOf(property, run)).sort((a, b) => a.step - b.step || a.time - b.time);
  if (!first) return [];
  const faults = faultsUpTo(first, run.faults, paint);
  return [
    ...violated.flatMap((property) => violationLines(replay, run, property, paint)),
    '',
    ...(await eventLines(scenario, run, first, paint)),
    ...(faults.length > 0 ? ['', ...faults] : []),
    '',
    `Step back from it in VS Code: run the command "Backstep: Run Simulation" with ${file}${id === 'default' ? '' : `, scenario ${id}`} and seed ${run.outcome.seed}.`,
  ];
}

/** The step after which, and the time at which, a property was violated. The step is -1 when nothing had happened. */
interface Moment {
  readonly step: number;
  readonly time: number;
}

function momentOf({ step = -1, time = 0 }: LocatedProperty, { length }: RecordedRun): Moment {
  return { step: Math.min(step, length - 1), time };
}

function violationLines(replay: string, run: RecordedRun, property: LocatedProperty, paint: Paint): string[] {
  const { outcome } = run;
  const { name, kind, because, location, stack = [] } = property;
  const { step, time } = momentOf(property, run);
  return [
    paint(['red', 'bold'], `${kind} violated: ${sentenceOf(name)}`),
    ...(because ? [`  ${because}`] : []),
    ...(stack.length > 0 ? stack : location ? [location] : []).map((frame) => `    at ${placeText(frame)}`),
    `  scenario  ${outcome.scenario}`,
    `  seed      ${outcome.seed}`,
    `  step      ${step < 0 ? 'none: no event had happened' : step} at ${timeText(time)}`,
    `  replay    ${paint('cyan', replay)}`,
  ];
}

async function eventLines(
  scenario: Pick<OpenScenario, 'labels'>,
  run: RecordedRun,
  { step, time }: Moment,
  paint: Paint,
): Promise<string[]> {
  const columns = columnsOver(run.columns, run.length, run.length);
  const lines = failureWindow(columns, step);
  if (lines.length === 0) return ['No event happened in this run: it was violated as time passed.'];
  const labels = await labelsOf(scenario, lines);
  const waited = step >= 0 && columns.time[step]! < time;
  const trace = { nodes: run.nodes, strings: run.strings, values: [], columns };
  const width = Math.max(...run.nodes.map((name) => name.length));
  const eventLine = (at: number, isCause: boolean): string => {
    const { time: when, kind, node, peer } = eventAt(trace, at);
    const who = (node ?? '').padEnd(width);
    const other = peer === undefined ? '' : kind === 'send' ? `→ ${peer}` : `← ${peer}`;
    const sign = at === step ? '▶' : isCause ? '•' : ' ';
    const line =
      `${sign} ${String(at).padStart(6)}  ${timeText(when).padStart(14)}  ${who}  ${kind.padEnd(9)} ${other.padEnd(width + 2)}  ${labels.get(at) ?? ''}`.trimEnd();
    return at === step ? paint(['red', 'bold'], line) : line;
  };
  return [
    lines.some((line) => 'step' in line && line.isCause) ? 'The events around it, and what led to it (•):' : 'The events around it:',
    ...lines.map((line) =>
      'step' in line ? eventLine(line.step, line.isCause) : paint('dim', `          … ${counted(line.skipped, 'event')} skipped`),
    ),
    ...(waited
      ? [`It was violated as time passed, ${timeText(time - columns.time[step]!)} after step ${countText(step)}: at ${timeText(time)}.`]
      : []),
    ...(step < 0 ? [`It was violated at ${timeText(time)}, before the first event.`] : []),
  ];
}

/** The labels of the events that are shown, asked for in one call for each stretch of them. */
async function labelsOf(scenario: Pick<OpenScenario, 'labels'>, lines: readonly WindowLine[]): Promise<ReadonlyMap<number, string>> {
  const stretches: { from: number; to: number }[] = [];
  for (const line of lines) {
    if (!('step' in line)) continue;
    const last = stretches.at(-1);
    if (last?.to === line.step) last.to += 1;
    else stretches.push({ from: line.step, to: line.step + 1 });
  }
  const labelled = await Promise.all(
    stretches.map(async ({ from, to }) => (await scenario.labels(from, to)).map((label, index) => [from + index, label] as const)),
  );
  return new Map(labelled.flat());
}
