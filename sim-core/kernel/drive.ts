import { node as define, type Message, type NodeDefinition } from '../author/node.ts';
import type { ReplyTo, RequestId, RequestsAmong, Unnamed } from '../author/requests.ts';
import type { Clocks, Latency } from '../author/scenario.ts';
import type { DiskView, Operation } from '../author/world.ts';
import { microseconds, type Duration } from '../base/duration.ts';
import { Isolator, hashKey } from '../base/hash.ts';
import { keysOf, requireKnownKeys } from '../base/known-keys.ts';
import { didYouMean } from '../base/nearest.ts';
import { copyPlain, NotPlain, type PlainObject } from '../base/plain.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds, Milliseconds } from '../base/units.ts';
import { NONE } from '../trace/event.ts';
import type { TraceEvent } from '../trace/event.ts';
import { TraceRecorder } from '../trace/recorder.ts';
import { eventAt } from '../trace/trace.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { Item, ITEM } from './item.ts';
import { modelOf } from './model.ts';
import { IN_REPLY_TO } from './node-requests.ts';
import { runOf } from './run.ts';
import { running } from './running.ts';
import { Simulation } from './simulation.ts';
import { diskView } from './world-view.ts';
import { writtenText } from '../base/written-text.ts';

/** What a driven node finds around itself. */
export interface DriveOptions {
  /** Its name; `'node'`, unless given. */
  readonly name?: string;
  /** The names of the other nodes that run the same definition, its `self.peers`; none, unless given. */
  readonly peers?: readonly string[];
  /** The names of nodes of other kinds; none, unless given. `self.nodes` has the driven one, its peers, then these. */
  readonly nodes?: readonly string[];
  /** From which it draws. 1, unless given. */
  readonly seed?: number;
  /** As in a scenario: exact, unless given. */
  readonly clocks?: Clocks;
  /** As in a scenario: a sync and a read take no time, unless given. */
  readonly disk?: { readonly syncLatency?: Latency; readonly readLatency?: Latency };
}

const OPTIONS = keysOf<DriveOptions>({ name: true, peers: true, nodes: true, seed: true, clocks: true, disk: true });

/** A message that a driven node has sent. */
export interface SentMessage<Sends extends Message> {
  /** The name of the node that it is for. */
  readonly to: string;
  /** A copy of the message, as it was sent. */
  readonly message: Sends;
}

/** What a node sends: its messages, and the replies to the requests that it receives, which say what they answer. */
export type SentBy<Receives extends Message, Sends extends Message> =
  Sends | (ReplyTo<RequestsAmong<Receives>> & { readonly inReplyTo: string });

/**
 * One node without a scenario around it, driven by hand: a real node of the kernel in a world of its own,
 * in which nothing happens but what the test lets happen. What it sends goes nowhere.
 */
export interface DrivenNode<State, Receives extends Message, Sends extends Message> {
  /** A copy of its state as of its last handler; undefined while it is down. */
  readonly state: State;
  /** All that it has sent so far, in order. */
  readonly sent: readonly SentMessage<SentBy<Receives, Sends>>[];
  /** The timers that are set, and in how many milliseconds of its world each is due. */
  readonly timers: Readonly<Record<string, Milliseconds>>;
  /** What is on its disk, synced and not. */
  readonly disk: DiskView;
  /** The operations that it has invoked, in order, and what became of them. */
  readonly operations: readonly Operation[];
  /** Its remarks, in order. */
  readonly log: readonly string[];
  /** How long its world has existed, in milliseconds. */
  readonly time: Milliseconds;
  /**
   * Hands it a message, and returns what it sent in consequence. A handler that takes time is waited for.
   * @throws what its handler throws
   * @throws ScenarioError when it has no handler for the message, is down, or there is no node `from`
   */
  deliver(from: string, message: Receives): readonly SentMessage<SentBy<Receives, Sends>>[];
  /** Hands it a request, as if another node had made it with `self.request`: it is given a name. Otherwise like `deliver`. */
  ask(from: string, message: Unnamed<RequestsAmong<Receives>>): readonly SentMessage<SentBy<Receives, Sends>>[];
  /**
   * Answers a request that it has made, on behalf of whomever it asked last, and returns what it sent in consequence.
   * What it awaits no longer is dropped, as in a run.
   * @throws ScenarioError when it has made no such request
   */
  answer<Reply extends Message>(request: RequestId<Reply>, reply: NoInfer<Reply>): readonly SentMessage<SentBy<Receives, Sends>>[];
  /**
   * Lets time pass until a timer fires, and returns what the node sent meanwhile; what is due before happens before.
   * @throws ScenarioError when it is not set
   */
  fire(timer: string): readonly SentMessage<SentBy<Receives, Sends>>[];
  /** Lets time pass, and returns what the node sent meanwhile. */
  advance(by: Duration): readonly SentMessage<SentBy<Receives, Sends>>[];
  /** Ends its life: what is left is its disk, as far as it was synced. */
  crash(): void;
  /** Starts it again after a crash, and returns what it sent in its `init`. */
  restart(): readonly SentMessage<SentBy<Receives, Sends>>[];
}

