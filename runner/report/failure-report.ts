import { visible } from '../../sim-core/base/plain-text.ts';
import { sentenceOf } from '../../sim-core/base/verdict.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { columnsOver } from '../../sim-core/trace/columns.ts';
import { changesNothing, changesOf } from '../../sim-core/trace/run-changes.ts';
import type { LocatedProperty, RecordedRun, ScenarioIdentity } from '../protocol.ts';
import type { OpenScenario } from '../runner-api.ts';
import { EventTable } from './event-table.ts';
import { AROUND, failureWindow, type WindowLine } from './failure-window.ts';
import { faultsUpTo } from './fault-lines.ts';
import type { Paint } from './paint.ts';
import { placeText } from './place-text.ts';
import { exploreCommand, runCommand } from './reproduction.ts';
import { UNBOUNDED } from './room.ts';
import { witnessLines } from './witness-lines.ts';
import { counted, passedWords } from './words.ts';

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
  const changes = changesOf(run);
  const replay = run.order ? exploreCommand(file, scenario.description) : runCommand(file, scenario.description, run.outcome.seed, changes);
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
    run.order
      ? 'Step back from it in VS Code: open the trace that the command writes with --out FILE.backstep.'
      : !changesNothing(changes)
        ? 'Step back from it in VS Code: open the trace that the command writes with --out FILE.backstep.'
        : `Step back from it in VS Code: run the command "Backstep: Run Simulation" with ${file}${id === 'default' ? '' : `, scenario ${id}`} and seed ${run.outcome.seed}.`,
  ];
}

/** The step after which, and the time at which, a property was violated. The step is -1 when nothing had happened. */
interface Moment {
  readonly step: number;
  readonly time: number;
  /** What was violated, where no event did it but time that passed after the step. */
  readonly passed: LocatedProperty | undefined;
}

function momentOf(property: LocatedProperty, { length }: RecordedRun): Moment {
  const { step = -1, time = 0, eventTime } = property;
  return { step: Math.min(step, length - 1), time, passed: eventTime === undefined ? undefined : property };
}

function violationLines(replay: string, run: RecordedRun, property: LocatedProperty, paint: Paint): string[] {
  const { outcome } = run;
  const { name, kind, because, beyond, location, witness = [], stack = [] } = property;
  return [
    paint(['red', 'bold'], `${kind} violated: ${sentenceOf(name)}`),
    ...(because ? [`  ${because}`] : []),
    ...(beyond ? [paint('yellow', `  ${beyond}`)] : []),
    ...witnessLines(witness).map((line) => `    ${line}`),
    ...(stack.length > 0 ? stack : location ? [location] : []).map((frame) => `    at ${placeText(frame)}`),
    `  scenario  ${visible(outcome.scenario)}`,
    ...(run.order ? [] : [`  seed      ${outcome.seed}`]),
    ...(outcome.strategy === undefined ? [] : [`  strategy  ${outcome.strategy}`]),
    ...whenLines(momentOf(property, run), property),
    `  replay    ${paint('cyan', replay)}`,
  ];
}

function whenLines({ step, time, passed }: Moment, { deadline, eventTime = time }: LocatedProperty): string[] {
  if (step < 0) return [`  step      none: no event had happened at ${timeText(time)}`];
  if (!passed) return [`  step      ${step} at ${timeText(time)}`];
  const promised = deadline ? `, when its deadline passed; promised at ${timeText(deadline.promised)}` : ', as time passed';
  return [`  time      ${timeText(time)}${promised}`, `  step      after ${step}, the last event before, at ${timeText(eventTime)}`];
}

async function eventLines(
  scenario: Pick<OpenScenario, 'labels'>,
  run: RecordedRun,
  { step, time, passed }: Moment,
  paint: Paint,
): Promise<string[]> {
  const columns = columnsOver(run.columns, run.length, run.length);
  // What time brought about was not caused by the event that came before it.
  const lines = failureWindow(columns, step, passed ? AROUND : undefined);
  if (lines.length === 0) return ['No event happened in this run: it was violated as time passed.'];
  const labels = await labelsOf(scenario, lines);
  const trace = { nodes: run.nodes, strings: run.strings, values: [], columns };
  const table = new EventTable(trace, UNBOUNDED);
  const eventLine = (at: number, isCause: boolean): string => {
    const isIt = at === step && !passed;
    const sign = isIt ? '▶' : isCause ? '•' : ' ';
    const line = table.line(at, labels.get(at) ?? '', sign);
    return isIt ? paint(['red', 'bold'], line) : line;
  };
  const passedLine = (property: LocatedProperty): string => {
    return paint(['red', 'bold'], table.between(time, `${passedWords(property.kind)}: ${sentenceOf(property.name)}`));
  };
  return [
    lines.some((line) => 'step' in line && line.isCause) ? 'The events around it, and what led to it (•):' : 'The events around it:',
    ...lines.flatMap((line) => {
      if (!('step' in line)) return [paint('dim', `          … ${counted(line.skipped, 'event')} skipped`)];
      const event = eventLine(line.step, line.isCause);
      return passed && line.step === step ? [event, passedLine(passed)] : [event];
    }),
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
