import type { SimulatedProcess } from '../world/process.ts';
import { handlerTable, type HandlerTable, type NamedHandler } from './handler-table.ts';
import type { Model } from './model.ts';
import type { HandlerEffects } from './handler-effects.ts';
import { NodeSelf, TimePassed } from './node-self.ts';
import type { PlainObject } from '../base/plain.ts';
import { requirePlainState, stateBefore } from './plain-state.ts';
import { running } from './running.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Stage } from './stage.ts';

/** Runs the user's handlers: one at a time, each with the `self` of its node. */
export class HandlerRunner {
  readonly #model: Model;
  readonly #seed: number;
  readonly #stage: Stage;
  readonly #effects: HandlerEffects;
  readonly #tables: readonly HandlerTable[];
  readonly #selves: readonly NodeSelf[];
  /** Whether handlers of a node are known to take time. */
  readonly #slow: readonly boolean[];
  /** How many handlers of a node have run, to sample the checks. */
  readonly #runs: number[];

  constructor(stage: Stage, seed: number, effects: HandlerEffects) {
    const { model } = stage;
    this.#model = model;
    this.#seed = seed;
    this.#stage = stage;
    this.#effects = effects;
    this.#tables = model.handlers.map(handlerTable);
    this.#selves = stage.processes.map((process, index) => {
      const timers = new Set(this.#tables[index]!.timers.keys());
      return new NodeSelf(effects, process, model.peers[index]!, timers, () => stage.streams.stream(`node/${process.name}`));
    });
    this.#slow = model.names.map((_, index) => model.slow.has(index));
    this.#runs = model.names.map(() => 0);
  }

  /** How much simulated time the last handler of a node took. */
  timeTaken(process: SimulatedProcess): number {
    return this.#selves[process.index]!.offset;
  }

  /** Makes the state of a node that comes up. */
  init(process: SimulatedProcess, step: number): void {
    const state = this.#call(process, this.#tables[process.index]!.init, step, true, undefined, undefined);
    requirePlainState(process, state, 'init');
    process.state = state;
  }

  /** Runs the handler of a message. Returns the state from before, where others may have to see it. */
  message(process: SimulatedProcess, type: string, step: number, payload: PlainObject | undefined, from: string): unknown {
    const handler = this.#tables[process.index]!.on.get(type);
    if (handler === undefined) {
      throw new ScenarioError(
        `'${process.name}' has no handler for '${type}', which '${from}' sent.`,
        'Add it to `on`, or do not send the message there.',
        { node: process.name },
      );
    }
    return this.#handle(process, handler, step, payload, from);
  }

  /** The same for a timer. */
  timer(process: SimulatedProcess, name: string, step: number): unknown {
    return this.#handle(process, this.#tables[process.index]!.timers.get(name)!, step, undefined, undefined);
  }

  #handle(process: SimulatedProcess, handler: NamedHandler, step: number, payload: PlainObject | undefined, from: string | undefined): unknown {
    const mayTakeTime = this.#slow[process.index]! || process.stalls.length > 0;
    const before = mayTakeTime ? stateBefore(process) : undefined;
    this.#call(process, handler, step, mayTakeTime, payload, from);
    const count = this.#runs[process.index]!++;
    // Looking at the whole state after each handler would cost more than the handler.
    if (count < 16 || (count & (count - 1)) === 0) requirePlainState(process, process.state, handler.name);
    return before;
  }

  #call(process: SimulatedProcess, handler: NamedHandler, step: number, mayTakeTime: boolean, payload: PlainObject | undefined, from: string | undefined): unknown {
    const { name, run } = handler;
    const self = this.#selves[process.index]!;
    running.observe?.(process.index, name);
    running.self = self;
    this.#effects.cause = step;
    self.begin(name, mayTakeTime);
    let result: unknown;
    try {
      // Only `init` runs while there is no state yet.
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
      `It did so at step ${this.#stage.log.steps - 1} of seed ${this.#seed}.`,
      self.subject,
    );
    failure.cause = error;
    return failure;
  }
}
