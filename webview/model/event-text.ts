import { FLAG } from '../../sim-core/trace/event.ts';
import type { RunModel } from './run-model.ts';
import { timeText } from './time-text.ts';

/** What a row says: the point of it, and what it carries. */
export interface EventText {
  /** What happened, such as a message's type. */
  readonly lead: string;
  /** From where or to where, or why. */
  readonly aside: string;
  /** The fields of the message or the event's data, once the label has arrived. */
  readonly detail: string;
  /** What is out of the ordinary about a message. */
  readonly marks: readonly string[];
}

export function eventText(run: RunModel, step: number, label: string | undefined): EventText {
  const kind = run.kindAt(step);
  const name = run.nameAt(step);
  const peer = run.nodes[run.peerAt(step)] ?? '?';
  const rest = label?.startsWith(name) ? label.slice(name.length).trim() : (label ?? '');
  const marks = marksOf(run.columns.flags[step]!);
  switch (kind) {
    case 'send':
      return { lead: name, aside: `to ${peer}`, detail: rest, marks: run.isUnderWay(step) ? [...marks, 'still under way at the end'] : marks };
    case 'deliver':
      return { lead: name, aside: `from ${peer}`, detail: rest, marks };
    case 'drop':
      return { lead: run.messageTypeAt(step), aside: `from ${peer}: ${name}`, detail: '', marks };
    case 'timer':
    case 'write':
    case 'invoke':
    case 'complete':
      return { lead: name, aside: kind, detail: rest, marks };
    case 'note':
    case 'fault':
      return { lead: name, aside: '', detail: '', marks };
    case 'pause':
    case 'resume':
      return { lead: run.columns.flags[step]! & FLAG.stall ? `${kind} inside the handler` : kind, aside: '', detail: '', marks };
    case 'partition':
    case 'heal':
      return { lead: kind, aside: '', detail: name, marks };
    case 'stabilise':
      return { lead: 'stabilised', aside: 'faults stop, delays are bounded from here on (GST)', detail: '', marks };
    default:
      return { lead: kind, aside: '', detail: rest, marks };
  }
}

function marksOf(flags: number): string[] {
  return [flags & FLAG.duplicate ? 'duplicate' : '', flags & FLAG.reordered ? 'overtaken' : '', flags & FLAG.byzantine ? 'Byzantine' : ''].filter(
    (mark) => mark !== '',
  );
}

/** The same as a sentence for those who hear the diagram. */
export function spokenEvent(run: RunModel, step: number, label: string | undefined): string {
  const { lead, aside, detail, marks } = eventText(run, step, label);
  const kind = run.kindAt(step);
  const who = run.nodes[run.laneAt(step)];
  const what = lead === kind ? kind : `${kind} ${lead}`;
  const parts = [`Step ${step}`, timeText(run.columns.time[step]!), ...(who === undefined ? [] : [who]), [what, aside === kind ? '' : aside].join(' ').trim(), detail, ...marks];
  return parts.filter((part) => part !== '').join(', ');
}
