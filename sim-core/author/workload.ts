import { keysOf, requireKnownKeys } from '../base/known-keys.ts';
import { microseconds, type Duration } from '../base/duration.ts';
import { exponentialOf } from '../base/random.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import { node, type Message, type NodeDefinition, type NoMessage } from './node.ts';
import type { KeptState, MadeRequest, ReplyTo, Request } from './requests.ts';
import type { Self } from './self.ts';

/** What the draws of a workload may ask of their node. */
export type Drawing = Pick<Self, 'id' | 'nodes' | 'boots' | 'now' | 'monotonic' | 'random' | 'randomInteger' | 'pick'>;

/** A length of time that is drawn anew each time: always the same, evenly between two bounds, or exponential with a floor. */
export type Pause = Duration | { readonly min: Duration; readonly max: Duration } | { readonly mean: Duration; readonly min?: Duration };

/**
 * What a reply means for its operation: it has succeeded with an output, is known to have had no effect,
 * or another node is to be asked; `null` says that nobody knows whom, and the client waits on.
 */
export type ReplyOutcome = { readonly ok: unknown } | { readonly failed: unknown } | { readonly ask: string | null };

type FieldsOf<Asks> = Omit<Asks, 'type' | 'request'>;

/** One kind of operation of a workload. */
export type WorkloadOperation<Asks> = {
  /** How often it is drawn, compared with the others; more than 0. 1, unless given. */
  readonly weight?: number;
  /** What a reply means; it succeeds with the fields of the reply, unless given. */
  readonly outcome?: (reply: ReplyTo<Asks>) => ReplyOutcome;
} & (Record<never, never> extends FieldsOf<Asks>
  ? { readonly message?: (self: Drawing, unique: string) => FieldsOf<Asks> }
  : {
      /** Draws the fields of the message; `unique` is another text for each operation of the whole run. They are the operation's input. */
      readonly message: (self: Drawing, unique: string) => FieldsOf<Asks>;
    });

/** A client, told as data. */
export interface Workload<Asks extends Message> {
  /** Whom it asks. Of several, one is picked for each operation, and another time for each further attempt. */
  readonly to: string | readonly string[];
  /** Whether it asks whom it asked last, until that node does not answer in time: for a client that looks for a leader. False, unless given. */
  readonly sticky?: boolean;
  /** How long it rests before its first operation, and between the end of one and the next. Either this or `every`. */
  readonly think?: Pause;
  /** How long after the beginning of one operation the next begins, unless `outstanding` are under way. Either this or `think`. */
  readonly every?: Pause;
  /** How many operations are under way at most. 1, unless given. */
  readonly outstanding?: number;
  /** How many operations it begins in each of its lives. Without end, unless given. */
  readonly total?: number;
  /** How long it waits for an answer before it asks again. */
  readonly timeout: Duration;
  /** How often it asks at most; without end, unless given. An operation that was given up ends with `info`: it may have had an effect. */
  readonly attempts?: number;
  /** By how much each wait is longer than the one before. 1, unless given. */
  readonly backoff?: number;
  /** No wait gets longer than this by `backoff`. A minute, unless given. */
  readonly longest?: Duration;
  /** The operations by the type of their request; of each, which is drawn by weight. */
  readonly operations: { readonly [Type in Asks['type']]: WorkloadOperation<Extract<Asks, { readonly type: Type }>> };
}

/** What a client keeps in mind. */
export interface WorkloadState {
  /** How many operations it has begun in this life. */
  begun: number;
  /** Of the requests that are under way, the operation and the place among the `outstanding`. */
  underWay: Record<string, { operation: number; place: number }>;
  /** Whom it asked last. */
  asked: string | null;
}

type AnyRequest = Request<Message, Message>;
type ClientSelf = Self<AnyRequest>;

interface AnyOperation {
  readonly weight?: number;
  readonly message?: (self: Drawing, unique: string) => object;
  readonly outcome?: (reply: Message) => ReplyOutcome;
}

