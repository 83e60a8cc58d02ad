import type { ErasedRequestHandlers, KeptState, RequestHandlers, RequestsAmong } from './requests.ts';
import type { Self } from './self.ts';

/**
 * Every message is plain data with its type in `type`: objects without a class, arrays, strings, numbers, booleans,
 * null, undefined, bigints, Map, Set and Uint8Array.
 */
export interface Message {
  readonly type: string;
}

/** Sent by nobody: for a node that receives no messages. */
export type NoMessage = never;

/** Of a definition whose nodes are not told apart by settings. */
export type NoSettings = undefined;

/** One handler for each type of message that the node receives. */
export type MessageHandlers<State, Receives extends Message, Sends extends Message, Timer extends string, Settings> = {
  [Type in Receives['type']]: (
    state: State,
    message: Extract<Receives, { readonly type: Type }>,
    self: Self<Sends, Timer, Settings>,
    from: string,
  ) => void;
};

/** What to do about the requests that a node makes, by their type: needed for each, and for nothing else. */
export type RequestSection<State, Sends extends Message, Timer extends string, Settings> = [RequestsAmong<Sends>] extends [never]
  ? { readonly requests?: undefined }
  : {
      readonly requests: {
        [Type in RequestsAmong<Sends>['type']]: RequestHandlers<
          State,
          Extract<RequestsAmong<Sends>, { readonly type: Type }>,
          Sends,
          Timer,
          Settings
        >;
      };
    };

/**
 * A node as its author writes it: handlers over plain-data state. A handler runs to its end before another of the same
 * node begins, changes `state` in place, and does all else through `self`. One that throws violates `noHandlerThrows`,
 * the property that every scenario has.
 */
export interface NodeHandlers<State, Receives extends Message, Sends extends Message, Timer extends string, Settings = NoSettings> {
  /**
   * Makes the node's memory, when it first starts and again after every crash, of which only
   * `self.disk` is left. It may send and set timers. It returns plain data.
   */
  readonly init: (self: Self<Sends, NoInfer<Timer>, Settings>) => State;
  /**
   * For each type of message that the node receives, what to do about it: called with the state, a copy of the message,
   * `self`, and the name of the sender. `{}` for a node that receives none.
   */
  readonly on: MessageHandlers<NoInfer<State>, Receives, Sends, NoInfer<Timer>, Settings>;
  /** Called when a timer set with `self.setTimer(name, …)` is due on the node's own clock. A crash forgets all timers. */
  readonly timers?: { [Name in Timer]: (state: NoInfer<State>, self: Self<Sends, NoInfer<Timer>, Settings>) => void };
}

declare const types: unique symbol;

/**
 * Carries types only; there is no such property at run time.
 * @internal
 */
interface NodeTypes<State, Receives extends Message, Sends extends Message> {
  readonly [types]?: { readonly state: State; readonly receives: Receives; readonly sends: Sends };
}

/** A node definition: what `scenario` runs under as many names as wanted. */
export interface NodeDefinition<State = unknown, Receives extends Message = Message, Sends extends Message = Message> extends NodeTypes<
  State,
  Receives,
  Sends
> {
  readonly kind: 'backstep.node';
  readonly handlers: ErasedHandlers;
  /** What `self.settings` is. */
  readonly settings?: unknown;
}

/** A definition that takes settings: what `scenario` runs is what `with` returns. */
export interface ConfigurableNode<State, Receives extends Message, Sends extends Message, Settings> extends NodeTypes<
  State,
  Receives,
  Sends
> {
  /**
   * The same definition with settings, for one node or more: they run the same handlers, and so are peers.
   * @param settings plain data of objects, arrays, texts, numbers and the like; each run sees it frozen
   * @example
   * ```ts
   * const nodes = { fast: server.with({ timeout: '100ms' }), slow: server.with({ timeout: '2s' }) };
   * ```
   */
  with(settings: Settings): NodeDefinition<State, Receives, Sends>;
}

/** What `node` returns: ready to run, or with settings to be given. */
export type DefinedNode<State, Receives extends Message, Sends extends Message, Settings> = [Settings] extends [NoSettings]
  ? NodeDefinition<KeptState<State, Sends>, Receives, Sends>
  : ConfigurableNode<KeptState<State, Sends>, Receives, Sends, Settings>;

/**
 * The handlers as the kernel calls them, with the author's types erased.
 * @internal
 */
export interface ErasedHandlers {
  readonly init: (self: never) => unknown;
  readonly on: Readonly<Record<string, (state: never, message: never, self: never, from: string) => unknown>>;
  readonly timers?: Readonly<Record<string, (state: never, self: never) => unknown>>;
  readonly requests?: Readonly<Record<string, ErasedRequestHandlers>>;
}

/** The state type of a node definition. */
export type StateOf<Definition> = Definition extends NodeTypes<infer State, infer _R, infer _S> ? State : never;

/**
 * Defines a node: a sequential process with private state and handlers.
 *
 * The first pair of parentheses takes the types of the messages that it receives and sends (the
 * same, unless told otherwise), and of its settings, if nodes are to have different ones; TypeScript
 * infers the rest, and demands a handler for each type.
 *
 * @example
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
 *
 * A message that is a `Request` is asked with `self.request`, and what is to be done about it stands
 * in `requests`; its replies come there, and not to `on`.
 *
 * @example
 * ```ts
 * type Add = Request<{ type: 'add' }, { type: 'added'; total: number }>;
 * const server = node<Add, NoMessage>()({
 *   init: () => ({ total: 0 }),
 *   on: {
 *     add(state, { request }, self) {
 *       self.reply(request, { type: 'added', total: ++state.total });
 *     },
 *   },
 * });
 * const client = node<NoMessage, Add>()({
 *   init(self) {
 *     self.request('server', { type: 'add' });
 *     return { total: 0 };
 *   },
 *   on: {},
 *   requests: {
 *     add: {
 *       timeout: '1s',
 *       answered(state, { total }) {
 *         state.total = total;
 *       },
 *     },
 *   },
 * });
 * ```
 */
export function node<Receives extends Message = NoMessage, Sends extends Message = Receives, Settings = NoSettings>() {
  return <State, Timer extends string = never>(
    handlers: NodeHandlers<State, Receives, Sends, Timer, Settings> & RequestSection<NoInfer<State>, Sends, NoInfer<Timer>, Settings>,
  ): DefinedNode<State, Receives, Sends, Settings> => {
    const definition = { kind: 'backstep.node', handlers } as const;
    const configurable = { ...definition, with: (settings: Settings) => ({ ...definition, settings }) };
    return configurable as unknown as DefinedNode<State, Receives, Sends, Settings>;
  };
}