/**
 * Starts one node without a scenario, for unit tests: its handlers, timers, clock, disk and draws are those of
 * a run, and so is every error.
 *
 * @throws ScenarioError for an option that does not exist, and inside of a handler
 * @example
 * ```ts
 * const server = drive(lockService, { name: 'lock', nodes: ['alice', 'bob'] });
 * server.deliver('alice', { type: 'acquire' });
 * assert.deepEqual(server.deliver('bob', { type: 'acquire' }), []);
 * const [grant] = server.fire('expire');
 * assert.equal(grant.to, 'bob');
 * ```
 */
export function drive<State, Receives extends Message, Sends extends Message>(
  definition: NodeDefinition<State, Receives, Sends>,
  options: DriveOptions = {},
): DrivenNode<State, Receives, Sends> {
  return new Drive(definition, options);
}

/** Messages take longer than the world lasts. */
const EVER = { duration: 1e12, latency: 2e12 };

const stub = define()({ init: () => ({}), on: {} });

class Drive<State, Receives extends Message, Sends extends Message> implements DrivenNode<State, Receives, Sends> {
  readonly #simulation: Simulation;
  readonly #names: readonly string[];
  /** How many requests others have made of it. */
  #asked = 0;
  /** The end of the part of the trace that has been looked at, and what was found there. */
  #seen = 0;
  readonly #sent: SentMessage<SentBy<Receives, Sends>>[] = [];
  readonly #log: string[] = [];

