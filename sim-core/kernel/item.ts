import type { PlainObject } from '../base/plain.ts';
import type { Microseconds } from '../base/units.ts';
import { NONE } from '../trace/event.ts';

/** What an item of the agenda asks for when its time comes. */
export const ITEM = {
  start: 0,
  deliver: 1,
  timer: 2,
  /** A process that could not run goes on with what waited for it. */
  wake: 3,
  // What handlers bring about later on their timelines.
  send: 4,
  finish: 5,
  write: 6,
  sync: 7,
  note: 8,
  invoke: 9,
  complete: 10,
  stall: 11,
  thaw: 12,
  setTimer: 13,
  cancelTimer: 14,
  /** A disk does not do what it was asked for, and says so. */
  diskFails: 15,
  /** The handler throws, and its process dies of it. */
  threw: 16,
  // What happens to the world.
  faultBegins: 17,
  faultEnds: 18,
  stabilise: 19,
  /** What a liar held back leaves its node. */
  leaves: 20,
  /** A fault goes on to the next of its steps. */
  faultSteps: 21,
  /** A message is lost on its way, where nothing but the order of a run decides that. */
  lost: 22,
  /** A message comes to the port of a switch, through which it leaves for its target. */
  reach: 23,
  /** What makes up a stream: a segment comes to its target, an acknowledgement back to its source, which waits for it only so long. */
  segment: 24,
  acknowledge: 25,
  expire: 26,
  /** A part of an order begins that can be gone through again and again, or closes. */
  loop: 27,
} as const;

const FIRST_EFFECT = ITEM.send;
const LAST_EFFECT = ITEM.threw;

/**
 * Places in the order of one time that do not depend on what came before: nodes start, then faults
 * end, the system stabilises, faults begin; what calls bring about comes after, in the order of the
 * calls. So a fault that a fork adds has the place that it would have had from the start. All are
 * whole numbers of 31 bits, which V8 keeps in the item itself; a larger one would put each item's place into an object of its own.
 */
export const PLACE = { start: -1e9, faultEnds: -9e8, stabilise: -5e8, faultBegins: -4e8 } as const;

/**
 * One thing that is to happen. All items have the same fields in the same order, so that the loop
 * sees one shape; an item never changes once it is in the agenda, so that checkpoints can share it.
 */
export class Item {
  constructor(
    readonly time: Microseconds,
    /** Ties are broken by the order of the calls that brought things about: the agenda is a total order. */
    readonly sequence: number,
    readonly what: number,
    readonly node: number,
    /** The other end of a message, or -1. */
    readonly peer: number,
    /** A message's type, a timer's name, a key, an operation, a reason, a fault. */
    readonly name: string,
    readonly payload: PlainObject | undefined,
    /** A hash of the name and the payload. */
    readonly contentHash: number,
    /** The step that caused this, or -1. */
    readonly cause: number,
    /** The life of the node that this belongs to: in a later life it does nothing. */
    readonly incarnation: number,
    /** The number of a message on its link, of an operation, of a timer's setting, or of a fault's step; the length of a timer. */
    readonly tag: number,
    readonly flags: number,
    /** Where the trace keeps the payload, once it does. */
    readonly value: number,
  ) {}

  /** Whether a running handler brings this about. */
  get isEffect(): boolean {
    return this.what >= FIRST_EFFECT && this.what <= LAST_EFFECT;
  }

  /** The same at another time. */
  at(time: Microseconds): Item {
    return this.becomes(this.what, time);
  }

  /** What follows from it at another time, of the same content. */
  becomes(what: number, time: Microseconds): Item {
    return this.placed(what, time, this.sequence);
  }

  /** The same at another place. */
  placed(what: number, time: Microseconds, sequence: number): Item {
    return new Item(
      time,
      sequence,
      what,
      this.node,
      this.peer,
      this.name,
      this.payload,
      this.contentHash,
      this.cause,
      this.incarnation,
      this.tag,
      this.flags,
      this.value,
    );
  }

  /** The same with another content, which no trace has yet. */
  holding(payload: PlainObject, contentHash: number): Item {
    const { time, sequence, what, node, peer, name, cause, incarnation, tag, flags } = this;
    return new Item(time, sequence, what, node, peer, name, payload, contentHash, cause, incarnation, tag, flags, NONE);
  }

  /** The same with other flags. */
  marked(flags: number): Item {
    return new Item(
      this.time,
      this.sequence,
      this.what,
      this.node,
      this.peer,
      this.name,
      this.payload,
      this.contentHash,
      this.cause,
      this.incarnation,
      this.tag,
      flags,
      this.value,
    );
  }
}

/** Whether an item comes before another. */
export function precedes(a: Item, b: Item): boolean {
  return a.time < b.time || (a.time === b.time && a.sequence < b.sequence);
}
