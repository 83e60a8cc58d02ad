import { visible } from '../../sim-core/base/plain-text.ts';
import { appearanceOf, factsOf } from '../../sim-core/trace/event-kinds.ts';
import { FLAG } from '../../sim-core/trace/event.ts';
import type { RunModel } from './run-model.ts';
import { timeText } from '../../sim-core/base/time-text.ts';

/** What a row says: the point of it, and what it carries. */
export interface EventText {
  /** What happened, such as a message's type. */
  readonly lead: string;
  /** From where or to where, or why. */
  readonly aside: string;
  /** The fields of the message or the event's data, once they have arrived. */
  readonly detail: string;
  /** What is out of the ordinary about a message. */
  readonly marks: readonly string[];
}

/** The text of a step; what it carries arrives later than the rest. */
export function eventText(run: RunModel, step: number, detail = ''): EventText {
  const kind = run.kindAt(step);
  const flags = run.columns.flags[step]!;
  const { lead = kind, aside } = appearanceOf(kind, flags);
  const name = visible(run.nameAt(step));
  const way = wayOf(run, step);
  const marks = marksOf(flags);
  if (run.isUnderWay(step)) marks.push('still under way at the end');
  switch (factsOf(kind).name) {
    case 'subject':
      return { lead: name, aside: way ?? aside ?? kind, detail, marks };
    case 'reason':
      if (way === undefined) return { lead, aside: name, detail, marks };
      return { lead: visible(run.messageTypeAt(step)), aside: `${way}: ${name}`, detail, marks };
    case 'remark':
      return { lead: name, aside: aside ?? '', detail, marks };
    case 'parties':
      return { lead, aside: aside ?? '', detail: name, marks };
    case 'none':
      return { lead, aside: aside ?? '', detail, marks };
  }
}

/** Where a message goes to or comes from. */
function wayOf(run: RunModel, step: number): string | undefined {
  const { message } = factsOf(run.kindAt(step));
  if (message === undefined) return undefined;
  return `${message === 'leaves' ? 'to' : 'from'} ${visible(run.nodes[run.peerAt(step)] ?? '?')}`;
}

function marksOf(flags: number): string[] {
  return [
    flags & FLAG.duplicate ? 'duplicate' : '',
    flags & FLAG.overtaken ? 'overtaken' : '',
    flags & FLAG.byzantine ? 'Byzantine' : '',
    flags & FLAG.corrupted ? 'corrupted' : '',
  ].filter((mark) => mark !== '');
}

/** The same as a sentence for those who hear the diagram. */
export function spokenEvent(run: RunModel, step: number, carried?: string): string {
  const { lead, aside, detail, marks } = eventText(run, step, carried);
  const kind = run.kindAt(step);
  const { name } = factsOf(kind);
  const who = run.nodes[run.laneAt(step)];
  const what = name === 'none' || name === 'parties' || lead === kind ? lead : `${kind} ${lead}`;
  const parts = [
    `Step ${step}`,
    timeText(run.columns.time[step]!),
    ...(who === undefined ? [] : [visible(who)]),
    [what, aside === kind ? '' : aside].join(' ').trim(),
    detail,
    ...marks,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
