import { visible } from '../../sim-core/base/plain-text.ts';
import { violationText } from '../../sim-core/base/property-kinds.ts';
import { appearanceOf, factsOf } from '../../sim-core/trace/event-kinds.ts';
import { FLAG } from '../../sim-core/trace/event.ts';
import type { Relation } from '../../sim-core/trace/happens-before.ts';
import { spokenBand } from './band-text.ts';
import { passedText, reasonText } from './property-text.ts';
import type { RunModel } from './run-model.ts';
import type { ViolationBand } from './violation-bands.ts';
import { timeText } from '../../sim-core/base/time-text.ts';

/** How an event that stands so to another is told, before the other's step. */
export const RELATION_TEXT: Readonly<Record<Relation, string>> = {
  past: 'in the past of',
  self: 'this is',
  future: 'in the future of',
  concurrent: 'concurrent with',
};

/** What a row says: the point of it, and what it carries. */
export interface EventText {
  /** What happened, such as a message's type. */
  readonly lead: string;
  /** From where or to where, or why. */
  readonly aside: string;
  /** Why a message was lost. */
  readonly reason?: string;
  /** The fields of the message or the event's data, once they have arrived. */
  readonly detail: string;
  /** What is out of the ordinary about a message. */
  readonly marks: readonly string[];
}

/** The text of a step; what it carries arrives later than the rest. `names` are what the nodes are called in it. */
export function eventText(run: RunModel, step: number, detail = '', names: readonly string[] = run.nodes): EventText {
  const kind = run.kindAt(step);
  const flags = run.columns.flags[step]!;
  const { lead = kind, aside } = appearanceOf(kind, flags);
  const name = visible(run.nameAt(step));
  const way = wayOf(run, step, names);
  const marks = marksOf(flags);
  if (run.isUnderWay(step)) marks.push(run.content.run.underWay ? 'what becomes of it is not known yet' : 'still under way at the end');
  switch (factsOf(kind).name) {
    case 'subject':
      return { lead: name, aside: way ?? aside ?? kind, detail, marks };
    case 'reason':
      if (way === undefined) return { lead, aside: name, detail, marks };
      return { lead: visible(run.messageTypeAt(step)), aside: way, reason: name, detail, marks };
    case 'remark':
      return { lead: name, aside: aside ?? '', detail, marks };
    case 'parties':
      return { lead, aside: aside ?? '', detail: name, marks };
    case 'none':
      return { lead, aside: aside ?? '', detail, marks };
  }
}

/** Where a message goes to or comes from. */
function wayOf(run: RunModel, step: number, names: readonly string[]): string | undefined {
  const { message } = factsOf(run.kindAt(step));
  if (message === undefined) return undefined;
  return `${message === 'leaves' ? 'to' : 'from'} ${visible(names[run.peerAt(step)] ?? '?')}`;
}

/** From where or to where, and why no further. */
export function asideText({ aside, reason }: EventText): string {
  return reason === undefined ? aside : `${aside}: ${reason}`;
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
  const text = eventText(run, step, carried);
  const { lead, detail, marks } = text;
  const aside = asideText(text);
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
    ...run.bands.at(step).flatMap((at) => (at.band.node === run.laneAt(step) ? [spokenBand(at)] : [])),
    ...run.violations.filter((violation) => violation.step === step).map(spokenViolation),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function spokenViolation({ property, sentence }: ViolationBand): string {
  const told = `${violationText(property)} ${passedText(property)}`.trim();
  return `${told}: ${visible(sentence)}. ${visible(reasonText(property))}`.trim();
}
