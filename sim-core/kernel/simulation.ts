import type { ErasedHandlers } from '../author/node.ts';
import type { Operation, World } from '../author/world.ts';
import { History, type HistoryMark } from '../judges/history.ts';
import { Judges, type JudgesState } from '../judges/judges.ts';
import { worst } from '../judges/verdict.ts';
import { FLAG, KIND, NONE } from '../trace/event.ts';
import type { TraceRecorder } from '../trace/recorder.ts';
import type { ByzantineOverrides, Outcome } from '../trace/trace.ts';
import { FaultAccount, type AccountState } from '../world/accounting.ts';
import { deviate } from '../world/byzantine.ts';
import { SimulatedClock } from '../world/clock.ts';
import { drawLatency } from '../world/latency.ts';
import { SimulatedNetwork, type NetworkState } from '../world/network.ts';
import { SimulatedProcess, type ProcessState } from '../world/process.ts';
import type { PlannedFault } from '../world/timeline.ts';
import { hashKey, hashPlain, hashText, RollingHash } from './hash.ts';
import type { Model } from './model.ts';
import { NodeSelf, TimePassed, type HandlerHost } from './node-self.ts';
import { copyPlain, describeUnplain, NotPlain, type PlainObject } from './plain.ts';
import { EventQueue, Item, ITEM } from './queue.ts';
import { RandomStreams, type StreamState } from './random.ts';
import { running } from './running.ts';
import { ScenarioError } from './scenario-error.ts';

/** The whole world at a step: what `load` needs to go on exactly as the original run did. */
export interface Checkpoint {
  /** How many events had happened. */
  readonly steps: number;
  readonly time: number;
  readonly sequence: number;
  readonly operations: number;
  readonly stabilised: boolean;
  readonly crowd: number;
  readonly hash: readonly [number, number];
  readonly queue: readonly Item[];
  readonly effects: readonly Item[];
  readonly processes: readonly ProcessState[];
  readonly network: NetworkState;
  readonly streams: readonly (readonly [string, StreamState])[];
  readonly history: HistoryMark;
  readonly judges: JudgesState;
  readonly account: AccountState;
}

export interface SimulationOptions {
  readonly byzantine: ByzantineOverrides;
  /** The faults of this run, scripted and drawn, in order of time. */
  readonly plan: readonly PlannedFault[];
  /** Where to record the trace, if it is kept. */
  readonly recorder?: TraceRecorder;
  /**
   * Payloads in the queue are shared with a trace or with checkpoints, so that a receiver gets a
   * copy of its own. Without either, the one copy made at the send is handed over.
   */
  readonly sharesPayloads: boolean;
  /** Each `step` makes exactly one event; otherwise the sends of a handler happen in its step. */
  readonly singleSteps: boolean;
}

type Handler = (first: unknown, second?: unknown, third?: unknown, fourth?: string) => unknown;

/** A node's handlers, found by the name of the message or timer alone. */
interface HandlerTable {
  readonly init: NamedHandler;
  readonly on: ReadonlyMap<string, NamedHandler>;
  readonly timers: ReadonlyMap<string, NamedHandler>;
}

interface NamedHandler {
  /** `init`, `on.TYPE` or `timers.NAME`. */
  readonly name: string;
  readonly run: Handler;
}

function handlerTable({ init, on, timers }: ErasedHandlers): HandlerTable {
  const named = (prefix: string, handlers: object | undefined): ReadonlyMap<string, NamedHandler> =>
    new Map(Object.entries(handlers ?? {}).map(([key, run]) => [key, { name: `${prefix}.${key}`, run: run as Handler }]));
  return { init: { name: 'init', run: init as unknown as Handler }, on: named('on', on), timers: named('timers', timers) };
}

/** This many events at one simulated time are taken for an endless loop of messages without latency. */
const MOST_EVENTS_AT_ONE_TIME = 1_000_000;

/**
 * The one loop: takes the next item by (time, sequence), lets it happen, and puts what follows from
 * it back into the queue.
 */
export class Simulation implements HandlerHost {
  readonly names: readonly string[];
  /** Simulated time in microseconds. */
  time = 0;
  /** How many events have happened; the next event is this step. */
  steps = 0;
  readonly processes: readonly SimulatedProcess[];
  readonly history = new History();
  readonly syncing: { latency(node: number): number };

