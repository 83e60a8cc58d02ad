import { Judges } from '../judges/judges.ts';
import type { History } from '../judges/history.ts';
import { worst } from '../base/verdict.ts';
import { FLAG, KIND, NONE } from '../trace/event.ts';
import type { TraceRecorder } from '../trace/recorder.ts';
import type { ByzantineOverrides, Outcome } from '../trace/trace.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { PlannedFault } from '../world/timeline.ts';
import { hashWorld, type Checkpoint } from './checkpoint.ts';
import { FaultDriver } from './fault-driver.ts';
import { HandlerEffects } from './handler-effects.ts';
import { HandlerRunner } from './handler-runner.ts';
import { hashPlain } from '../base/hash.ts';
import { Messenger } from './messenger.ts';
import type { Model } from './model.ts';
import { copyPlain } from '../base/plain.ts';
import { copyingState } from './plain-state.ts';
import { ITEM, type Item } from './queue.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import { Stage } from './stage.ts';
import { WorldView } from './world-view.ts';

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

/**
 * The one loop: takes the next item by (time, sequence), lets it happen, and puts what follows from
 * it back into the agenda.
 */
export class Simulation {
  readonly #seed: number;
  readonly #stage: Stage;
  readonly #effects: HandlerEffects;
  readonly #handlers: HandlerRunner;
  readonly #messenger: Messenger;
  readonly #faults: FaultDriver;
  readonly #view: WorldView;
  readonly #judges: Judges;
  readonly #sharesPayloads: boolean;
  /** One object, reused, because there are as many moments as handlers. */
  readonly #moment = { step: 0, time: 0, stabilised: false };
  #finished = false;

  constructor(model: Model, seed: number, { byzantine, plan, recorder, sharesPayloads, singleSteps }: SimulationOptions) {
    this.#seed = seed;
    this.#sharesPayloads = sharesPayloads;
    const stage = new Stage(model, seed, plan, { ...model.byzantine, ...byzantine }, recorder);
    this.#stage = stage;
    this.#messenger = new Messenger(stage, (item) => (singleSteps ? stage.agenda.first(item) : this.#happen(item)));
    this.#effects = new HandlerEffects(stage, this.#messenger, !singleSteps);
    this.#handlers = new HandlerRunner(stage, seed, this.#effects);
    this.#faults = new FaultDriver(stage, this.#messenger, () => this.#observe());
    this.#view = new WorldView(stage.processes, stage.network, stage.history, () => stage.time);
    this.#judges = new Judges(model.properties, this.#view.world, () => this.#view.states);
  }

  /** Simulated time in microseconds. */
  get time(): number {
    return this.#stage.time;
  }

  /** How many events have happened; the next event is this step. */
  get steps(): number {
    return this.#stage.log.steps;
  }

  get processes(): readonly SimulatedProcess[] {
    return this.#stage.processes;
  }

  get history(): History {
    return this.#stage.history;
  }

  /** Lets the next thing happen: one event, or with it what follows at once. False when the run is over. */
  step(): boolean {
    const { agenda, log, model } = this.#stage;
    while (!this.#finished) {
      let item = agenda.takeImmediate();
      if (item === undefined) {
        const next = agenda.queue.nextTime;
        if (next > model.duration) {
          this.#conclude();
          return false;
        }
        if (next > this.#stage.time) this.#pass(next);
        item = agenda.queue.pop()!;
      }
      const before = log.steps;
      this.#happen(item);
      if (log.steps !== before) return true;
    }
    return false;
  }

  /** Runs to the end. */
  run(): void {
    while (this.step());
  }

  outcome(): Outcome {
    const { model, log, account, processes, time } = this.#stage;
    const properties = this.#judges.outcomes(model.duration, model.stabilisesAt);
    const hash = log.hash();
    for (const process of processes) hash.mix(hashPlain(process.visible));
    return {
      scenario: model.name,
      seed: this.#seed,
      verdict: worst(properties.map(({ verdict }) => verdict)),
      properties,
      events: log.steps,
      simulatedMicroseconds: time,
      hash: hash.digest(),
      faults: account.counts(),
    };
  }

  /** The whole world as it is now. */
  save(): Checkpoint {
    const { time, stabilised, log, agenda, processes, network, streams, history, account } = this.#stage;
    return {
      time,
      stabilised,
      operations: this.#effects.operations,
      log: log.save(),
      agenda: agenda.save(),
      processes: processes.map((process) => copyingState(process, () => process.save())),
      network: network.save(),
      streams: streams.save(),
      history: history.mark(),
      judges: this.#judges.save(),
      account: account.save(),
    };
  }

  /** Makes the world what it was; everything from here on happens again as it did. */
  load(checkpoint: Checkpoint): void {
    const stage = this.#stage;
    stage.time = checkpoint.time;
    stage.stabilised = checkpoint.stabilised;
    this.#effects.load(checkpoint.operations);
    this.#finished = false;
    stage.log.load(checkpoint.log);
    stage.agenda.load(checkpoint.agenda);
    stage.processes.forEach((process, index) => process.load(checkpoint.processes[index]!));
    stage.network.load(checkpoint.network);
    stage.streams.load(checkpoint.streams);
    stage.history.seek(checkpoint.history);
    stage.account.load(checkpoint.account);
    this.#judges.load(checkpoint.judges);
    for (const process of stage.processes) this.#view.show(process);
  }

  /** One number over the whole world: equal worlds have equal hashes. */
  worldHash(): string {
    return hashWorld(this.save());
  }

  // What happens.

  #happen(item: Item): void {
    switch (item.what) {
      case ITEM.deliver:
        return this.#deliver(item);
      case ITEM.timer:
        return this.#fire(item);
      case ITEM.drop:
        this.#log(KIND.drop, item, item.flags);
        return;
      case ITEM.start:
      case ITEM.restart:
        return this.#start(item);
      case ITEM.resume:
        return this.#faults.resume(item);
      case ITEM.faultBegins:
        return this.#faults.begin(item.tag);
      case ITEM.faultEnds:
        return this.#faults.end(item.tag);
      case ITEM.stabilise:
        return this.#faults.stabilise();
      default:
        return this.#effectHappens(item);
    }
  }

