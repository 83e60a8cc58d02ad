import type { TraceColumns } from '../../sim-core/trace/columns.ts';
import { EVENT_FACTS } from '../../sim-core/trace/event-kinds.ts';
import { NONE } from '../../sim-core/trace/event.ts';
import { IntervalIndex } from './interval-index.ts';

/** The ways of all messages: an arrow goes from the step of a send to the step of one of its arrivals. */
export interface Arrows {
  /** `from` are the sends, `to` the deliveries and losses. */
  readonly index: IntervalIndex;
  /** The arrows of the send at `step` are those from `first[step]` up to, not including, `first[step + 1]`. */
  readonly first: Uint32Array;
}

const ARRIVAL: readonly boolean[] = EVENT_FACTS.map(({ message }) => message === 'arrives' || message === 'lost');

/** Whether a message ends at an event of this stored kind, delivered or lost. */
export function isArrival(kind: number): boolean {
  return ARRIVAL[kind] === true;
}

/** Whether a message is lost at an event of this stored kind. */
export function isLoss(kind: number): boolean {
  return EVENT_FACTS[kind]?.message === 'lost';
}

/** Pairs every arrival with its send; an arrival without one, in an altered file, has no arrow. */
export function arrowsOf({ length, kind, cause }: TraceColumns): Arrows {
  const first = new Uint32Array(length + 1);
  const hasArrow = (step: number): boolean => isArrival(kind[step]!) && cause[step]! !== NONE && cause[step]! < step;
  for (let step = 0; step < length; step++) if (hasArrow(step)) first[cause[step]! + 1]! += 1;
  for (let step = 0; step < length; step++) first[step + 1]! += first[step]!;
  const from = new Uint32Array(first[length]!);
  const to = new Uint32Array(from.length);
  const filled = first.slice();
  for (let step = 0; step < length; step++) {
    if (!hasArrow(step)) continue;
    const at = filled[cause[step]!]!++;
    from[at] = cause[step]!;
    to[at] = step;
  }
  return { index: new IntervalIndex(from, to), first };
}
