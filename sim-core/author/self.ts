import type { Duration } from '../base/duration.ts';
import type { Message } from './node.ts';
import type { MadeRequest, ReplyTo, RequestId, RequestsAmong, Unnamed } from './requests.ts';

/**
 * The node's only way out of its handler. A call on `self` is also where simulated time may pass:
 * busy work, a disk sync, or an injected stall such as a garbage-collection pause. What follows
 * leaves later, and a crash in between cuts it off. Its methods, and those of `disk`, throw a ScenarioError
 * outside of a handler of this node: `self` is of no use later, in a promise or a property.
 */
export interface Self<Sends extends Message = Message, Timer extends string = string, Settings = unknown> {
  /** The node's own name. */
  readonly id: string;
  /** The names of all nodes of the scenario, in its order. */
  readonly nodes: readonly string[];
  /** The names of the other nodes that run the same definition, in the order of the scenario. */
  readonly peers: readonly string[];
  /**
   * How often this node was started before: 0 in its first life, 1 after its first crash, also when that
   * crash came in the middle of `init`. Its machine knows it, so that it needs no disk: an incarnation number.
   */
  readonly boots: number;
  /**
   * What this node was listed with, as `definition.with(settings)`: frozen plain data.
   * @throws ScenarioError when it was listed without
   */
  readonly settings: Settings;
  /**
   * Sends a copy of `message`; it may be lost, duplicated, delayed or overtaken, as the links are.
   * @throws ScenarioError when there is no such node, or the message has no `type` or is not plain data
   */
  send(to: string, message: Sends): void;
  /**
   * Sends a copy of `message` to each of some nodes, one after the other in the order given: exactly what
   * a loop of `send` does.
   * @param to their names; all `self.peers`, in their order, unless given
   * @throws ScenarioError as `send` does
   * @example
   * ```ts
   * self.broadcast({ type: 'requestVote', term: state.term });
   * ```
   */
  broadcast(message: Sends, to?: readonly string[]): void;
  /**
   * Asks a node, and asks again under the same name until it is answered, as the section `requests` of the
   * definition says for this type. Returns the name of the request. A crash forgets all requests.
   * @throws ScenarioError when the definition has no such request, and as `send` does
   * @example
   * ```ts
   * self.request('storage', { type: 'read', key: 'x' });
   * ```
   */
  request(to: string, message: Unnamed<RequestsAmong<Sends>>): RequestId<ReplyTo<RequestsAmong<Sends>>>;
  /**
   * Asks again at once, under the same name, as one more of its attempts: when a reply says to ask elsewhere.
   * Its wait begins anew. It may be called for a request that has just been answered, which is then open again.
   * @param to whom to ask; whom it was sent to last, unless given
   * @throws ScenarioError as `send` does
   */
  retry(request: MadeRequest<RequestsAmong<Sends>>, to?: string): void;
  /**
   * Answers a request, now or later, on behalf of whomever it was sent to: the reply goes to the node that made it.
   * @param request the `request` of the message that asked
   * @throws ScenarioError when the message was sent with `send`, so that it names no request
   * @example
   * ```ts
   * read(state, { key, request }, self) {
   *   self.reply(request, { type: 'value', value: state.values[key] ?? 0 });
   * }
   * ```
   */
  reply<Reply extends Message>(request: RequestId<Reply>, reply: NoInfer<Reply>): void;
  /**
   * Sets a timer on the node's own clock. Setting it again replaces it: a name has one due time. A crash forgets it.
   * @throws ScenarioError when there is no handler for it in `timers`, or `after` is no duration
   */
  setTimer(name: Timer, after: Duration): void;
  /** Does nothing when the timer is not set. @throws ScenarioError when there is no handler for it */
  cancelTimer(name: Timer): void;
  /** The node's time of day in milliseconds: it may be wrong, drift, and jump. */
  now(): number;
  /** Milliseconds since the node's machine was switched on: it drifts, but never jumps. */
  monotonic(): number;
  /**
   * Between which times, in milliseconds, the true time is, as far as this node can know; the bounds widen until it is
   * synchronised again (TrueTime's `TT.now()`; Corbett et al., "Spanner", OSDI 2012).
   * @throws ScenarioError when the scenario has no `clocks.interval`
   */
  timeInterval(): TimeInterval;
  /**
   * A copy of plain data that this node has signed: nobody else can sign in its name, and who alters it makes the
   * signature void. A Byzantine node signs what it says in its own name, also when it tells everybody something else.
   * @throws ScenarioError when the body is not plain data
   * @example
   * ```ts
   * self.send(client, { type: 'granted', lease: self.sign({ token, client }) });
   * ```
   */
  sign<Body extends object>(body: Body): Signed<Body>;
  /** Whether the node of the name `by` has signed this, and nobody has altered it since. */
  verify(signed: Signed<object>, by: string): boolean;
  /** At least 0 and less than 1, from the node's own stream of the seed. */
  random(): number;
  /** An integer, at least `from` and at most `to`. @throws ScenarioError when they are no safe integers, or `to` is less than `from` */
  randomInteger(from: number, to: number): number;
  /** One item, each as likely as another. @throws ScenarioError when there is none */
  pick<Item>(items: readonly Item[]): Item;
  /** Works for so long, of simulated time: what follows in this handler happens later, and messages wait. @throws ScenarioError when it is no duration */
  busy(time: Duration): void;
  /** What survives a crash, as far as it was synced. */
  readonly disk: Disk;
  /** Leaves a remark in the trace. */
  log(text: string): void;
  /**
   * Begins an operation of the history that clients see (Herlihy and Wing 1990). Returns its id, which `complete` or `fail`
   * takes, once; one that gets neither stays pending, as one that may have had an effect.
   * @throws ScenarioError when the input is not plain data
   */
  invoke(operation: string, input?: unknown): number;
  /** The operation `id` succeeded with `output`. @throws ScenarioError when it was never invoked or is over, or the output is not plain data */
  complete(id: number, output?: unknown): void;
  /** The operation `id` is known to have had no effect. @throws ScenarioError as `complete` does */
  fail(id: number, reason?: unknown): void;
  /**
   * The operation `id` may have happened, or may yet, and its client will never know: it has given up. A client
   * that crashes need not say so; what it had under way stays pending.
   */
  info(id: number, reason?: unknown): void;
}

/** What an interval clock reads, in milliseconds: the true time is not before `earliest` and not after `latest`. */
export interface TimeInterval {
  readonly earliest: number;
  readonly latest: number;
}

/** Plain data with the signature of a node. */
export type Signed<Body extends object> = Body & { readonly signature: string };

/**
 * A key-value disk with a write cache: a write is durable once a later `sync` has returned. Faults may make it fail: then it
 * throws a `DiskError`, which handlers can catch.
 */
export interface Disk {
  /**
   * Writes a copy of `value` into the cache.
   * @throws ScenarioError when it is not plain data
   * @throws DiskError `ENOSPC` while the disk is full
   */
  write(key: string, value: unknown): void;
  /** Removes a key; like a write, it is durable after the next `sync`. */
  delete(key: string): void;
  /**
   * A copy of what was last written, durable or not; undefined when there is nothing. Takes the scenario's `disk.readLatency`.
   * @throws DiskError `EIO` when it cannot be read, or a checksum finds that it has changed
   */
  read<Value>(key: string): Value | undefined;
  /** All keys that have a value, sorted. */
  keys(): readonly string[];
  /**
   * Waits until everything written so far is durable. Takes the scenario's `disk.syncLatency`.
   * @throws DiskError `EIO` when it fails: what was written is then lost at the next crash, unless it is written anew
   */
  sync(): void;
}