  constructor(definition: NodeDefinition<State, Receives, Sends>, options: DriveOptions) {
    if (running.self) throw new ScenarioError('A handler drives a node.', 'Drive nodes in tests, outside of any run.');
    requireKnownKeys(options, OPTIONS, 'The options of `drive`');
    const { name = 'node', peers = [], nodes = [], seed = 1, clocks, disk } = options;
    this.#names = [name, ...peers, ...nodes];
    const twice = this.#names.find((other, index) => this.#names.indexOf(other) !== index);
    if (twice !== undefined) throw new ScenarioError(`\`drive\` was given two nodes of the name '${twice}'.`, 'Rename one.');
    const scenario = {
      name: `${name}, driven`,
      nodes: Object.fromEntries(this.#names.map((other) => [other, other === name ? definition : stub])),
      duration: EVER.duration,
      network: { latency: EVER.latency },
      properties: [],
      ...(clocks ? { clocks } : {}),
      ...(disk ? { disk } : {}),
    };
    const model = modelOf({ kind: 'backstep.scenario', scenario });
    // Its handlers are always such that may take time, because a world that is driven cannot start over.
    for (const handlers of [model.tables[0]!.on, model.tables[0]!.timers]) for (const handler of handlers.values()) handler.isSlow = true;
    const driven = { ...model, peers: this.#names.map(() => Object.freeze([...peers])) };
    this.#simulation = new Simulation(driven, runOf(driven, seed), { recorder: () => new TraceRecorder(), checks: 'all' });
    this.#happens(0);
  }

  get #process(): SimulatedProcess {
    return this.#simulation.processes[0]!;
  }

  get state(): State {
    return this.#process.view() as State;
  }

  get sent(): readonly SentMessage<SentBy<Receives, Sends>>[] {
    return [...this.#sent];
  }

  get timers(): Readonly<Record<string, Milliseconds>> {
    const { time } = this.#simulation;
    return Object.fromEntries([...this.#process.visibleTimers].map(([name, { due }]) => [name, (due - time) / 1_000]));
  }

  get disk(): DiskView {
    return diskView(this.#process);
  }

  get operations(): readonly Operation[] {
    return copyPlain([...this.#simulation.stage.history.seen]);
  }

  get log(): readonly string[] {
    return [...this.#log];
  }

  get time(): Milliseconds {
    return this.#simulation.time / 1_000;
  }

  deliver(from: string, message: object): readonly SentMessage<SentBy<Receives, Sends>>[] {
    const { type } = message as { readonly type?: unknown };
    const table = this.#simulation.stage.model.tables[0]!;
    if (typeof type !== 'string' || (!table.on.has(type) && !Object.hasOwn(message, IN_REPLY_TO))) {
      throw this.#mistake(`'${this.#names[0]}' has no handler for ${writtenText(type)}.`, didYouMean(type, [...table.on.keys()]));
    }
    return this.#arrives(from, message as PlainObject, type);
  }

  ask(from: string, message: object): readonly SentMessage<SentBy<Receives, Sends>>[] {
    return this.deliver(from, { ...message, request: `${from}/0/${this.#asked++}` });
  }

  answer(request: string, reply: Message): readonly SentMessage<SentBy<Receives, Sends>>[] {
    const asked = [...this.#sent].reverse().find(({ message }) => 'request' in message && message.request === request);
    if (asked) return this.#arrives(asked.to, { ...reply, [IN_REPLY_TO]: request }, reply.type);
    throw this.#mistake(
      `'${this.#names[0]}' has made no request ${writtenText(request)}.`,
      'Take its name from what was sent: `sent[0].message.request`.',
    );
  }

  #arrives(from: string, message: PlainObject, type: string): readonly SentMessage<SentBy<Receives, Sends>>[] {
    const { agenda, network } = this.#simulation.stage;
    const peer = this.#names.indexOf(from);
    if (peer < 0)
      throw this.#mistake(`There is no node '${from}' to send '${type}'.`, `${didYouMean(from, this.#names)} Others go into \`nodes\`.`);
    if (!this.#process.up) throw this.#mistake(`'${this.#names[0]}' is down.`, 'Call `restart()` first.');
    const isolator = new Isolator();
    const payload = this.#plain(type, () => isolator.isolate(message));
    const link = network.link(peer, 0);
    const { time } = this.#simulation;
    const content = hashKey(type) ^ isolator.hash;
    agenda.queue.push(new Item(time, agenda.sequence(), ITEM.deliver, 0, peer, type, payload, content, -1, 0, link.sent++, 0, NONE));
    return this.#happens(time);
  }

  #plain<Result>(type: string, isolate: () => Result): Result {
    try {
      return isolate();
    } catch (error) {
      if (error instanceof NotPlain) throw this.#mistake(`The message '${type}' is not plain data.`, 'Send what a node could send.');
      throw error;
    }
  }

  fire(timer: string): readonly SentMessage<SentBy<Receives, Sends>>[] {
    const { timers } = this.#process;
    const set = timers.get(timer);
    if (set) return this.#happens(set.due);
    throw this.#mistake(
      `The timer '${timer}' of '${this.#names[0]}' is not set.`,
      timers.size > 0 ? didYouMean(timer, [...timers.keys()]).replace('Known are', 'Set are') : 'None of its timers is.',
    );
  }

  advance(by: Duration): readonly SentMessage<SentBy<Receives, Sends>>[] {
    return this.#happens(this.#simulation.time + microseconds(by, 'How far to advance'));
  }

  crash(): void {
    if (!this.#process.up) throw this.#mistake(`'${this.#names[0]}' is down already.`, 'Call `restart()` first.');
    this.#simulation.lives.crash(this.#process, 'driven');
  }

  restart(): readonly SentMessage<SentBy<Receives, Sends>>[] {
    if (this.#process.up) throw this.#mistake(`'${this.#names[0]}' is up.`, 'Call `crash()` first.');
    this.#simulation.lives.start(this.#process);
    return this.#happens(this.#simulation.time);
  }

  /** Everything up to a time happens, and what then takes time is waited for. Returns what the node has sent meanwhile. */
  #happens(until: Microseconds): readonly SentMessage<SentBy<Receives, Sends>>[] {
    const process = this.#process;
    this.#simulation.advanceTo(until);
    while (process.busy) this.#simulation.advanceTo(process.busyUntil);
    const sentBefore = this.#sent.length;
    this.#look();
    if (process.holds.has('threw')) this.#throw();
    return this.#sent.slice(sentBefore);
  }

  /** Takes from the trace what the node has sent and said since the last look. */
  #look(): void {
    const { log } = this.#simulation.stage;
    const { strings, values } = log.recorder!;
    const trace = { nodes: this.#names, strings, values, columns: log.recorder!.columns() };
    for (; this.#seen < trace.columns.length; this.#seen++) {
      const { kind, node, peer, value, name }: TraceEvent = eventAt(trace, this.#seen);
      if (node !== this.#names[0]) continue;
      if (kind === 'send') this.#sent.push({ to: peer!, message: copyPlain(value) as SentBy<Receives, Sends> });
      else if (kind === 'note') this.#log.push(name);
    }
  }

  /** A handler has thrown: a test hears it as it was thrown. */
  #throw(): never {
    const { because, thrown } = this.#simulation.outcome().properties[0]!;
    this.#process.holds.clear();
    const error = new Error(because);
    if (thrown?.stack !== undefined) error.stack = thrown.stack;
    throw error;
  }

  #mistake(message: string, cure: string): ScenarioError {
    return new ScenarioError(message, cure, { node: this.#names[0]! });
  }
}
