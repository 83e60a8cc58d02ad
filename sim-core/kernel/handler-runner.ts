import { frozenWrite } from '../base/frozen-write.ts';
import { copyPlain, type PlainObject } from '../base/plain.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import { isThenable } from '../base/thenable.ts';
import { thrownStack, thrownText } from '../base/thrown-text.ts';
import type { Thrown } from '../base/verdict.ts';
import { FROZEN } from '../judges/questions.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { Checks } from './checks.ts';
import type { Effects } from './effects.ts';
import type { HandlerTable, NamedHandler } from './handler-table.ts';
import { NodeSelf, type Execution } from './node-self.ts';
import { copyingState, requirePlainState } from './plain-state.ts';
import { running } from './running.ts';
import type { Stage } from './stage.ts';
import { StreamSight } from './stream-sight.ts';
import type { Streams } from './streams.ts';
import { TimePassed, Timeline, type Beginning } from './timeline.ts';

/** One call of a handler: what it was called for and with. */
export interface HandlerCall {
  readonly handler: NamedHandler;
  readonly kind: 'init' | 'message' | 'timer';
  readonly payload: PlainObject | undefined;
  /** Who sent the message; empty for a timer and `init`. */
  readonly from: string;
  /** The step of the event that it handles. */
  readonly step: number;
}

/** A handler threw something that is no mistake in the use of Backstep. */
export interface HandlerThrew {
  readonly message: string;
  readonly thrown: Thrown;
}

export interface HandlerRunnerOptions {
  readonly checks: Checks;
  /** Payloads are shared with a trace or with checkpoints; otherwise the one copy made at the send is handed over. */
  readonly sharesPayloads: boolean;
  readonly streams: Streams;
}

/** What runs one node in one version. */
interface Code {
  readonly table: HandlerTable;
  readonly execution: Execution;
  readonly self: NodeSelf;
  /** How often each handler of the table, and behind them what is none of the author's, has begun in this run; one that is executed again for its event begins once. */
  readonly times: number[];
}

