import { visible } from '../../sim-core/base/plain-text.ts';
import { sentenceOf } from '../../sim-core/base/verdict.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { labelOf } from '../../sim-core/trace/label.ts';
import { eventAt, type Trace } from '../../sim-core/trace/trace.ts';
import type { Explanation, Otherwise, StoryEvent } from '../explain.ts';
import { EventTable } from './event-table.ts';
import type { Paint } from './paint.ts';
import { UNBOUNDED } from './room.ts';
import { inevitableJson, inevitableLines } from './inevitable-lines.ts';
import { counted } from './words.ts';

const SIGNS = { violation: '▶', cause: '•', needed: '!' } as const satisfies Record<StoryEvent['why'], string>;

/** How a violation came about, as a story in order. */
export function storyLines({ explanation, trace }: { explanation: Explanation; trace: Trace }, paint: Paint): string[] {
  const { seed, property, before, past, story, otherwise, runs, isWhole } = explanation;
  const table = new EventTable(trace, UNBOUNDED);
  return [
    paint(['red', 'bold'], `${property.kind} violated: ${sentenceOf(property.name)}`),
    ...(property.because ? [`  ${property.because}`] : []),
    `  seed ${seed}, at ${timeText(property.time ?? 0)}. Of ${counted(before, 'event')} up to then ${counted(past, 'event')} happened before it in the sense of Lamport, and these mattered:`,
    '',
    ...story.map(({ step, why }) => {
      const line = table.line(step, labelOf(trace, step), SIGNS[why]);
      return why === 'violation' ? paint(['red', 'bold'], line) : why === 'needed' ? paint('yellow', line) : line;
    }),
    ...(story.some(({ why }) => why !== 'violation')
      ? ['', '▶ the violation   • its chain of causes   ! without it, it would not have happened']
      : []),
    '',
    ...otherwiseLines(otherwise, trace),
    ...inevitableLines(explanation, trace),
    `Tried in ${counted(runs, 'run')}${isWhole ? '.' : ', which were not all that there are: what lies farthest back, or what the model of the scenario does not allow, was not tried.'}`,
  ];
}

function otherwiseLines(otherwise: readonly Otherwise[], trace: Trace): string[] {
  if (otherwise.length === 0)
    return ['No single fault or message that was tried made the difference: without any one of them it happens all the same.'];
  return [
    'It would not have happened, if one of these had been otherwise:',
    ...otherwise.map(({ fault, message, step }) => {
      const where = step === null ? '' : `, step ${step}`;
      if (fault !== undefined) return `  without the fault ${fault.replace(/,$/, '')}${where}`;
      const { name = '', peer = '', node = '' } = step === null ? {} : eventAt(trace, step);
      return visible(`  had ${name} from ${peer} to ${node} been lost (${message}${where})`);
    }),
  ];
}

/** The fixed fields of `explain --json`. */
export function explanationJson({ explanation, trace }: { explanation: Explanation; trace: Trace }, scenario: string): object {
  const { seed, property, before, past, story, otherwise, runs, isWhole } = explanation;
  const { name, kind, because, step, time } = property;
  return {
    scenario,
    seed,
    property: name,
    kind,
    because: because ?? null,
    step: step ?? null,
    time: time ?? null,
    before,
    past,
    story: story.map(({ step: at, time: when, why }) => {
      const { kind: happened, node, peer } = eventAt(trace, at);
      return { step: at, time: when, kind: happened, node: node ?? null, peer: peer ?? null, text: labelOf(trace, at), why };
    }),
    otherwise: otherwise.map(({ fault, message, step: at }) => ({ fault: fault ?? null, message: message ?? null, step: at })),
    runs,
    complete: isWhole,
    ...inevitableJson(explanation, trace),
  };
}