/**
 * Defines a client from data: what it asks, how often, and whom. Each operation stands in the history that
 * properties see: it is invoked with the fields of its message, and ends as completed, failed, or given up (`info`).
 * Everything is drawn from the node's own stream of the seed.
 *
 * @throws ScenarioError when something in it is missing, misspelt or out of range
 * @example
 * ```ts
 * type Read = Request<{ type: 'read'; key: string }, { type: 'value'; value: string | null }>;
 * type Write = Request<{ type: 'write'; key: string; value: string }, { type: 'written' } | { type: 'refused' }>;
 * const client = workload<Read | Write>()({
 *   to: 'store',
 *   think: { min: '10ms', max: '100ms' },
 *   timeout: '500ms',
 *   operations: {
 *     read: { weight: 3, message: (self) => ({ key: self.pick(['x', 'y']) }), outcome: ({ value }) => ({ ok: value }) },
 *     write: {
 *       message: (self, unique) => ({ key: self.pick(['x', 'y']), value: unique }),
 *       outcome: ({ type }) => (type === 'written' ? { ok: null } : { failed: type }),
 *     },
 *   },
 * });
 * ```
 */
export function workload<Asks extends AnyRequest>() {
  return (written: Workload<Asks>): NodeDefinition<KeptState<WorkloadState, Asks>, NoMessage, Asks> =>
    client(written as unknown as Plain) as unknown as NodeDefinition<KeptState<WorkloadState, Asks>, NoMessage, Asks>;
}

/** A workload with its types erased. */
type Plain = Omit<Workload<never>, 'operations'> & { readonly operations: Readonly<Record<string, AnyOperation>> };

function client(written: Plain) {
  check(written);
  const { timeout, attempts, backoff, longest, outstanding = 1, total = Infinity, sticky = false } = written;
  const names = typeof written.to === 'string' ? [written.to] : written.to;
  const operations = Object.entries(written.operations);
  const weights = operations.reduce((sum, [, { weight = 1 }]) => sum + weight, 0);
  const pause = written.think ?? written.every!;
  const isOpen = written.think === undefined;

  const drawOperation = (self: ClientSelf): readonly [string, AnyOperation] => {
    let left = operations.length === 1 ? 0 : self.random() * weights;
    return operations.find(([, { weight = 1 }]) => (left -= weight) < 0) ?? operations.at(-1)!;
  };
  const drawNode = (self: ClientSelf): string => (names.length === 1 ? names[0]! : self.pick(names));
  const rest = (self: ClientSelf, place: number): void => self.setTimer(timerOf(place), lengthOf(pause, self));

  const begin = (state: WorkloadState, self: ClientSelf, place: number): void => {
    const [type, { message }] = drawOperation(self);
    const fields = message?.(self, `${self.id}.${self.boots}.${state.begun}`);
    const to = sticky && state.asked !== null ? state.asked : drawNode(self);
    const operation = self.invoke(type, fields);
    state.begun += 1;
    state.asked = to;
    state.underWay[self.request(to, { ...fields, type })] = { operation, place };
  };
  /** An operation is over, and its place free for another. */
  const end = (state: WorkloadState, self: ClientSelf, { id }: MadeRequest): number => {
    const { operation, place } = state.underWay[id]!;
    delete state.underWay[id];
    if (!isOpen && state.begun < total) rest(self, place);
    return operation;
  };

  return node<NoMessage, AnyRequest>()<WorkloadState, string>({
    init(self): WorkloadState {
      for (let place = 0; place < (isOpen ? 1 : Math.min(outstanding, total)); place++) rest(self, place);
      return { begun: 0, underWay: {}, asked: null };
    },
    on: {},
    timers: Object.fromEntries(
      Array.from({ length: isOpen ? 1 : outstanding }, (_, place) => [
        timerOf(place),
        (state: WorkloadState, self: ClientSelf) => {
          // Two ends may have left one operation to begin.
          if (state.begun >= total) return;
          if (!isOpen || Object.keys(state.underWay).length < outstanding) begin(state, self, place);
          if (isOpen && state.begun < total) rest(self, place);
        },
      ]),
    ),
    requests: Object.fromEntries(
      operations.map(([type, { outcome = fieldsOf }]) => [
        type,
        {
          timeout,
          ...(attempts === undefined ? {} : { attempts }),
          ...(backoff === undefined ? {} : { backoff }),
          ...(longest === undefined ? {} : { longest }),
          answered(state: WorkloadState, reply: Message, self: ClientSelf, request: MadeRequest) {
            const meaning = outcome(reply);
            if ('ask' in meaning) {
              if (meaning.ask === null) return false;
              state.asked = meaning.ask;
              return self.retry(request, meaning.ask);
            }
            if ('ok' in meaning) self.complete(end(state, self, request), meaning.ok);
            else self.fail(end(state, self, request), meaning.failed);
          },
          target: (state: WorkloadState, self: ClientSelf) => (state.asked = drawNode(self)),
          gaveUp(state: WorkloadState, self: ClientSelf, request: MadeRequest) {
            self.info(end(state, self, request));
          },
        },
      ]),
    ),
  });
}