/** The simulator's own code for the user's handlers: one at a time, each with the `self` of its node. */
export class HandlerRunner {
  readonly #stage: Stage;
  readonly #effects: Effects;
  /** By version and by node. */
  readonly #codes: readonly (readonly Code[])[];
  /** How many handlers of a node have run, to sample the checks. */
  readonly #runs: number[];
  readonly #checks: Checks;
  readonly #streams: Streams;
  readonly #sharesPayloads: boolean;
  /** One object, reused, because there are as many calls as events; who keeps one copies it. */
  readonly #call: { -readonly [Key in keyof HandlerCall]: HandlerCall[Key] } = {
    handler: NO_HANDLER,
    kind: 'init',
    payload: undefined,
    from: '',
    step: -1,
  };

  constructor(stage: Stage, effects: Effects, { checks, sharesPayloads, streams }: HandlerRunnerOptions) {
    const { model } = stage;
    this.#stage = stage;
    this.#effects = effects;
    this.#checks = checks;
    this.#streams = streams;
    this.#sharesPayloads = sharesPayloads;
    this.#codes = [model, ...model.versions].map(({ tables, settings }) => this.#codesOf(tables, settings));
    this.#runs = stage.processes.map(() => 0);
  }

  #codesOf(tables: readonly HandlerTable[], settings: readonly unknown[]): readonly Code[] {
    const stage = this.#stage;
    return stage.processes.map((process, index) => {
      const sight = stage.model.hasStreams ? new StreamSight(this.#streams, index, stage.model) : undefined;
      const execution: Execution = { timeline: new Timeline(), handler: '', running: false, requests: undefined, sight };
      const table = tables[index]!;
      const options = { execution, stage, effects: this.#effects, process, table, settings: settings[index], checks: this.#checks };
      return { table, execution, self: new NodeSelf(options), times: [...table.names.map(() => 0), 0] };
    });
  }

  #code({ version, index }: SimulatedProcess): Code {
    return this.#codes[version]![index]!;
  }

  /** Whether the version that a process runs has a handler for a message: an older one may not know those of a newer. */
  knows(process: SimulatedProcess, type: string, payload: PlainObject | undefined): boolean {
    const { table, execution } = this.#code(process);
    return table.on.has(type) || execution.requests?.answerHandler(payload) !== undefined;
  }

  timeline(process: SimulatedProcess): Timeline {
    return this.#code(process).execution.timeline;
  }

  initCall(process: SimulatedProcess, step: number): HandlerCall {
    return this.#callOf(this.#code(process).table.init, 'init', undefined, '', step);
  }

  messageCall(process: SimulatedProcess, type: string, payload: PlainObject | undefined, from: string, step: number): HandlerCall {
    const { table, execution } = this.#code(process);
    const handler = execution.requests?.answerHandler(payload) ?? table.on.get(type);
    if (handler) return this.#callOf(handler, 'message', payload, from, step);
    throw new ScenarioError(
      `'${process.name}' has no handler for '${type}', which '${from}' sent.`,
      'Add it to `on`, or do not send the message there.',
      { node: process.name },
    );
  }

  timerCall(process: SimulatedProcess, name: string, step: number): HandlerCall {
    const { table, execution } = this.#code(process);
    const handler = table.timers.get(name) ?? execution.requests?.timeoutHandler(name);
    return this.#callOf(handler!, 'timer', undefined, '', step);
  }

  /** Whether a message answers a request that its receiver waits for no longer, or has never made. */
  isStale(process: SimulatedProcess, payload: PlainObject | undefined): boolean {
    const { requests } = this.#code(process).execution;
    return requests !== undefined && requests.isStale(payload);
  }

  /** Valid until the next call. */
  #callOf(handler: NamedHandler, kind: HandlerCall['kind'], payload: PlainObject | undefined, from: string, step: number): HandlerCall {
    const call = this.#call;
    call.handler = handler;
    call.kind = kind;
    call.payload = payload;
    call.from = from;
    call.step = step;
    return call;
  }

  /** Runs a handler from now on. Returns what it threw, if it did. */
  run(process: SimulatedProcess, call: HandlerCall, mayPass: boolean): HandlerThrew | undefined {
    const { execution, times } = this.#code(process);
    times[call.handler.number]! += 1;
    execution.timeline.begin(this.#stage.time, mayPass, process.clock.changes);
    execution.sight?.begins(undefined);
    // A handler that takes time may be executed again, and needs its message as it was.
    return this.#execute(process, call, mayPass || this.#sharesPayloads ? copyPlain(call.payload) : call.payload);
  }

  /** How often each handler has begun, in the order of `modelHandlers`. */
  times(): readonly number[] {
    return this.#codes.flatMap((codes) => {
      const sums = new Map<HandlerTable, number[]>();
      for (const { table, times } of codes) {
        const sum = sums.get(table);
        if (sum) times.forEach((count, number) => (sum[number]! += count));
        else sums.set(table, [...times]);
      }
      return [...sums.values()].flatMap((all) => all.slice(0, -1));
    });
  }

  /** Runs a handler once more: what it does before now has happened. */
  runAgain(process: SimulatedProcess, call: HandlerCall, beginning: Beginning): HandlerThrew | undefined {
    this.timeline(process).beginAgain(beginning, this.#stage.time);
    this.#code(process).execution.sight?.begins(beginning.streams);
    process.state = call.kind === 'init' ? undefined : copyPlain(process.visible);
    return this.#execute(process, call, copyPlain(call.payload));
  }

  #execute(
    process: SimulatedProcess,
    { handler, kind, from, step }: HandlerCall,
    payload: PlainObject | undefined,
  ): HandlerThrew | undefined {
    const { execution, self } = this.#code(process);
    running.run = this.#stage;
    running.observe?.(process.index, handler.name, step);
    running.self = self;
    this.#effects.cause = step;
    execution.handler = handler.name;
    execution.running = true;
    if (kind === 'init') execution.requests?.lifeBegins();
    let result: unknown;
    try {
      if (kind === 'message') result = handler.run(process.state, payload, self, from);
      else result = kind === 'timer' ? handler.run(process.state, self) : handler.run(self);
    } catch (error) {
      if (!execution.timeline.mustStartOver) return this.#threw(process, handler, error);
    } finally {
      execution.running = false;
      running.self = undefined;
      running.rests?.();
    }
    if (execution.timeline.mustStartOver) {
      handler.isSlow = true;
      throw new TimePassed();
    }
    if (isThenable(result)) {
      throw new ScenarioError(
        `The handler ${handler.name} of '${process.name}' returned a promise.`,
        'Handlers are synchronous: remove `async`, and wait with a message or a timer.',
        { node: process.name, handler: handler.name },
      );
    }
    if (kind === 'init') process.state = execution.requests ? execution.requests.adopt(result) : result;
    this.#check(process, handler);
    this.#stage.novelty?.handled(process, handler.name);
    return undefined;
  }

  /** Looking at the whole state after each handler would cost more than the handler: it is sampled, or all in a run that is checked in full. */
  #check(process: SimulatedProcess, handler: NamedHandler): void {
    if (this.#checks === 'few') {
      if (typeof process.state === 'object' && process.state !== null) return;
    } else {
      const count = this.#runs[process.index]!++;
      if (count > 1 && count % SAMPLE !== 0 && !(this.#checks === 'all' && count < MOST_CHECKED)) return;
    }
    requirePlainState(process, process.state, handler.name);
  }

  #threw(process: SimulatedProcess, { name }: NamedHandler, error: unknown): HandlerThrew {
    const subject = { node: process.name, handler: name };
    if (error instanceof ScenarioError) {
      if (error.subject.node !== undefined) throw error;
      const failure = new ScenarioError(error.message, error.cure, subject);
      failure.cause = error;
      throw failure;
    }
    const message = thrownText(error);
    if (frozenWrite(error)) {
      const failure = new ScenarioError(
        `The handler ${name} of '${process.name}' writes to something that is frozen: ${message}`,
        FROZEN,
        subject,
      );
      failure.cause = error;
      throw failure;
    }
    const stack = thrownStack(error);
    return { message, thrown: { ...subject, ...(stack === undefined ? {} : { stack }) } };
  }

  /** The handler that runs next works on a copy, so that what others see stays what it is until they are shown another state. */
  keepVisible(process: SimulatedProcess): void {
    if (process.visible === process.state) process.state = copyingState(process, () => copyPlain(process.visible));
  }
}

/** What a call holds before the first one. */
const NO_HANDLER: NamedHandler = { name: '', run: () => undefined, number: 0, isSlow: false };

/** In other runs what the first handlers of a node leave behind is checked, and then each so-manieth. */
const SAMPLE = 64;

/** So many handlers of a node are checked in a run that is checked in full. */
const MOST_CHECKED = 4_096;
