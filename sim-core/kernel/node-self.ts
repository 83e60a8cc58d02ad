import type { RequestId } from '../author/requests.ts';
import type { Backlog, Disk, Self, Signed, TimeInterval } from '../author/self.ts';
import { microseconds, type Duration } from '../base/duration.ts';
import { freezeMethods } from '../base/freeze-methods.ts';
import { didYouMean } from '../base/nearest.ts';
import { ScenarioError, type Subject } from '../base/scenario-error.ts';
import type { Microseconds, Milliseconds } from '../base/units.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { Checks } from './checks.ts';
import type { Effects } from './effects.ts';
import type { HandlerTable } from './handler-table.ts';
import { ITEM } from './item.ts';
import { MessageIsolator } from './message-isolator.ts';
import { NodeClocks } from './node-clocks.ts';
import { NodeDraws } from './node-draws.ts';
import { NodeDisk, slowed } from './node-disk.ts';
import { IN_REPLY_TO, NodeRequests, requesterOf, type KeptRequest, type SentMessage } from './node-requests.ts';
import { nextOperation, wasInvoked } from './operation-ids.ts';
import type { RunningNode } from './running.ts';
import type { Stage } from './stage.ts';
import type { StreamSight } from './stream-sight.ts';
import { strikeStalls } from './stalls.ts';
import type { Timeline } from './timeline.ts';
import { writtenText } from '../base/written-text.ts';

/** The execution of a handler, as whoever runs handlers steers it: no author gets hold of it. */
export interface Execution {
  readonly timeline: Timeline;
  /** The name of the handler that runs, or ran last. */
  handler: string;
  running: boolean;
  /** What it sees of the streams on which it sends; undefined where no link is one. */
  sight: StreamSight | undefined;
  /** The requests that the node makes; undefined for a definition that makes none. */
  requests: NodeRequests | undefined;
}

export interface NodeSelfOptions {
  readonly execution: Execution;
  readonly stage: Stage;
  readonly effects: Effects;
  readonly process: SimulatedProcess;
  readonly table: HandlerTable;
  /** What it was listed with, frozen; undefined for one that was listed without. */
  readonly settings: unknown;
  readonly checks: Checks;
}

/** `self`, as one node's handlers get it. */
export class NodeSelf implements Self, RunningNode {
  readonly id: string;
  readonly nodes: readonly string[];
  readonly peers: readonly string[];
  readonly disk: Disk;
  readonly #execution: Execution;
  readonly #timeline: Timeline;
  readonly #stage: Stage;
  readonly #effects: Effects;
  readonly #process: SimulatedProcess;
  readonly #timers: ReadonlyMap<string, unknown>;
  readonly #settings: unknown;
  readonly #isolator: MessageIsolator;
  readonly #clocks: NodeClocks;
  readonly #draws: NodeDraws;

