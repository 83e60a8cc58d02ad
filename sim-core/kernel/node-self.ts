import { microseconds, type Duration } from '../base/duration.ts';
import type { Disk, Self } from '../author/self.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { Isolator } from '../base/hash.ts';
import { describeUnplain, type PlainObject } from '../base/plain.ts';
import { ITEM } from './queue.ts';
import type { RandomStream } from '../base/random.ts';
import type { RunningNode } from './running.ts';
import { ScenarioError, type Subject } from '../base/scenario-error.ts';

/** What a running handler can bring about. */
export interface HandlerHost {
  /** Simulated time in microseconds at which the handler began. */
  readonly time: number;
  readonly names: readonly string[];
  readonly syncing: { latency(node: number): number };
  indexOfNode(name: string): number | undefined;
  /** Puts an effect of the running handler `offset` microseconds after its beginning. */
  effect(what: number, process: SimulatedProcess, offset: number, peer: number, name: string, payload: PlainObject | undefined, hash: number, tag: number): void;
  setTimer(process: SimulatedProcess, name: string, due: number): void;
  nextOperation(): number;
  isOperation(id: number): boolean;
  stallStrikes(process: SimulatedProcess, offset: number, length: number): number;
}

/**
 * Thrown when a handler takes time though its node was not known to: the run starts over, with that
 * node's state copied before each handler, so that others can see the state from before it.
 */
export class TimePassed extends Error {}

/** `self`, as one node's handlers get it. */
export class NodeSelf implements Self, RunningNode {
  readonly id: string;
  readonly nodes: readonly string[];
  readonly peers: readonly string[];
  readonly disk: Disk;
  /** How much simulated time the running handler has taken so far. */
  offset = 0;
  /** Time passed without a copy of the state: even if the handler catches the error, the run starts over. */
  mustStartOver = false;
  readonly #host: HandlerHost;
  readonly #process: SimulatedProcess;
  readonly #stream: () => RandomStream;
  readonly #timers: ReadonlySet<string>;
  readonly #isolator = new Isolator();
  #handler = '';
  #running = false;
  #copied = false;

  constructor(
    host: HandlerHost,
    process: SimulatedProcess,
    peers: readonly string[],
    timers: ReadonlySet<string>,
    stream: () => RandomStream,
  ) {
    this.#host = host;
    this.#process = process;
    this.#stream = stream;
    this.#timers = timers;
    this.id = process.name;
    this.nodes = host.names;
    this.peers = peers;
    this.disk = this.#makeDisk();
  }

  /** What an error in the running handler is about. */
  get subject(): Subject {
    return { node: this.id, handler: this.#handler };
  }

  begin(handler: string, copied: boolean): void {
    this.#handler = handler;
    this.#running = true;
    this.#copied = copied;
    this.offset = 0;
  }

  end(): void {
    this.#running = false;
  }

  send(to: string, message: PlainObject & { readonly type: string }): void {
    this.#call();
    const peer = this.#host.indexOfNode(to);
    if (peer === undefined) {
      throw new ScenarioError(
        `'${this.id}' sends to '${String(to)}', which does not exist.`,
        `The nodes are ${this.nodes.join(', ')}.`,
        this.subject,
      );
    }
    const type: unknown = (message as { type?: unknown } | null | undefined)?.type;
    if (typeof type !== 'string') {
      throw new ScenarioError(`'${this.id}' sends a message without a \`type\`.`, "Send an object such as { type: 'ping' }.", this.subject);
    }
    const payload = this.#isolate(message, `the message '${type}'`);
    this.#host.effect(ITEM.send, this.#process, this.offset, peer, type, payload, this.#isolator.hash, 0);
  }

  setTimer(name: string, after: Duration): void {
    this.#call();
    this.#knownTimer(name);
    const length = this.#process.clock.simulated(microseconds(after, `The delay of timer '${name}'`));
    this.#host.setTimer(this.#process, name, this.#host.time + this.offset + length);
  }

  cancelTimer(name: string): void {
    this.#call();
    this.#knownTimer(name);
    this.#process.timers.delete(name);
  }

  now(): number {
    this.#call();
    return this.#process.clock.timeOfDay(this.#host.time + this.offset) / 1_000;
  }

  monotonic(): number {
    this.#call();
    return this.#process.clock.monotonic(this.#host.time + this.offset) / 1_000;
  }

  random(): number {
    this.#call();
    return this.#stream().next();
  }

  randomInteger(from: number, to: number): number {
    this.#call();
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || to < from) {
      throw new ScenarioError(`self.randomInteger(${from}, ${to}) has no integer to draw.`, 'Give two integers, the smaller one first.', this.subject);
    }
    return this.#stream().between(from, to);
  }

