import type { EventKind } from './event-kinds.ts';

export { FLAG } from './event-flags.ts';
export { EVENT_KINDS, KIND, type EventKind } from './event-kinds.ts';

/** In the `node` and `peer` columns: there is none (a partition happens at no node). */
export const NO_NODE = 0xffff;
/** In the `cause` and `value` columns: there is none. */
export const NONE = 0xffffffff;

/** One event read out of the columns. */
export interface TraceEvent {
  readonly step: number;
  /** Simulated time in integer microseconds. */
  readonly time: number;
  readonly kind: EventKind;
  /** Where it happened, or undefined for an event of the world. */
  readonly node?: string;
  /** The other end of a message. */
  readonly peer?: string;
  /** A message's type, a timer's name, a key, an operation, a reason. */
  readonly name: string;
  /** The step that caused this one. */
  readonly cause?: number;
  /** The message's payload or the event's own data: plain data. */
  readonly value?: unknown;
  readonly flags: number;
}
