import type { Self } from './self.ts';

/** Every message is plain data with its type in `type`. */
export interface Message {
  readonly type: string;
}

/** Sent by nobody: for a node that receives no messages. */
export type NoMessage = never;

/** One handler for each type of message that the node receives. */
export type MessageHandlers<State, Receives extends Message, Sends extends Message, Timer extends string> = {
  [Type in Receives['type']]: (
    state: State,
    message: Extract<Receives, { readonly type: Type }>,
    self: Self<Sends, Timer>,
    from: string,
  ) => void;
};

/** A node as its author writes it: handlers over plain-data state. */
export interface NodeHandlers<State, Receives extends Message, Sends extends Message, Timer extends string> {
  /**
   * Makes the node's memory, when it first starts and again after every crash, of which only
   * `self.disk` is left. It may send and set timers.
   */
  readonly init: (self: Self<Sends, NoInfer<Timer>>) => State;
  readonly on: MessageHandlers<NoInfer<State>, Receives, Sends, NoInfer<Timer>>;
  /** Called when a timer set with `self.setTimer(name, …)` is due on the node's own clock. */
  readonly timers?: { [Name in Timer]: (state: NoInfer<State>, self: Self<Sends, NoInfer<Timer>>) => void };
}

declare const types: unique symbol;

/** A node definition: what `scenario` runs under as many names as wanted. */
export interface NodeDefinition<State = unknown, Receives extends Message = Message, Sends extends Message = Message> {
  readonly kind: 'backstep.node';
  readonly handlers: ErasedHandlers;
  /** Carries the types only; there is no such property at run time. */
  readonly [types]?: { readonly state: State; readonly receives: Receives; readonly sends: Sends };
}

/** The handlers as the kernel calls them, with the author's types erased. */
export interface ErasedHandlers {
  readonly init: (self: never) => unknown;
  readonly on: Readonly<Record<string, (state: never, message: never, self: never, from: string) => unknown>>;
  readonly timers?: Readonly<Record<string, (state: never, self: never) => unknown>>;
}

/** The state type of a node definition. */
export type StateOf<Definition> = Definition extends NodeDefinition<infer State, infer _R, infer _S> ? State : never;

/**
 * Defines a node: a sequential process with private state and handlers.
 *
 * The first pair of parentheses takes the types of the messages that it receives and sends (the
 * same, unless told otherwise); TypeScript infers the rest, and demands a handler for each type.
 *
 * ```ts
 * type Request = { type: 'acquire'; ttl: number };
 * type Reply = { type: 'granted'; token: number };
 * export const lockService = node<Request, Reply>()({
 *   init: () => ({ nextToken: 33 }),
 *   on: {
 *     acquire(state, { ttl }, self, from) {
 *       self.send(from, { type: 'granted', token: state.nextToken++ });
 *     },
 *   },
 * });
 * ```
 */
export function node<Receives extends Message = NoMessage, Sends extends Message = Receives>() {
  return <State, Timer extends string = never>(
    handlers: NodeHandlers<State, Receives, Sends, Timer>,
  ): NodeDefinition<State, Receives, Sends> => ({
    kind: 'backstep.node',
    handlers: handlers as unknown as ErasedHandlers,
  });
}
