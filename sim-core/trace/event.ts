/**
 * What can happen at one step of a run. The order of this list is part of the trace format:
 * a kind is stored as its position here, so new kinds are only ever added at the end.
 */
export const EVENT_KINDS = [
  'start', // A node came up for the first time and ran `init`.
  'send', // A message left its source. `peer` is the target.
  'deliver', // A handler ran for a message. `peer` is the source, `cause` the send.
  'drop', // A message was lost. `node` is the target, `peer` the source, `name` says why; `cause` is the send.
  'timer', // A timer fired and its handler ran. `cause` is the step that set it.
  'crash', // The process stopped and its memory was lost.
  'restart', // The process came up again and ran `init` on what its disk kept.
  'pause', // The process froze; inside a handler this is a stall.
  'resume', // The process thawed.
  'finish', // A handler that took simulated time completed: its new state is visible from here on.
  'write', // A disk write, not yet durable. `name` is the key.
  'sync', // Everything written so far became durable.
  'note', // The author's own remark, `self.log`. `name` is the text.
  'invoke', // A client began an operation of the history. `name` is the operation.
  'complete', // A client's operation ended. `name` is the operation, the value holds `ok` or `failed`.
  'partition', // Links were cut. The value holds `from` and `to`.
  'heal', // Links that were cut work again.
  'fault', // Another link or clock fault began or ended. `name` describes it.
  'stabilise', // Faults stop here and delays are bounded from here on (GST).
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** The stored number of each kind. */
export const KIND: { readonly [K in EventKind]: number } = Object.freeze(
  Object.fromEntries(EVENT_KINDS.map((kind, index) => [kind, index])),
) as { readonly [K in EventKind]: number };

/** Bits of an event's `flags` column. */
export const FLAG = {
  /** This delivery is the second copy of a duplicated message. */
  duplicate: 1,
  /** A Byzantine node altered or withheld this message. */
  byzantine: 2,
  /** A newer message of the same link was there before this one. */
  overtaken: 4,
  /** This pause struck inside a handler, before a call on `self`. */
  stall: 8,
  /** A fault ends here. */
  ends: 16,
} as const;

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
