import { copyTogether } from '../base/plain.ts';
import { StartsOver } from '../base/starts-over.ts';
import type { Microseconds } from '../base/units.ts';
import { Judges } from '../judges/judges.ts';
import type { Outcome } from '../trace/outcome.ts';
import type { TraceRecorder } from '../trace/recorder.ts';
import type { ProcessState, SimulatedProcess } from '../world/process.ts';
import { Arrivals } from './arrivals.ts';
import { branchOff } from './branch.ts';
import type { Checks } from './checks.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Effects } from './effects.ts';
import { FaultDriver } from './fault-driver.ts';
import { fingerprintOf } from './fingerprint.ts';
import { HandlerRunner } from './handler-runner.ts';
import { ITEM, type Item } from './item.ts';
import { Lives } from './lives.ts';
import { comesToLoop } from './loop-marks.ts';
import { outcomeOf } from './outcome.ts';
import { Messenger } from './messenger.ts';
import type { Model } from './model.ts';
import { copyingState } from './plain-state.ts';
import { HANDLERS_PROPERTY } from './property-list.ts';
import type { Run } from './run.ts';
import { running } from './running.ts';
import { Stage } from './stage.ts';
import { WorldView } from './world-view.ts';

export interface SimulationOptions {
  /** Makes what keeps the trace, as it is where the run begins or is loaded; none is kept, if absent. */
  readonly recorder?: () => TraceRecorder;
  /** Checkpoints may be made or loaded, so that what is in the agenda is shared with them. */
  readonly travels?: boolean;
  readonly checks?: Checks;
  readonly notesNovelty?: boolean;
}

/**
 * The one loop: takes the next item by (time, sequence) and lets it happen together with what follows
 * from it at once, which is a turn; then the properties are judged. What follows later goes back into
 * the agenda. A run is executed in the same turns whether it is swept, recorded, sought or forked.
 */
export class Simulation {
  readonly #model: Model;
  readonly #run: Run;
  readonly #options: SimulationOptions;
  /** Where the run began, or was loaded: whence it starts over when a handler takes time for the first time. */
  #origin: Checkpoint | undefined;
  #finished = false;
  /** The last event, for moments at which nothing happens; a checkpoint is made right after one. */
  readonly #last = { step: 0, stabilised: false, eventTime: 0 };
  /** One object, reused, because there are as many moments as turns. */
  readonly #moment = { step: 0, time: 0, stabilised: false };

  // Made by `#begin`, anew whenever the run starts over.
  #stage!: Stage;
  #effects!: Effects;
  #messenger!: Messenger;
  #handlers!: HandlerRunner;
  #lives!: Lives;
  #faults!: FaultDriver;
  #arrivals!: Arrivals;
  #view!: WorldView;
  #judges!: Judges;

  constructor(model: Model, run: Run, options: SimulationOptions = {}) {
    this.#model = model;
    this.#run = run;
    this.#options = options;
    this.#begin();
  }

