import type { Duration } from '../base/duration.ts';
import type { Message } from './node.ts';

/**
 * The node's only way out of its handler. A call on `self` is also where simulated time may pass:
 * busy work, a disk sync, or an injected stall such as a garbage-collection pause. What follows
 * leaves later, and a crash in between cuts it off.
 */
export interface Self<Sends extends Message = Message, Timer extends string = string> {
  /** The node's own name. */
  readonly id: string;
  /** The names of all nodes of the scenario, in its order. */
  readonly nodes: readonly string[];
  /** The names of the other nodes that run the same definition. */
  readonly peers: readonly string[];
  /** Sends a copy of `message`; it may be lost, duplicated, delayed or overtaken, as the links are. */
  send(to: string, message: Sends): void;
  /** Sets a timer on the node's own clock. Setting it again replaces it: a name has one due time. */
  setTimer(name: Timer, after: Duration): void;
  /** Does nothing when the timer is not set. */
  cancelTimer(name: Timer): void;
  /** The node's time of day in milliseconds: it may be wrong, drift, and jump. */
  now(): number;
  /** Milliseconds since the node's machine was switched on: it drifts, but never jumps. */
  monotonic(): number;
  /** At least 0 and less than 1, from the node's own stream of the seed. */
  random(): number;
  /** An integer, at least `from` and at most `to`. */
  randomInteger(from: number, to: number): number;
  /** One item, each as likely as another. */
  pick<Item>(items: readonly Item[]): Item;
  /** Works for so long: what follows in this handler happens later, and messages wait. */
  busy(time: Duration): void;
  /** What survives a crash, as far as it was synced. */
  readonly disk: Disk;
  /** Leaves a remark in the trace. */
  log(text: string): void;
  /** Begins an operation of the history that clients see (Herlihy and Wing 1990). Returns its id. */
  invoke(operation: string, input?: unknown): number;
  /** The operation `id` succeeded with `output`. */
  complete(id: number, output?: unknown): void;
  /** The operation `id` is known to have had no effect. */
  fail(id: number, reason?: unknown): void;
}

/** A key-value disk with a write cache: a write is durable once a later `sync` has returned. */
export interface Disk {
  /** Writes a copy of plain-data `value` into the cache. */
  write(key: string, value: unknown): void;
  /** Removes a key; like a write, it is durable after the next `sync`. */
  delete(key: string): void;
  /** A copy of what was last written, durable or not; undefined when there is nothing. */
  read<Value>(key: string): Value | undefined;
  /** All keys that have a value, sorted. */
  keys(): readonly string[];
  /** Waits until everything written so far is durable. Takes the scenario's `disk.syncLatency`. */
  sync(): void;
}
