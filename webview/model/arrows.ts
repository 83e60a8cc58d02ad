import type { TraceColumns } from '../../sim-core/trace/columns.ts';
import { EVENT_FACTS } from '../../sim-core/trace/event-kinds.ts';
import { IntervalIndex } from './interval-index.ts';

/** The ways of all messages: an arrow goes from the step of a send to the step of one of its arrivals. */
export interface Arrows {
  /** `from` are the sends, `to` the deliveries and losses. */
  readonly index: IntervalIndex;
  /** The arrows of the send at `step` are those from `first[step]` up to, not including, `first[step + 1]`. */
  readonly first: Uint32Array;
}

/** By stored kind, 1 where a message ends. */
const ARRIVAL = Uint8Array.from({ length: 256 }, (_, kind) => {
  const message = EVENT_FACTS[kind]?.message;
  return Number(message === 'arrives' || message === 'lost');
});

/** Whether a message ends at an event of this stored kind, delivered or lost. */
export function isArrival(kind: number): boolean {
  return ARRIVAL[kind] === 1;
}

/** Whether a message is lost at an event of this stored kind. */
export function isLoss(kind: number): boolean {
  return EVENT_FACTS[kind]?.message === 'lost';
}

/**
 * Pairs every arrival with its send; an arrival without one, in an altered file, has no arrow. Nothing is seen of a run before this is
 * done, so that these loops do nothing besides. A cause of none is no smaller than a step.
 */
export function arrowsOf({ length, kind, cause }: TraceColumns): Arrows {
  const first = new Uint32Array(length + 1);
  for (let step = 0; step < length; step++) if (ARRIVAL[kind[step]!] === 1 && cause[step]! < step) first[cause[step]! + 1]! += 1;
  for (let step = 0; step < length; step++) first[step + 1]! += first[step]!;
  const from = new Uint32Array(first[length]!);
  const to = new Uint32Array(from.length);
  // While it is filled each place moves on by one arrow, and so ends where the next one's place was.
  for (let step = 0; step < length; step++) {
    if (ARRIVAL[kind[step]!] !== 1 || cause[step]! >= step) continue;
    const at = first[cause[step]!]!++;
    from[at] = cause[step]!;
    to[at] = step;
  }
  first.copyWithin(1, 0, length);
  first[0] = 0;
  return { index: new IntervalIndex(from, to), first };
}