  #begin(): void {
    const { recorder, travels = false, checks = 'sample', notesNovelty = false } = this.#options;
    const options = { recorder: recorder?.(), followsTurns: travels, notesNovelty };
    const stage = new Stage(this.#model, this.#run, options);
    this.#stage = stage;
    this.#view = new WorldView(stage);
    this.#messenger = new Messenger(stage);
    this.#effects = new Effects(stage, this.#messenger);
    const sharesPayloads = recorder !== undefined || travels;
    this.#handlers = new HandlerRunner(stage, this.#effects, { checks, sharesPayloads, streams: this.#messenger.streams });
    this.#lives = new Lives(stage, this.#effects, this.#messenger, this.#handlers, {
      throws: (step, { message, thrown }) => this.#judges.handlerThrew(step, stage.time, message, thrown),
      shows: () => this.#view.refresh(),
    });
    this.#faults = new FaultDriver(stage, this.#lives, this.#messenger);
    const [lives, handlers, messenger, faults] = [this.#lives, this.#handlers, this.#messenger, this.#faults];
    this.#arrivals = new Arrivals({ stage, lives, handlers, messenger, faults });
    this.#judges = new Judges({
      properties: this.#model.properties,
      handlersProperty: HANDLERS_PROPERTY,
      viewed: this.#view,
      states: () => this.#view.states,
      hear: (property) => running.observe?.(-1, property, -1),
      checks,
      keeping: { learned: this.#model.learned, seen: () => this.#view.seen },
    });
    this.#finished = false;
    this.#last.eventTime = 0;
  }

  get time(): Microseconds {
    return this.#stage.time;
  }

  /** How many events have happened; the next event is this step. */
  get steps(): number {
    return this.#stage.log.steps;
  }

  get processes(): readonly SimulatedProcess[] {
    return this.#stage.processes;
  }

  get stage(): Stage {
    return this.#stage;
  }

  get lives(): Lives {
    return this.#lives;
  }

  get judges(): Judges {
    return this.#judges;
  }

  /** The next turn, which makes one event or more. False when the run is over. */
  step(): boolean {
    for (;;) {
      const { steps } = this;
      try {
        return this.#turn();
      } catch (error) {
        if (!(error instanceof StartsOver)) throw error;
        this.#startOver(steps);
      }
    }
  }

  /** From the origin to here once more, with what is known now. */
  #startOver(steps: number): void {
    const origin = this.#origin;
    this.#begin();
    if (origin) this.load(origin);
    while (this.steps < steps && this.step());
  }

  /** Runs to the end. */
  run(): void {
    while (this.step());
  }

  #turn(): boolean {
    const { agenda, model } = this.#stage;
    while (!this.#finished) {
      if (agenda.queue.nextTime > model.duration) {
        this.#conclude();
        return false;
      }
      if (this.#next()) return true;
    }
    return false;
  }

  /** The next thing happens; says whether it made an event. */
  #next(): boolean {
    const { agenda, log, time } = this.#stage;
    const before = log.steps;
    const next = agenda.queue.nextTime;
    if (next > time) this.#pass(next);
    log.turnBegins();
    this.#happen(agenda.queue.pop()!);
    this.#look();
    if (log.steps === before) return false;
    this.#last.eventTime = next;
    return true;
  }

  /** Everything up to a time happens, which it then is: for a world that is driven by hand, whose handlers are all known to take time. */
  advanceTo(time: Microseconds): void {
    while (this.#stage.agenda.queue.nextTime <= time) this.#next();
    if (time > this.#stage.time) this.#pass(time);
  }

  /** How often each handler has begun, in the order of `modelHandlers`, since the run began or was loaded. */
  handled = (): readonly number[] => this.#handlers.times();

  outcome(): Outcome {
    return outcomeOf(this.#stage, this.#judges.outcomes(this.#stage.end), this.#options.checks ?? 'sample');
  }

  /** The whole world as it is now. @param kept of processes that are as they were saved, what was */
  save(kept: readonly (ProcessState | undefined)[] = []): Checkpoint {
    const { time, stabilised, toStart, log, agenda, processes, network, choices, history, account, plan, liars, tolerated } = this.#stage;
    // Properties may have kept what they saw, and tell whether they see it again.
    const copy = copyTogether();
    return {
      time,
      stabilised,
      toStart,
      run: this.#run,
      plan,
      log: log.save(),
      agenda: agenda.save(),
      processes: processes.map((process, index) => kept[index] ?? copyingState(process, () => process.save(copy))),
      underWay: this.#lives.save(),
      network: network.save(),
      streams: this.#messenger.streams.save(),
      choices: choices.save(),
      history: history.mark(),
      judges: this.#judges.save(copy),
      account: account.save(),
      liars: liars.save(),
      tolerated: tolerated.save(),
    };
  }

  /**
   * Makes the world what it was; everything from here on happens again as it did. A run that shares
   * its beginning with the one that was saved goes its own way from here: what it has planned beyond
   * that one must lie ahead.
   * @param kept of processes that are as they were saved, what was: those are left as they are
   */
  load(checkpoint: Checkpoint, kept: readonly (ProcessState | undefined)[] = []): void {
    const stage = this.#stage;
    const copy = copyTogether();
    this.#origin = checkpoint;
    this.#finished = false;
    stage.time = checkpoint.time;
    this.#last.eventTime = checkpoint.time;
    this.#view.time = checkpoint.time;
    stage.stabilised = checkpoint.stabilised;
    stage.toStart = checkpoint.toStart;
    stage.changedAt = -1;
    stage.log.load(checkpoint.log);
    stage.agenda.load(checkpoint.agenda);
    stage.processes.forEach((process, index) => process.load(checkpoint.processes[index]!, copy, kept[index]));
    this.#lives.load(checkpoint.underWay);
    stage.network.load(checkpoint.network);
    this.#messenger.streams.load(checkpoint.streams);
    stage.choices.load(checkpoint.choices);
    stage.history.seek(checkpoint.history);
    stage.account.load(checkpoint.account);
    stage.liars.load(checkpoint.liars);
    stage.tolerated.load(checkpoint.tolerated);
    this.#judges.load(checkpoint.judges, copy);
    this.#view.refresh();
    branchOff(stage, checkpoint);
  }

  /** One number over the world as it is: two ways that lead to the same world lead to the same number. */
  fingerprint(): string {
    return fingerprintOf(this.#stage, this.#lives.save(), [this.#judges.fingerprint(), this.#messenger.streams.fingerprint()]);
  }

  #happen(item: Item): void {
    switch (item.what) {
      case ITEM.deliver:
        return this.#arrivals.arrive(item);
      case ITEM.timer:
        return this.#arrivals.fire(item);
      case ITEM.wake:
        return this.#arrivals.wake(item);
      case ITEM.start:
        this.#stage.toStart -= 1;
        return this.#lives.start(this.#stage.processes[item.node]!);
      case ITEM.faultBegins:
      case ITEM.faultSteps:
      case ITEM.faultEnds:
      case ITEM.stabilise:
        return this.#faults.happens(item);
      case ITEM.loop:
        return comesToLoop(this.#stage, this.#judges, item);
      default:
        return item.isEffect ? this.#onTimeline(item) : this.#arrivals.travels(item);
    }
  }

  /** A handler that takes time comes to the next thing that it brings about. */
  #onTimeline(item: Item): void {
    const process = this.#stage.processes[item.node]!;
    if (!process.up || item.incarnation !== process.incarnation) return;
    if (item.what === ITEM.finish) this.#lives.finish(process, item);
    else if (item.what === ITEM.threw) this.#lives.throws(process, item);
    else this.#effects.happens(process, item);
  }

  #pass(next: Microseconds): void {
    const { log, time } = this.#stage;
    this.#timePasses(time, next);
    this.#stage.time = next;
    this.#view.time = next;
    log.timePasses();
  }

  #timePasses(from: Microseconds, to: Microseconds): void {
    const { log, stabilised } = this.#stage;
    this.#seeAnew();
    this.#last.step = Math.max(0, log.steps - 1);
    this.#last.stabilised = stabilised;
    this.#judges.timePasses(from, to, this.#last);
  }

  #conclude(): void {
    const duration = this.#stage.agenda.queue.endOf(this.#stage.model.duration);
    // The last moment of the run is judged too.
    this.#timePasses(this.#stage.time, duration + 1);
    this.#stage.time = duration;
    this.#view.time = duration;
    this.#finished = true;
  }

  /** The properties are judged, if there is something new to see and all nodes had their start. */
  #look(): void {
    const stage = this.#stage;
    if (stage.changedAt < 0 || stage.toStart > 0) return;
    this.#moment.step = stage.changedAt;
    this.#moment.time = stage.time;
    this.#moment.stabilised = stage.stabilised;
    stage.changedAt = -1;
    this.#seeAnew();
    this.#judges.observe(this.#moment);
  }

  /** No property may tell by `nodes`, which is an object of ours, whether the run was loaded since it last looked. */
  #seeAnew(): void {
    if (this.#model.learned.keepsStates) this.#view.refresh();
  }
}