  constructor({ execution, stage, effects, process, table, settings, checks }: NodeSelfOptions) {
    this.#execution = execution;
    this.#timeline = execution.timeline;
    this.#stage = stage;
    this.#effects = effects;
    this.#process = process;
    this.#timers = table.timers;
    this.#settings = settings;
    this.id = process.name;
    this.#isolator = new MessageIsolator(() => this.#subject, checks);
    this.#draws = new NodeDraws(stage.choices, process.name);
    this.#clocks = new NodeClocks(stage, process, this.#timeline);
    this.nodes = stage.model.names;
    this.peers = stage.model.peers[process.index]!;
    this.disk = new NodeDisk({ stage, effects, process, timeline: this.#timeline, isolator: this.#isolator, call: () => this.#call() });
    execution.requests =
      table.requests &&
      new NodeRequests({
        process,
        table,
        rules: table.requests,
        send: (to, message) => this.send(to, message),
        setTimer: (name, length) => this.#setTimer(name, length),
        cancelTimer: (name) => this.#cancelTimer(name),
        subject: () => this.#subject,
      });
    // It outlives handlers and crashes, so that nothing may be kept on it.
    Object.freeze(this);
  }

  get boots(): number {
    return this.#process.incarnation;
  }

  get settings(): unknown {
    if (this.#settings !== undefined) return this.#settings;
    throw new ScenarioError(
      `'${this.id}' reads its settings, and was listed without any.`,
      'List it as `definition.with({ … })`.',
      this.#subject,
    );
  }

  send(to: string, message: SentMessage): void {
    this.#call();
    const peer = this.#peer(to, 'sends to');
    const type: unknown = (message as { type?: unknown } | null | undefined)?.type;
    if (typeof type !== 'string') {
      throw new ScenarioError(
        `'${this.id}' sends a message without a \`type\`.`,
        "Send an object such as { type: 'ping' }.",
        this.#subject,
      );
    }
    const payload = this.#isolator.isolate(message, 'message', type);
    this.#execution.sight?.sends(peer, type);
    this.#effects.callSend(this.#process, this.#timeline, peer, type, payload, this.#isolator.hash);
  }

  #peer(to: string, does: string): number {
    const peer = this.#stage.model.indexes.get(to);
    if (peer !== undefined) return peer;
    throw new ScenarioError(
      `'${this.id}' ${does} ${writtenText(to)}, which does not exist.`,
      didYouMean(String(to), this.nodes).replace('Known are', 'The nodes are'),
      this.#subject,
    );
  }

  stream(to: string): Backlog {
    this.#call();
    const peer = this.#peer(to, 'asks for its stream to');
    const { sight } = this.#execution;
    if (sight?.isStream(peer)) return sight.look(peer);
    throw new ScenarioError(
      `'${this.id}' asks for its stream to '${to}', and that link is none.`,
      "Write `transport: 'stream'` in the `network` of the scenario.",
      this.#subject,
    );
  }

  broadcast(message: SentMessage, to: readonly string[] = this.peers): void {
    if (!Array.isArray(to))
      throw new ScenarioError(
        `'${this.id}' broadcasts to ${writtenText(to)}, which is no list.`,
        'Give an array of the names of nodes.',
        this.#subject,
      );
    for (const name of to) this.send(name, message);
  }

  request(to: string, message: SentMessage): RequestId<never> {
    return this.#requests.make(to, message);
  }

  retry(request: KeptRequest, to: string = request?.to): void {
    this.#requests.retry(request, to);
  }

  get #requests(): NodeRequests {
    const { requests } = this.#execution;
    if (requests) return requests;
    throw new ScenarioError(
      `'${this.id}' makes a request, and its definition has no \`requests\`.`,
      'Add them: `requests: { TYPE: { timeout, answered } }`.',
      this.#subject,
    );
  }

  reply(request: string, reply: object): void {
    if (typeof request !== 'string') {
      throw new ScenarioError(
        `'${this.id}' replies to ${writtenText(request)}, which names no request.`,
        'Pass the `request` of a message that was sent with `self.request`.',
        this.#subject,
      );
    }
    const to = requesterOf(request);
    // Only a liar sends such a name, and to be lied to is no mistake.
    if (to === undefined || !this.#stage.model.indexes.has(to)) return this.log(`no reply to '${request}', which names no request`);
    this.send(to, { ...(reply as SentMessage), [IN_REPLY_TO]: request });
  }

  setTimer(name: string, after: Duration): void {
    this.#call();
    this.#knownTimer(name);
    this.#setTimer(name, microseconds(after, `The delay of timer '${name}'`));
  }

  #setTimer(name: string, after: Microseconds): void {
    const length = this.#process.clock.simulated(after);
    this.#keepTimers();
    this.#effects.call(ITEM.setTimer, this.#process, this.#timeline, name, undefined, 0, length);
  }

  cancelTimer(name: string): void {
    this.#call();
    this.#knownTimer(name);
    this.#cancelTimer(name);
  }

  #cancelTimer(name: string): void {
    this.#keepTimers();
    this.#effects.call(ITEM.cancelTimer, this.#process, this.#timeline, name, undefined, 0, 0);
  }