  pick<Item>(items: readonly Item[]): Item {
    this.#call();
    if (items.length === 0) throw new ScenarioError('self.pick has no items to pick from.', 'Check that the array is not empty.', this.subject);
    return items[this.#stream().below(items.length)]!;
  }

  busy(time: Duration): void {
    this.#call();
    this.#pass(microseconds(time, 'The length of self.busy'));
  }

  log(text: string): void {
    this.#call();
    this.#host.effect(ITEM.note, this.#process, this.offset, -1, String(text), undefined, 0, 0);
  }

  invoke(operation: string, input?: unknown): number {
    this.#call();
    const id = this.#host.nextOperation();
    const payload = this.#isolate({ input }, `the input of '${operation}'`);
    this.#host.effect(ITEM.invoke, this.#process, this.offset, -1, String(operation), payload, this.#isolator.hash, id);
    return id;
  }

  complete(id: number, output?: unknown): void {
    this.#completion(id, { status: 'ok', output });
  }

  fail(id: number, reason?: unknown): void {
    this.#completion(id, { status: 'failed', output: reason });
  }

  #completion(id: number, completion: { status: 'ok' | 'failed'; output: unknown }): void {
    this.#call();
    if (!this.#host.isOperation(id)) {
      throw new ScenarioError(`'${this.id}' completes the operation ${String(id)}, which was never invoked.`, 'Pass the id that self.invoke returned.', this.subject);
    }
    const payload = this.#isolate(completion, `the output of operation ${id}`);
    this.#host.effect(ITEM.complete, this.#process, this.offset, -1, '', payload, this.#isolator.hash, id);
  }

  /** Every call on `self` comes through here: this is where a stall can strike. */
  #call(): void {
    if (!this.#running) {
      throw new ScenarioError(
        `\`self\` of '${this.id}' was used outside of its handlers.`,
        'Use the `self` that the running handler was given, and do not keep it.',
        { node: this.id },
      );
    }
    if (this.#process.stalls.length > 0) {
      const stalls = this.#process.stalls;
      this.#process.stalls = [];
      for (const stall of stalls) {
        stall.calls -= 1;
        if (stall.calls > 0) this.#process.stalls.push(stall);
        else this.offset += this.#host.stallStrikes(this.#process, this.offset, stall.length);
      }
    }
  }

  #pass(length: number): void {
    if (length === 0) return;
    if (!this.#copied) {
      this.mustStartOver = true;
      throw new TimePassed();
    }
    this.offset += length;
  }

  #knownTimer(name: string): void {
    if (this.#timers.has(name)) return;
    const known = [...this.#timers];
    throw new ScenarioError(
      `'${this.id}' has no timer '${String(name)}'.`,
      known.length > 0 ? `Its timers are ${known.join(', ')}.` : 'Add a handler for it to `timers`.',
      this.subject,
    );
  }

  #isolate<Value>(value: Value, what: string): Value {
    try {
      return this.#isolator.isolate(value);
    } catch {
      throw new ScenarioError(
        `In ${what} of '${this.id}', ${describeUnplain(value) ?? 'something cannot be copied'}.`,
        'Use plain data: objects, arrays, strings, numbers, booleans, null.',
        this.subject,
      );
    }
  }

  #makeDisk(): Disk {
    const { disk } = this.#process;
    const effect = (what: number, name: string, payload: PlainObject | undefined, tag: number): void =>
      this.#host.effect(what, this.#process, this.offset, -1, name, payload, payload ? this.#isolator.hash : 0, tag);
    return {
      write: (key, value) => {
        this.#call();
        const payload = this.#isolate({ value }, `the disk write '${key}'`);
        disk.write(key, value);
        effect(ITEM.write, key, payload, 0);
      },
      delete: (key) => {
        this.#call();
        disk.delete(key);
        effect(ITEM.write, key, undefined, 0);
      },
      read: <Value>(key: string) => {
        this.#call();
        return disk.read(key) as Value | undefined;
      },
      keys: () => {
        this.#call();
        return disk.keys();
      },
      sync: () => {
        this.#call();
        // The writes become durable when the sync returns, not when it is called.
        const { written } = disk;
        this.#pass(this.#host.syncing.latency(this.#process.index));
        effect(ITEM.sync, '', undefined, written);
      },
    };
  }
}