function timerOf(place: number): string {
  return place === 0 ? 'next' : `next ${place + 1}`;
}

/** What a reply says, without what it is. */
function fieldsOf(reply: Message): ReplyOutcome {
  const { type: _type, inReplyTo: _inReplyTo, ...fields } = reply as Message & { readonly inReplyTo?: string };
  return { ok: fields };
}

/** In milliseconds. */
function lengthOf(pause: Pause, self: Drawing): number {
  if (typeof pause !== 'object') return microseconds(pause, 'The pause of a workload') / 1_000;
  const min = microseconds(pause.min ?? 0, '`min` of the pause of a workload');
  if ('max' in pause) return self.randomInteger(min, microseconds(pause.max, '`max` of the pause of a workload')) / 1_000;
  const mean = microseconds(pause.mean, '`mean` of the pause of a workload');
  return (min + Math.round(exponentialOf(self.random(), Math.max(0, mean - min)))) / 1_000;
}

/** In microseconds. */
function longestOf(pause: Pause): number {
  const length = typeof pause !== 'object' ? pause : 'max' in pause ? pause.max : pause.mean;
  return microseconds(length, '`every` of the workload');
}

const KEYS = keysOf<Plain>({
  to: true,
  sticky: true,
  think: true,
  every: true,
  outstanding: true,
  total: true,
  timeout: true,
  attempts: true,
  backoff: true,
  longest: true,
  operations: true,
});
const OPERATION = keysOf<AnyOperation>({ weight: true, message: true, outcome: true });

function check(written: Plain): void {
  const refuse = (message: string, cure: string): never => {
    throw new ScenarioError(message, cure);
  };
  requireKnownKeys(written, KEYS, 'The workload');
  const { to, think, every, outstanding = 1, total = 1, operations } = written;
  if (typeof to !== 'string' && !(Array.isArray(to) && to.length > 0 && to.every((name) => typeof name === 'string')))
    refuse('The workload asks nobody.', "Name one node or more, as in `to: 'server'`.");
  if ((think === undefined) === (every === undefined))
    refuse(
      `The workload has ${think === undefined ? 'neither `think` nor `every`' : 'both `think` and `every`'}.`,
      "Give one of them, such as `think: '100ms'`.",
    );
  for (const [key, count] of Object.entries({ outstanding, total })) {
    if (!Number.isSafeInteger(count) || count < 1)
      refuse(`\`${key}\` of the workload is ${writtenText(count)}.`, 'Give a whole number from 1, or leave it out.');
  }
  const pause = think ?? every!;
  for (const [key, length] of Object.entries(typeof pause === 'object' ? pause : { length: pause }))
    microseconds(length as Duration, `\`${key}\` of the pause of the workload`);
  if (every !== undefined && longestOf(every) === 0)
    refuse(
      '`every` of the workload is zero, so that it would begin operations for ever at one time.',
      "Give a time, such as `every: '100ms'`.",
    );
  if (typeof pause === 'object' && 'max' in pause && microseconds(pause.max, '`max`') < microseconds(pause.min, '`min`'))
    refuse(`The pause of the workload goes from ${pause.min} down to ${pause.max}.`, 'Write the smaller one as `min`.');
  if (typeof operations !== 'object' || operations === null || Object.keys(operations).length === 0)
    refuse('The workload has no operations.', 'List them by the type of their request.');
  for (const [type, operation] of Object.entries(operations)) {
    requireKnownKeys(operation, OPERATION, `operations.${type} of the workload`);
    const { weight = 1 } = operation;
    if (typeof weight !== 'number' || !(weight > 0 && weight < Infinity))
      refuse(`\`weight\` of operations.${type} of the workload is ${writtenText(weight)}.`, 'Give a number above 0.');
  }
}