  now(): Milliseconds {
    this.#call();
    return this.#clocks.timeOfDay();
  }

  monotonic(): Milliseconds {
    this.#call();
    return this.#clocks.monotonic();
  }

  timeInterval(): TimeInterval {
    this.#call();
    return this.#clocks.interval(this.#subject);
  }

  sign<Body extends object>(body: Body): Signed<Body> {
    this.#call();
    const copy = this.#isolator.isolate(body, 'signed', '') as unknown as Body;
    return { ...copy, signature: this.#stage.signatures.of(this.id, copy) };
  }

  verify(signed: Signed<object>, by: string): boolean {
    this.#call();
    return this.#stage.signatures.isBy(by, signed);
  }

  random(): number {
    this.#call();
    return this.#draws.stream.next();
  }

  randomInteger(from: number, to: number): number {
    this.#call();
    return this.#draws.integer(from, to, this.#subject);
  }

  pick<Item>(items: readonly Item[]): Item {
    this.#call();
    return this.#draws.item(items, this.#subject);
  }

  busy(time: Duration): void {
    this.#call();
    const usual = microseconds(time, 'The length of self.busy');
    this.#timeline.pass(slowed(usual, 'cpu', { stage: this.#stage, process: this.#process, timeline: this.#timeline }));
  }

  log(text: string): void {
    this.#call();
    this.#effects.call(ITEM.note, this.#process, this.#timeline, String(text), undefined, 0, 0);
  }

  invoke(operation: string, input?: unknown): number {
    this.#call();
    const id = nextOperation(this.#process, this.#stage.processes);
    const payload = this.#isolator.isolate({ input }, 'input', operation);
    this.#effects.call(ITEM.invoke, this.#process, this.#timeline, String(operation), payload, this.#isolator.hash, id);
    return id;
  }

  complete(id: number, output?: unknown): void {
    this.#completion(id, { status: 'ok', output });
  }

  fail(id: number, reason?: unknown): void {
    this.#completion(id, { status: 'failed', output: reason });
  }

  info(id: number, reason?: unknown): void {
    this.#completion(id, { status: 'info', output: reason });
  }

  #completion(id: number, completion: { status: 'ok' | 'failed' | 'info'; output: unknown }): void {
    this.#call();
    if (!wasInvoked(id, this.#stage.processes)) {
      throw new ScenarioError(
        `'${this.id}' ends the operation ${writtenText(id)}, which was never invoked.`,
        'Pass the id that self.invoke returned.',
        this.#subject,
      );
    }
    const payload = this.#isolator.isolate(completion, 'output', String(id));
    this.#effects.call(ITEM.complete, this.#process, this.#timeline, '', payload, this.#isolator.hash, id);
  }

  /** What an error in the running handler is about. */
  get #subject(): Subject {
    return { node: this.id, handler: this.#execution.handler };
  }

  /** Every call on `self` comes through here: this is where a stall can strike. */
  #call(): void {
    if (!this.#execution.running) {
      throw new ScenarioError(
        `\`self\` of '${this.id}' was used outside of its handlers.`,
        'Use the `self` that the running handler was given, and do not keep it.',
        { node: this.id },
      );
    }
    if (this.#process.stalls.length > 0) strikeStalls(this.#process, this.#timeline, this.#stage.model.stabilisesAt, this.#effects);
  }

  /** Others see the timers as they were before a handler that takes time. */
  #keepTimers(): void {
    if (this.#timeline.mayPass) this.#process.timersBefore ??= new Map(this.#process.timers);
  }

  #knownTimer(name: string): void {
    if (this.#timers.has(name)) return;
    const known = [...this.#timers.keys()];
    throw new ScenarioError(
      `'${this.id}' has no timer ${writtenText(name)}.`,
      known.length > 0 ? didYouMean(String(name), known).replace('Known are', 'Its timers are') : 'Add a handler for it to `timers`.',
      this.#subject,
    );
  }
}

freezeMethods(NodeSelf.prototype);
