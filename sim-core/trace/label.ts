import { fieldsLine, lineOf, visible } from '../base/plain-text.ts';
import { factsOf, type EventKindFacts } from './event-kinds.ts';
import type { TraceEvent } from './event.ts';
import { eventAt, type Trace } from './trace.ts';

const LONGEST = 160;

type Readable = Pick<Trace, 'columns' | 'nodes' | 'strings' | 'values'>;

/** An event in one line for a report: what it is about, and what it carries. */
export function labelOf(trace: Readable, step: number): string {
  const subject = subjectOf(trace, step);
  // Of a lost message it matters why, not what was in it.
  const detail = factsOf(eventAt(trace, step).kind).message === 'lost' ? '' : detailOf(trace, step);
  return clipped(detail === '' ? subject : `${subject} ${detail}`.trim());
}

/** What `tell` says of each event from `from` up to, not including, `to`, as far as there are any. */
export function linesOf(trace: Readable, tell: typeof labelOf, from: number, to: number): string[] {
  const last = Math.min(to, trace.columns.length);
  return Array.from({ length: Math.max(0, last - from) }, (_, index) => tell(trace, from + index));
}

/**
 * What an event is about: a message's type, a timer's name, a key, a remark; of a lost message its
 * type and why. It needs no values, so that it can be told of a trace whose values are elsewhere.
 */
export function subjectOf(trace: Readable, step: number): string {
  const event = eventAt(trace, step);
  const { name, message } = factsOf(event.kind);
  if (name !== 'reason' || message === undefined) return clipped(visible(event.name));
  return clipped(visible(`${messageType(trace, event)} ${event.name}`.trim()));
}

/** What an event carries, without its name, in one line: a message's fields, what was written, an operation's result. */
export function detailOf(trace: Readable, step: number): string {
  const { kind, value } = eventAt(trace, step);
  return clipped(detailOfValue(factsOf(kind).value, value));
}

function detailOfValue(told: EventKindFacts['value'], value: unknown): string {
  const { value: written, input, status, output } = (value ?? {}) as Readonly<Record<string, unknown>>;
  switch (told) {
    case 'none':
      return '';
    case 'message':
      return value === undefined ? '' : fieldsLine(value, 'type', LONGEST);
    case 'written':
      return value === undefined ? 'deleted' : lineOf(written, LONGEST);
    case 'input':
      return input === undefined ? '' : lineOf(input, LONGEST);
    case 'result':
      return [typeof status === 'string' ? status : '', output === undefined ? '' : lineOf(output, LONGEST)].join(' ').trim();
  }
}

/** Where the message itself is not at hand, its send tells its type. */
function messageType(trace: Readable, { value, cause }: TraceEvent): string {
  const { type } = (value ?? {}) as { type?: unknown };
  if (typeof type === 'string') return type;
  return cause === undefined ? '' : eventAt(trace, cause).name;
}

function clipped(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
