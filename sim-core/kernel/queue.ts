import { hashPlain } from '../base/hash.ts';
import type { PlainObject } from '../base/plain.ts';

/** What an item of the queue asks for when its time comes. */
export const ITEM = {
  start: 0,
  restart: 1,
  send: 2,
  deliver: 3,
  drop: 4,
  timer: 5,
  finish: 6,
  write: 7,
  sync: 8,
  note: 9,
  invoke: 10,
  complete: 11,
  stall: 12,
  thaw: 13,
  pause: 14,
  resume: 15,
  crash: 16,
  faultBegins: 17,
  faultEnds: 18,
  clock: 19,
  stabilise: 20,
} as const;

/**
 * One thing that is to happen. All items have the same fields in the same order, so that the loop
 * sees one shape; an item never changes once it is in the queue, so that checkpoints can share it.
 */
export class Item {
  constructor(
    readonly time: number,
    /** Ties are broken in the order of scheduling: the queue is a total order. */
    readonly sequence: number,
    readonly what: number,
    readonly node: number,
    /** The other end of a message, or -1. */
    readonly peer: number,
    /** A message's type, a timer's name, a key, an operation, a reason. */
    readonly name: string,
    readonly payload: PlainObject | undefined,
    /** A hash of the name and the payload. */
    readonly contentHash: number,
    /** The step that caused this, or -1. */
    readonly cause: number,
    /** The life of the node that this belongs to: in a later life it does nothing. */
    readonly incarnation: number,
    /** The generation of a timer, the number of an operation, write or fault. */
    readonly tag: number,
    readonly flags: number,
    /** Where the trace keeps the payload, once it does. */
    readonly value: number,
  ) {}

  /** The same at another time. */
  at(time: number, sequence: number): Item {
    return new Item(
      time, sequence, this.what, this.node, this.peer, this.name, this.payload, this.contentHash,
      this.cause, this.incarnation, this.tag, this.flags, this.value,
    );
  }

  /** A number over everything that matters of it. */
  hash(): number {
    const { time, sequence, what, node, peer, contentHash, cause, incarnation, tag, flags } = this;
    return hashPlain([time, sequence, what, node, peer, contentHash, cause, incarnation, tag, flags]);
  }
}

/** A binary heap by (time, sequence). */
export class EventQueue {
  #heap: Item[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** The time of the next item; infinity when there is none. */
  get nextTime(): number {
    return this.#heap.length === 0 ? Infinity : this.#heap[0]!.time;
  }

  push(item: Item): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(item);
    const { time, sequence } = item;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above]!;
      if (parent.time < time || (parent.time === time && parent.sequence < sequence)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = item;
  }

  pop(): Item | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined) return undefined;
    const last = heap.pop()!;
    const size = heap.length;
    if (size === 0) return first;
    const { time, sequence } = last;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      if (below >= size) break;
      let child = heap[below]!;
      if (below + 1 < size) {
        const other = heap[below + 1]!;
        if (other.time < child.time || (other.time === child.time && other.sequence < child.sequence)) {
          child = other;
          below += 1;
        }
      }
      if (time < child.time || (time === child.time && sequence < child.sequence)) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = last;
    return first;
  }

  /** Moves items ahead to the time that `latest` gives; those of one time keep their order. */
  hasten(latest: (item: Item) => number): void {
    this.#heap = this.#heap
      .map((item) => {
        const time = latest(item);
        return time < item.time ? item.at(time, item.sequence) : item;
      })
      .sort((a, b) => a.time - b.time || a.sequence - b.sequence);
  }

  save(): readonly Item[] {
    return this.#heap.slice();
  }

  load(items: readonly Item[]): void {
    this.#heap = items.slice();
  }
}