  /** An effect of a handler takes place, unless the process died or froze before it could. */
  #effectHappens(item: Item): void {
    const { processes, history, agenda, time } = this.#stage;
    const process = processes[item.node]!;
    if (!process.up || item.incarnation !== process.incarnation) return;
    if (process.paused) {
      process.backlog.push(item);
      return;
    }
    switch (item.what) {
      case ITEM.send:
        return this.#messenger.send(process, item.peer, item.name, item.payload!, item.contentHash, item.cause);
      case ITEM.finish:
        process.busyUntil = -1;
        this.#log(KIND.finish, item);
        process.visible = process.state;
        this.#view.show(process);
        agenda.catchUp(process, time);
        return this.#observe();
      case ITEM.write:
        this.#log(KIND.write, item);
        return;
      case ITEM.sync:
        process.disk.sync(item.tag);
        this.#log(KIND.sync, item);
        return;
      case ITEM.note:
        this.#log(KIND.note, item);
        return;
      case ITEM.invoke:
        this.#log(KIND.invoke, item);
        history.invoke(item.tag, process.name, item.name, copyPlain(item.payload!.input), time / 1_000);
        return this.#observe();
      case ITEM.complete:
        return this.#complete(process, item);
      case ITEM.stall:
        process.stalled = true;
        this.#log(KIND.pause, item, FLAG.stall);
        return;
      case ITEM.thaw:
        process.stalled = false;
        this.#log(KIND.resume, item, FLAG.stall);
        return;
      default:
        throw new RangeError(`The agenda holds an item of the unknown kind ${item.what}.`);
    }
  }

  #start(item: Item): void {
    const process = this.#stage.processes[item.node]!;
    if (process.up || item.incarnation !== process.incarnation) return;
    process.up = true;
    const step = this.#log(item.what === ITEM.start ? KIND.start : KIND.restart, item);
    this.#handlers.init(process, step);
    // While `init` takes time, others still see what there was before it.
    this.#afterHandler(process, process.visible, step);
  }

  #deliver(item: Item): void {
    const { processes, network, log, time } = this.#stage;
    const process = processes[item.node]!;
    if (!process.up || network.isCut(item.peer, item.node)) {
      const why = process.up ? 'partitioned' : 'node is down';
      log.add(time, KIND.drop, item.flags, item.node, item.peer, why, item.cause, item.payload, item.contentHash, item.value);
      return;
    }
    if (process.paused || process.busy) {
      process.backlog.push(item);
      return;
    }
    const step = this.#log(KIND.deliver, item, item.flags);
    const payload = this.#sharesPayloads ? copyPlain(item.payload) : item.payload;
    const before = this.#handlers.message(process, item.name, step, payload, processes[item.peer]!.name);
    this.#afterHandler(process, before, step);
  }

  #fire(item: Item): void {
    const process = this.#stage.processes[item.node]!;
    // Set again, cancelled, or lost in a crash: this one no longer counts.
    if (process.timers.get(item.name)?.generation !== item.tag) return;
    if (process.paused || process.busy) {
      process.backlog.push(item);
      return;
    }
    process.timers.delete(item.name);
    const step = this.#log(KIND.timer, item);
    this.#afterHandler(process, this.#handlers.timer(process, item.name, step), step);
  }

  /** A handler that took time goes on until its `finish`; until then others see the state from before it. */
  #afterHandler(process: SimulatedProcess, before: unknown, step: number): void {
    const taken = this.#handlers.timeTaken(process);
    if (taken > 0) {
      process.visible = before;
      process.busyUntil = this.#stage.time + taken;
      this.#effects.effect(ITEM.finish, process, taken, -1, '', undefined, 0, 0);
      return;
    }
    if (process.visible !== process.state) {
      process.visible = process.state;
      this.#view.show(process);
    }
    this.#observe(step);
  }

  #complete(process: SimulatedProcess, item: Item): void {
    const { history, log, time } = this.#stage;
    if (!history.isPending(item.tag)) {
      throw new ScenarioError(`'${process.name}' completes the operation ${item.tag} twice.`, 'Complete or fail each operation once.', { node: process.name });
    }
    const { status, output } = item.payload as { status: 'ok' | 'failed'; output: unknown };
    log.add(time, KIND.complete, 0, item.node, -1, history.operationName(item.tag), item.cause, item.payload, item.contentHash, NONE);
    history.complete(item.tag, status, copyPlain(output), time / 1_000);
    this.#observe();
  }

  #log(kind: number, item: Item, flags = 0): number {
    return this.#stage.log.happened(this.#stage.time, kind, item, flags);
  }

  // Time and judging.

  #pass(next: number): void {
    const stage = this.#stage;
    if (next > this.#judges.nextDeadline) this.#judges.advance(next, stage.log.steps - 1);
    stage.time = next;
    stage.log.timePasses();
  }

  #conclude(): void {
    const stage = this.#stage;
    const { duration } = stage.model;
    this.#judges.conclude(duration, stage.log.steps - 1);
    stage.time = duration;
    this.#finished = true;
  }

  #observe(step = this.#stage.log.steps - 1): void {
    if (!this.#view.complete) return;
    this.#moment.step = step;
    this.#moment.time = this.#stage.time;
    this.#moment.stabilised = this.#stage.stabilised;
    this.#judges.observe(this.#moment);
  }
}