  readonly #model: Model;
  readonly #seed: number;
  readonly #plan: readonly PlannedFault[];
  readonly #recorder: TraceRecorder | undefined;
  readonly #sharesPayloads: boolean;
  /**
   * A send may happen right when the handler calls for it, since nothing can come between the two:
   * the same events in the same order, without a place in line. Not when single steps are asked for.
   */
  readonly #sendsAtOnce: boolean;
  readonly #streams: RandomStreams;
  readonly #network: SimulatedNetwork;
  readonly #account = new FaultAccount();
  readonly #judges: Judges;
  readonly #hash = new RollingHash();
  readonly #queue = new EventQueue();
  readonly #selves: readonly NodeSelf[];
  readonly #handlers: readonly HandlerTable[];
  readonly #indexes: ReadonlyMap<string, number>;
  /** What properties see of the states, by node name. */
  readonly #visible: Record<string, unknown>;
  readonly #checks: number[];
  /** Whether handlers of a node are known to take time. */
  readonly #slow: readonly boolean[];
  readonly #moment = { step: 0, time: 0, stabilised: false };

  /** Effects of the last event that happen at once, in order, before anything else of the queue. */
  #effects: Item[] = [];
  #nextEffect = 0;
  /** What happens before even those: the loss of the message that was just sent. */
  #next: Item | undefined;
  #sequence = 0;
  #operations = 0;
  #stabilised = false;
  #finished = false;
  /** How many events have happened at the present time. */
  #crowd = 0;
  /** The step of the event whose handler runs. */
  #cause = -1;
  /** How many nodes have no state yet that others could see. */
  #unseen: number;

