import type { Duration } from '../base/duration.ts';
import type { Message } from './node.ts';
import type { Self } from './self.ts';

declare const replies: unique symbol;

/**
 * Names one request of one node for good, as `'client1/0/7'`: who asks, in which life of it (its
 * `self.boots`), and the how-manieth request of that life. Every attempt carries the same, so that a
 * server can tell a retry from a new request (an idempotency key). It is a text, and plain data.
 *
 * At compile time it also knows which messages may answer it.
 */
export type RequestId<Reply extends Message = Message> = string & { readonly [replies]?: Reply };

/**
 * A message that asks for an answer, with the messages that may answer it. The kernel adds
 * `request`, the name of the request, when it is sent with `self.request`; a node answers it with
 * `self.reply(request, …)`. What answers it need not stand in `node<Receives, …>`.
 *
 * @example
 * ```ts
 * type Read = Request<{ type: 'read'; key: string }, { type: 'value'; value: number } | { type: 'missing' }>;
 * ```
 */
export type Request<Body extends Message, Reply extends Message> = Body & { readonly request: RequestId<Reply> };

/** Of some messages, those that ask for an answer. */
export type RequestsAmong<Messages extends Message> = Extract<Messages, { readonly request: RequestId }>;

/** What may answer a request. */
export type ReplyTo<Asks> = Asks extends { readonly request: RequestId<infer Reply> } ? Reply : never;

/** A request as its sender writes it: without the name that it is given. */
export type Unnamed<Asks> = Asks extends unknown ? Omit<Asks, 'request'> : never;

/** A request that a node has made, as plain data. */
export interface MadeRequest<Asks extends Message = Request<Message, Message>> {
  readonly id: RequestId<ReplyTo<Asks>>;
  /** Whom it was sent to last. */
  readonly to: string;
  /** The message, as it was sent. */
  readonly message: Asks;
  /** How often it has been sent. */
  readonly attempts: number;
  /** The name that the timer of its wait has in the trace. */
  readonly timer: string;
}

/** What a node that makes requests keeps of them in its state, as `requests`. */
export interface RequestsOfState {
  /** How many requests it has made in this life. */
  readonly made: number;
  /** Those that are neither answered nor given up, in the order in which they were made. */
  readonly open: readonly MadeRequest[];
}

/** A node's state, with the requests that it keeps there if it makes any. */
export type KeptState<State, Sends extends Message> = [RequestsAmong<Sends>] extends [never]
  ? State
  : State & { readonly requests: RequestsOfState };

/** What a node does about the requests of one type that it makes. */
export interface RequestHandlers<State, Asks extends Message, Sends extends Message, Timer extends string, Settings> {
  /** How long it waits for an answer before it asks again, on its own clock; more than zero. */
  readonly timeout: Duration;
  /** How often it asks at most, a whole number from 1; without end, unless given. With it belongs `gaveUp`, or it is refused. */
  readonly attempts?: number;
  /** By how much each wait is longer than the one before it: 2 doubles it. At least 1, which is the default. */
  readonly backoff?: number;
  /** No wait gets longer than this by `backoff`. A minute, unless given, or `timeout` where that is more. */
  readonly longest?: Duration;
  /**
   * Called with the first reply that answers a request, whoever sent it: what comes late, twice, or for
   * a request of an earlier life is dropped. The request is over with it, unless the handler asks
   * again with `self.retry`, or returns `false`: then the reply has settled nothing, and the node waits on.
   */
  answered(state: State, reply: ReplyTo<Asks>, self: Self<Sends, Timer, Settings>, request: MadeRequest<Asks>): void | boolean;
  /** Whom to ask when nobody has answered in time; the same node again, unless given. */
  target?(state: State, self: Self<Sends, Timer, Settings>, request: MadeRequest<Asks>): string;
  /** Called when the last of `attempts` has not been answered in time. Whether it had an effect, nobody knows. */
  gaveUp?(state: State, self: Self<Sends, Timer, Settings>, request: MadeRequest<Asks>): void;
}

/**
 * The handlers as the kernel calls them, with the author's types erased.
 * @internal
 */
export interface ErasedRequestHandlers {
  readonly timeout: Duration;
  readonly attempts?: number;
  readonly backoff?: number;
  readonly longest?: Duration;
  readonly answered: (state: never, reply: never, self: never, request: never) => unknown;
  readonly target?: (state: never, self: never, request: never) => unknown;
  readonly gaveUp?: (state: never, self: never, request: never) => unknown;
}