  constructor(model: Model, seed: number, options: SimulationOptions) {
    this.#model = model;
    this.#seed = seed;
    this.#plan = options.plan;
    this.#recorder = options.recorder;
    this.#sharesPayloads = options.sharesPayloads;
    this.#sendsAtOnce = !options.singleSteps;
    this.names = model.names;
    this.#streams = new RandomStreams(seed);
    this.#indexes = new Map(model.names.map((name, index) => [name, index]));
    this.#network = new SimulatedNetwork(model.names, model.links, options.plan, this.#streams);
    const byzantine = { ...model.byzantine, ...options.byzantine };
    this.processes = model.names.map((name, index) => new SimulatedProcess(index, name, this.#drawClock(name), byzantine[name]));
    this.#handlers = model.handlers.map(handlerTable);
    this.#selves = this.processes.map((process, index) => {
      const timers = new Set(Object.keys(model.handlers[index]!.timers ?? {}));
      return new NodeSelf(this, process, model.peers[index]!, timers, () => this.#streams.stream(`node/${process.name}`));
    });
    this.syncing = {
      latency: (node) => drawLatency(model.syncLatency, this.#streams.stream(`disk/${model.names[node]!}`), this.#stabilised),
    };
    this.#checks = model.names.map(() => 0);
    this.#slow = model.names.map((_, index) => model.slow.has(index));
    this.#unseen = model.names.length;
    // All names from the start, so that the order in which properties meet them never varies.
    this.#visible = Object.fromEntries(model.names.map((name) => [name, undefined]));
    this.#judges = new Judges(model.properties, this.#world(), () => this.#visible);
    this.#requestFaults(byzantine);
    this.#schedule();
  }

  /** Whether the run has reached the end of its duration. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Lets the next thing happen: one event, or with it what follows at once. False when the run is over. */
  step(): boolean {
    const { duration } = this.#model;
    while (!this.#finished) {
      let item: Item;
      if (this.#next) {
        item = this.#next;
        this.#next = undefined;
      } else if (this.#nextEffect < this.#effects.length) {
        item = this.#effects[this.#nextEffect++]!;
        if (this.#nextEffect === this.#effects.length) {
          this.#effects = [];
          this.#nextEffect = 0;
        }
      } else {
        const next = this.#queue.nextTime;
        if (next > duration) {
          this.#conclude();
          return false;
        }
        if (next > this.time) this.#pass(next);
        item = this.#queue.pop()!;
      }
      const before = this.steps;
      this.#happen(item);
      if (this.steps !== before) return true;
    }
    return false;
  }

  /** Runs to the end. */
  run(): void {
    while (this.step());
  }

  outcome(): Outcome {
    const { name, duration, stabilisesAt } = this.#model;
    const properties = this.#judges.outcomes(duration, stabilisesAt);
    const hash = new RollingHash();
    hash.a = this.#hash.a;
    hash.b = this.#hash.b;
    for (const process of this.processes) hash.mix(hashPlain(process.visible));
    return {
      scenario: name,
      seed: this.#seed,
      verdict: worst(properties.map(({ verdict }) => verdict)),
      properties,
      events: this.steps,
      simulatedMicroseconds: this.time,
      hash: hash.digest(),
      faults: this.#account.counts(),
    };
  }

  /** The whole world as it is now. */
  save(): Checkpoint {
    return {
      steps: this.steps,
      time: this.time,
      sequence: this.#sequence,
      operations: this.#operations,
      stabilised: this.#stabilised,
      crowd: this.#crowd,
      hash: [this.#hash.a, this.#hash.b],
      queue: this.#queue.save(),
      effects: [...(this.#next ? [this.#next] : []), ...this.#effects.slice(this.#nextEffect)],
      processes: this.processes.map((process) => this.#refusingUnplain(process.index, () => process.save())),
      network: this.#network.save(),
      streams: this.#streams.save(),
      history: this.history.mark(),
      judges: this.#judges.save(),
      account: this.#account.save(),
    };
  }

  /** Makes the world what it was; everything from here on happens again as it did. */
  load(checkpoint: Checkpoint): void {
    this.steps = checkpoint.steps;
    this.time = checkpoint.time;
    this.#sequence = checkpoint.sequence;
    this.#operations = checkpoint.operations;
    this.#stabilised = checkpoint.stabilised;
    this.#crowd = checkpoint.crowd;
    [this.#hash.a, this.#hash.b] = checkpoint.hash;
    this.#queue.load(checkpoint.queue);
    this.#effects = checkpoint.effects.slice();
    this.#nextEffect = 0;
    this.#next = undefined;
    this.#finished = false;
    this.processes.forEach((process, index) => process.load(checkpoint.processes[index]!));
    this.#network.load(checkpoint.network);
    this.#streams.load(checkpoint.streams);
    this.history.seek(checkpoint.history);
    this.#judges.load(checkpoint.judges);
    this.#account.load(checkpoint.account);
    for (const process of this.processes) this.#show(process);
  }

  /** One number over the whole world: equal worlds have equal hashes. */
  worldHash(): string {
    const { queue, effects, processes, ...rest } = this.save();
    const hash = new RollingHash();
    // The heap's layout depends on how it was filled, so its items count in the order of the queue.
    for (const item of [...queue].sort((a, b) => a.time - b.time || a.sequence - b.sequence)) hash.mix(item.hash());
    for (const item of effects) hash.mix(item.hash());
    for (const { backlog, ...process } of processes) {
      for (const item of backlog) hash.mix(item.hash());
      hash.mix(hashPlain(process));
      hash.mix(hashText(keyed(process)));
    }
    hash.mix(hashPlain(rest));
    hash.mix(hashText(keyed(rest)));
    return hash.digest();
  }

  // What running handlers bring about.

  indexOfNode(name: string): number | undefined {
    return this.#indexes.get(name);
  }

  effect(what: number, process: SimulatedProcess, offset: number, peer: number, name: string, payload: PlainObject | undefined, payloadHash: number, tag: number): void {
    const content = hashKey(name) ^ payloadHash;
    if (what === ITEM.send && offset === 0 && this.#sendsAtOnce && this.#nextEffect === this.#effects.length) {
      this.#send(process, peer, name, payload!, content, this.#cause);
      return;
    }
    // Effects that happen at once stay in their own line, where they need no place in the queue.
    const sequence = offset === 0 ? 0 : this.#sequence++;
    const item = new Item(
      this.time + offset, sequence, what, process.index, peer, name, payload, content, this.#cause, process.incarnation, tag, 0, NONE,
    );
    if (offset === 0) this.#effects.push(item);
    else this.#queue.push(item);
  }

  setTimer(process: SimulatedProcess, name: string, due: number): void {
    const generation = ++process.timerGeneration;
    process.timers.set(name, { generation, due });
    this.#queue.push(
      new Item(due, this.#sequence++, ITEM.timer, process.index, -1, name, undefined, hashKey(name), this.#cause, process.incarnation, generation, 0, NONE),
    );
  }

  nextOperation(): number {
    return this.#operations++;
  }

  isOperation(id: number): boolean {
    return Number.isSafeInteger(id) && id >= 0 && id < this.#operations;
  }

  stallStrikes(process: SimulatedProcess, offset: number, length: number): number {
    // Stabilisation thaws what is frozen then, a stall that is under way included, and with it ends
    // whatever was still to strike in a handler that began before.
    const left = this.#stabilised ? length : this.#model.stabilisesAt - this.time - offset;
    if (left <= 0) return 0;
    const lasts = Math.min(length, left);
    this.effect(ITEM.stall, process, offset, -1, 'stall', undefined, 0, 0);
    this.effect(ITEM.thaw, process, offset + lasts, -1, 'stall', undefined, 0, 0);
    this.#account.apply('stall');
    return lasts;
  }

  // The loop.

  #happen(item: Item): void {
    switch (item.what) {
      case ITEM.deliver:
        return this.#deliver(item);
      case ITEM.timer:
        return this.#fire(item);
      case ITEM.drop:
        this.#emit(KIND.drop, item.flags, item.node, item.peer, item.name, item.cause, item.payload, item.contentHash, item.value);
        return;
      case ITEM.start:
      case ITEM.restart:
        return this.#start(item);
      case ITEM.resume:
        return this.#resume(item);
      case ITEM.faultBegins:
        return this.#beginFault(item.tag);
      case ITEM.faultEnds:
        return this.#endFault(item.tag);
      case ITEM.stabilise:
        return this.#stabilise();
      default:
        return this.#effectHappens(item);
    }
  }

  /** An effect of a handler takes place, unless the process died or froze before it could. */
  #effectHappens(item: Item): void {
    const process = this.processes[item.node]!;
    if (!process.up || item.incarnation !== process.incarnation) return;
    if (process.paused) {
      process.backlog.push(item);
      return;
    }
    switch (item.what) {
      case ITEM.send:
        return this.#send(process, item.peer, item.name, item.payload!, item.contentHash, item.cause);
      case ITEM.finish:
        process.busyUntil = -1;
        this.#event(KIND.finish, item);
        process.visible = process.state;
        this.#show(process);
        this.#catchUp(process);
        this.#observe();
        return;
      case ITEM.write:
        this.#event(KIND.write, item);
        return;
      case ITEM.sync:
        process.disk.sync(item.tag);
        this.#event(KIND.sync, item);
        return;
      case ITEM.note:
        this.#event(KIND.note, item);
        return;
      case ITEM.invoke:
        this.#event(KIND.invoke, item);
        this.history.invoke(item.tag, process.name, item.name, copyPlain(item.payload!.input), this.time / 1_000);
        this.#observe();
        return;
      case ITEM.complete:
        return this.#complete(process, item);
      case ITEM.stall:
        process.stalled = true;
        this.#event(KIND.pause, item, FLAG.stall);
        return;
      case ITEM.thaw:
        process.stalled = false;
        this.#event(KIND.resume, item, FLAG.stall);
        return;
      default:
        throw new RangeError(`The queue holds an item of the unknown kind ${item.what}.`);
    }
  }

  #start(item: Item): void {
    const process = this.processes[item.node]!;
    if (process.up || item.incarnation !== process.incarnation) return;
    process.up = true;
    const step = this.#event(item.what === ITEM.start ? KIND.start : KIND.restart, item);
    const state = this.#call(process, this.#handlers[process.index]!.init, step, true, undefined, undefined);
    this.#requirePlain(process, state, 'init');
    process.state = state;
    // While `init` takes time, others still see what there was before it.
    this.#afterHandler(process, process.visible, step);
  }

  #deliver(item: Item): void {
    const process = this.processes[item.node]!;
    if (!process.up || this.#network.isCut(item.peer, item.node)) {
      const why = process.up ? 'partitioned' : 'node is down';
      this.#emit(KIND.drop, item.flags, item.node, item.peer, why, item.cause, item.payload, item.contentHash, item.value);
      return;
    }
    if (process.paused || process.busy) {
      process.backlog.push(item);
      return;
    }
    const step = this.#event(KIND.deliver, item, item.flags);
    const payload = this.#sharesPayloads ? copyPlain(item.payload) : item.payload;
    const handler = this.#handlers[item.node]!.on.get(item.name);
    if (handler === undefined) {
      throw new ScenarioError(
        `'${process.name}' has no handler for '${item.name}', which '${this.names[item.peer]}' sent.`,
        'Add it to `on`, or do not send the message there.',
        { node: process.name },
      );
    }
    this.#handle(process, handler, step, payload, this.names[item.peer]);
  }

  #fire(item: Item): void {
    const process = this.processes[item.node]!;
    // Set again, cancelled, or lost in a crash: this one no longer counts.
    if (process.timers.get(item.name)?.generation !== item.tag) return;
    if (process.paused || process.busy) {
      process.backlog.push(item);
      return;
    }
    process.timers.delete(item.name);
    const step = this.#event(KIND.timer, item);
    this.#handle(process, this.#handlers[item.node]!.timers.get(item.name)!, step, undefined, undefined);
  }

  #handle(process: SimulatedProcess, handler: NamedHandler, step: number, payload: PlainObject | undefined, from: string | undefined): void {
    const copied = this.#mayTakeTime(process);
    const before = copied ? this.#copyOfState(process) : undefined;
    this.#call(process, handler, step, copied, payload, from);
    const count = this.#checks[process.index]!++;
    // Looking at the whole state after each handler would cost more than the handler.
    if (count < 16 || (count & (count - 1)) === 0) this.#requirePlain(process, process.state, handler.name);
    this.#afterHandler(process, before, step);
  }

  /** Whether others may have to see the state from before this handler while it runs. */
  #mayTakeTime(process: SimulatedProcess): boolean {
    return this.#slow[process.index]! || process.stalls.length > 0;
  }

  #copyOfState(process: SimulatedProcess): unknown {
    return this.#refusingUnplain(process.index, () => copyPlain(process.state));
  }

  #call(process: SimulatedProcess, handler: NamedHandler, step: number, copied: boolean, payload: PlainObject | undefined, from: string | undefined): unknown {
    const { name, run } = handler;
    const self = this.#selves[process.index]!;
    running.observe?.(process.index, name);
    running.self = self;
    this.#cause = step;
    self.begin(name, copied);
    let result: unknown;
    try {
      if (from !== undefined) result = run(process.state, payload, self, from);
      else result = process.state === undefined ? run(self) : run(process.state, self);
    } catch (error) {
      if (!self.mustStartOver) throw this.#failure(error, self);
    } finally {
      self.end();
      running.self = undefined;
    }
    if (self.mustStartOver) {
      this.#model.slow.add(process.index);
      throw new TimePassed();
    }
    if (typeof (result as { then?: unknown } | null | undefined)?.then === 'function') {
      throw new ScenarioError(
        `The handler ${name} of '${process.name}' returned a promise.`,
        'Handlers are synchronous: remove `async`, and wait with a message or a timer.',
        self.subject,
      );
    }
    return result;
  }

  #failure(error: unknown, self: NodeSelf): unknown {
    if (error instanceof ScenarioError) {
      return error.subject.node === undefined ? new ScenarioError(error.message, error.cure, self.subject) : error;
    }
    const { node, handler } = self.subject;
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const failure = new ScenarioError(
      `The handler ${handler} of '${node}' threw ${message}`,
      `It did so at step ${this.steps - 1} of seed ${this.#seed}.`,
      self.subject,
    );
    failure.cause = error;
    return failure;
  }

  #afterHandler(process: SimulatedProcess, before: unknown, step: number): void {
    const { offset } = this.#selves[process.index]!;
    if (offset > 0) {
      process.visible = before;
      process.busyUntil = this.time + offset;
      this.effect(ITEM.finish, process, offset, -1, '', undefined, 0, 0);
      return;
    }
    if (process.visible !== process.state) {
      process.visible = process.state;
      this.#show(process);
    }
    this.#observe(step);
  }

  #send(process: SimulatedProcess, target: number, name: string, honest: PlainObject, honestHash: number, cause: number): void {
    const source = process.index;
    let payload: PlainObject = honest;
    let content = honestHash;
    let flags = 0;
    if (process.byzantine) {
      const altered = this.#deviate(process, target, honest);
      if (altered !== honest) {
        flags = FLAG.byzantine;
        this.#account.apply('byzantine');
      }
      if (altered === undefined) {
        const step = this.#emit(KIND.send, flags, source, target, name, cause, honest, content, NONE);
        return this.#drop(source, target, step, 'withheld', flags, honest, content);
      }
      payload = altered;
      if (flags) content = hashKey(name) ^ hashPlain(altered);
    }
    const step = this.#emit(KIND.send, flags, source, target, name, cause, payload, content, NONE);
    if (this.#network.isCut(source, target)) return this.#drop(source, target, step, 'partitioned', flags, payload, content);
    const passage = this.#network.carry(source, target, this.time);
    if (passage.lost) {
      this.#account.apply('loss');
      return this.#drop(source, target, step, 'lost', flags, payload, content);
    }
    if (passage.reordered) {
      // Datagrams overtake each other by latency alone, which is no fault unless it was asked for.
      if (this.#account.isRequested('reorder')) this.#account.apply('reorder');
      flags |= FLAG.reordered;
    }
    if (passage.delayed) this.#account.apply('delay');
    if (passage.clogged) this.#account.apply('clog');
    const { arrival, later } = passage;
    const value = this.#lastValue;
    this.#queue.push(new Item(arrival, this.#sequence++, ITEM.deliver, target, source, name, payload, content, step, 0, 0, flags, value));
    if (later >= 0) {
      this.#account.apply('duplicate');
      const again = flags | FLAG.duplicate;
      this.#queue.push(new Item(later, this.#sequence++, ITEM.deliver, target, source, name, copyPlain(payload), content, step, 0, 0, again, value));
    }
  }

  #deviate(process: SimulatedProcess, target: number, payload: PlainObject): PlainObject | undefined {
    const among = target > process.index ? target - 1 : target;
    return deviate(process.byzantine!, payload, among, this.#streams.stream(`byzantine/${process.name}`));
  }

  /** The message is lost right where it was sent, and that is the next event; it belongs to its target. */
  #drop(source: number, target: number, cause: number, why: string, flags: number, payload: PlainObject, content: number): void {
    const item = new Item(this.time, 0, ITEM.drop, target, source, why, payload, content ^ hashKey(why), cause, 0, 0, flags, this.#lastValue);
    if (this.#sendsAtOnce) this.#happen(item);
    else this.#next = item;
  }

  #complete(process: SimulatedProcess, item: Item): void {
    if (!this.history.isPending(item.tag)) {
      throw new ScenarioError(`'${process.name}' completes the operation ${item.tag} twice.`, 'Complete or fail each operation once.', { node: process.name });
    }
    const { status, output } = item.payload as { status: 'ok' | 'failed'; output: unknown };
    const operation = this.history.operationName(item.tag);
    this.#emit(KIND.complete, 0, item.node, -1, operation, item.cause, item.payload, item.contentHash, NONE);
    this.history.complete(item.tag, status, copyPlain(output), this.time / 1_000);
    this.#observe();
  }

  // Faults.

  #beginFault(index: number): void {
    const fault = this.#plan[index]!;
    const process = this.processes[fault.node];
    switch (fault.kind) {
      case 'crash':
        if (process?.up) this.#crash(process, fault);
        return;
      case 'restart':
        if (process && !process.up) {
          this.#account.apply('restart');
          this.#effects.push(this.#lifeItem(ITEM.restart, this.time, process, -1));
        }
        return;
      case 'pause':
        if (process?.up) this.#pause(process, fault);
        return;
      case 'stall':
        if (process?.up) process.stalls.push({ calls: fault.amount, length: fault.until - fault.at });
        return;
      case 'clock':
        process!.clock.jump(fault.amount);
        this.#account.apply('clock');
        this.#emit(KIND.fault, 0, fault.node, -1, fault.label, -1, undefined, hashKey(fault.label), NONE);
        return;
      case 'heal':
        return this.#healAll();
      default:
        this.#network.begin(index);
        if (fault.until !== Infinity) this.#queue.push(this.#worldItem(ITEM.faultEnds, fault.until, index));
        if (fault.kind === 'partition') {
          this.#account.apply('partition');
          this.#emit(KIND.partition, 0, -1, -1, fault.label, -1, fault.sides, hashKey(fault.label), NONE);
          this.#observe();
        } else {
          this.#emit(KIND.fault, 0, -1, -1, fault.label, -1, undefined, hashKey(fault.label), NONE);
        }
    }
  }

  #endFault(index: number): void {
    if (!this.#network.isActive(index)) return;
    const fault = this.#plan[index]!;
    this.#network.end(index);
    if (fault.kind === 'partition') {
      this.#emit(KIND.heal, 0, -1, -1, fault.label, -1, fault.sides, hashKey(fault.label), NONE);
      this.#observe();
    } else {
      this.#emit(KIND.fault, 0, -1, -1, `${fault.label} ends`, -1, undefined, hashKey(fault.label), NONE);
    }
  }

  #healAll(): void {
    const partitions = this.#network.activeOf('partition');
    if (partitions.length === 0) return;
    for (const partition of partitions) this.#network.end(partition);
    this.#account.apply('heal');
    this.#emit(KIND.heal, 0, -1, -1, 'all', -1, undefined, 0, NONE);
    this.#observe();
  }

  #crash(process: SimulatedProcess, fault: PlannedFault): void {
    this.#account.apply('crash');
    const unread = process.crash();
    const step = this.#emit(KIND.crash, 0, process.index, -1, fault.label, -1, undefined, 0, NONE);
    for (const item of unread) {
      const { node, peer, payload, contentHash, cause, flags, value } = item;
      if (item.what !== ITEM.deliver) continue;
      this.#effects.push(new Item(this.time, 0, ITEM.drop, node, peer, 'lost in the crash', payload, contentHash, cause, 0, 0, flags, value));
    }
    if (fault.until !== Infinity) this.#queue.push(this.#lifeItem(ITEM.restart, fault.until, process, step));
    this.#observe();
  }

  #pause(process: SimulatedProcess, fault: PlannedFault): void {
    this.#account.apply('pause');
    process.pausedUntil = Math.max(process.pausedUntil, fault.until);
    const step = this.#emit(KIND.pause, 0, process.index, -1, fault.label, -1, undefined, 0, NONE);
    this.#queue.push(this.#lifeItem(ITEM.resume, fault.until, process, step));
  }

  #resume(item: Item): void {
    const process = this.processes[item.node]!;
    // A longer pause may have begun meanwhile, or the process may have died.
    if (item.incarnation !== process.incarnation || !process.paused || this.time < process.pausedUntil) return;
    process.pausedUntil = -1;
    this.#event(KIND.resume, item);
    this.#catchUp(process);
  }

  #stabilise(): void {
    this.#stabilised = true;
    this.#emit(KIND.stabilise, 0, -1, -1, '', -1, undefined, 0, NONE);
    this.#network.stabilise(this.time);
    // A message that was held back before is bounded too (Dwork, Lynch and Stockmeyer 1988).
    this.#queue.hasten(({ what, time, node, peer }) =>
      what === ITEM.deliver ? this.#network.latestArrival(peer, node, this.time) : time,
    );
    for (const process of this.processes) {
      process.stalls = [];
      if (!process.up && process.incarnation > 0) this.#effects.push(this.#lifeItem(ITEM.restart, this.time, process, -1));
      if (process.paused) {
        process.pausedUntil = this.time;
        this.#effects.push(this.#lifeItem(ITEM.resume, this.time, process, -1));
      }
    }
    this.#observe();
  }

  /** What waited while the process could not run comes now, in order of arrival. */
  #catchUp(process: SimulatedProcess): void {
    const waiting = process.backlog;
    process.backlog = [];
    for (const item of waiting) this.#queue.push(item.at(this.time, this.#sequence++));
  }

  // Time, judging and the record.

  #pass(next: number): void {
    if (next > this.#judges.nextDeadline) this.#judges.advance(next, this.steps - 1);
    this.time = next;
    this.#crowd = 0;
  }

  #conclude(): void {
    const { duration } = this.#model;
    this.#judges.conclude(duration, this.steps - 1);
    this.time = duration;
    this.#finished = true;
  }

  /** Properties look only once every node has a state. */
  #observe(step = this.steps - 1): void {
    if (this.#unseen > 0) return;
    this.#moment.step = step;
    this.#moment.time = this.time;
    this.#moment.stabilised = this.#stabilised;
    this.#judges.observe(this.#moment);
  }

  #event(kind: number, item: Item, flags = 0): number {
    return this.#emit(kind, flags, item.node, item.peer, item.name, item.cause, item.payload, item.contentHash, item.value);
  }

  /** Where the trace keeps the payload of the last event. */
  #lastValue = NONE;

  #emit(kind: number, flags: number, node: number, peer: number, name: string, cause: number, payload: object | undefined, content: number, value: number): number {
    const hash = this.#hash;
    hash.mix(kind | (flags << 8) | ((node + 1) << 16));
    hash.mixInteger(this.time);
    hash.mix(peer ^ Math.imul(cause, 0x9e3779b1 | 0));
    hash.mix(content);
    if (this.#recorder) {
      this.#lastValue = value !== NONE || payload === undefined ? value : this.#recorder.keep(payload);
      this.#recorder.add(kind, flags, this.time, node, peer, name, cause, this.#lastValue, hash.a);
    }
    if (++this.#crowd > MOST_EVENTS_AT_ONE_TIME) {
      throw new ScenarioError(
        `More than ${MOST_EVENTS_AT_ONE_TIME} events happened at the same simulated time.`,
        'Nodes answer each other, or a timer sets itself, without any delay: give the links a latency or the timer a length.',
        node < 0 ? {} : { node: this.names[node]! },
      );
    }
    return this.steps++;
  }

  /** The start, restart or thaw of a process. */
  #lifeItem(what: number, time: number, process: SimulatedProcess, cause: number): Item {
    return new Item(time, this.#sequence++, what, process.index, -1, '', undefined, 0, cause, process.incarnation, 0, 0, NONE);
  }

  /** Something that happens to the world and not to one process. */
  #worldItem(what: number, time: number, tag: number): Item {
    return new Item(time, this.#sequence++, what, -1, -1, '', undefined, 0, -1, 0, tag, 0, NONE);
  }

  #show(process: SimulatedProcess): void {
    const { name, visible } = process;
    if ((this.#visible[name] === undefined) !== (visible === undefined)) this.#unseen += visible === undefined ? 1 : -1;
    this.#visible[name] = visible;
  }

  #requirePlain(process: SimulatedProcess, state: unknown, handler: string): void {
    const subject = { node: process.name, handler };
    if (typeof state !== 'object' || state === null) {
      throw new ScenarioError(`The state of '${process.name}' is ${String(state)}.`, '`init` returns an object: the memory of the node.', subject);
    }
    const unplain = describeUnplain(state);
    if (unplain === undefined) return;
    throw new ScenarioError(
      `In the state of '${process.name}' after ${handler}, ${unplain}.`,
      'State is plain data, so that it can be copied and compared: use objects and arrays, and an object keyed by name in place of a Map or Set.',
      subject,
    );
  }

  #refusingUnplain<Result>(node: number, copy: () => Result): Result {
    try {
      return copy();
    } catch (error) {
      if (!(error instanceof NotPlain)) throw error;
      this.#requirePlain(this.processes[node]!, this.processes[node]!.state, 'its last handler');
      throw error;
    }
  }

  // Setting up.

  #world(): World {
    const { history, processes } = this;
    const simulation = this;
    const index = (name: string): number => {
      const found = this.#indexes.get(name);
      if (found !== undefined) return found;
      throw new ScenarioError(`A property asks for the node '${String(name)}', which does not exist.`, `The nodes are ${this.names.join(', ')}.`);
    };
    return {
      nodes: this.#visible as World['nodes'],
      get history(): readonly Operation[] {
        return history.operations;
      },
      get time(): number {
        return simulation.time / 1_000;
      },
      isUp: (name) => processes[index(name)]!.up,
      canReach: (from, to) => processes[index(from)]!.up && processes[index(to)]!.up && !this.#network.isCut(index(from), index(to)),
    };
  }

  #drawClock(name: string): SimulatedClock {
    const { clockOffset, clockDrift } = this.#model;
    if (clockOffset === 0 && clockDrift === 0) return new SimulatedClock(0, 0);
    const stream = this.#streams.stream(`clock/${name}`);
    return new SimulatedClock(stream.between(-clockOffset, clockOffset), stream.between(-clockDrift, clockDrift));
  }

  #requestFaults(byzantine: ByzantineOverrides): void {
    const { links, nemesis } = this.#model;
    for (const kind of Object.keys(nemesis ?? {})) this.#account.request(kind as PlannedFault['kind'], 0);
    for (const { kind } of this.#plan) this.#account.request(kind);
    for (const _name of Object.keys(byzantine)) this.#account.request('byzantine');
    if (links.some(({ loss }) => loss > 0)) this.#account.request('loss');
    if (links.some(({ duplicate }) => duplicate > 0)) this.#account.request('duplicate');
    if (links.some(({ reorder }) => reorder > 0 && reorder < 1)) this.#account.request('reorder');
  }

  #schedule(): void {
    for (const process of this.processes) this.#queue.push(this.#lifeItem(ITEM.start, 0, process, -1));
    this.#plan.forEach((fault, index) => this.#queue.push(this.#worldItem(ITEM.faultBegins, fault.at, index)));
    const { stabilisesAt, duration } = this.#model;
    if (stabilisesAt === 0) this.#stabilised = true;
    else if (stabilisesAt < duration) this.#queue.push(this.#worldItem(ITEM.stabilise, stabilisesAt, 0));
  }
}

/** The hash of plain data leaves keys out, which is right for messages and not enough for a whole world. */
function keyed(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item));
}
