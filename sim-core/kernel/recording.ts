import { countWhile } from '../base/count-while.ts';
import { TraceRecorder, type RecorderMark } from '../trace/recorder.ts';
import type { SpanRecorder } from '../trace/span-recorder.ts';
import type { Inspection } from '../trace/inspection.ts';
import type { Trace } from '../trace/trace.ts';
import type { Checkpoint } from './checkpoint.ts';
import { inspectionOf, inspectionsFrom } from './inspecting.ts';
import { LaneBands } from './lane-bands.ts';
import type { Model } from './model.ts';
import { runOf, type Run, type RunOptions } from './run.ts';
import { Simulation } from './simulation.ts';

/** So many events lie at most between a checkpoint and a step that is executed again and again. */
const NEAR = 64;

/** Seeking arrived at another event than the run had: a fault of ours, or code that depends on more than its seed. */
export class SeekDiffers extends Error {
  readonly seed: number;
  readonly step: number;

  constructor(seed: number, step: number) {
    super(`Going to step ${step} of seed ${seed} led to another event than the run had there.`);
    this.name = 'SeekDiffers';
    this.seed = seed;
    this.step = step;
  }
}

/** A checkpoint, and how far its run was recorded. */
export type Marked = Checkpoint & { readonly mark: RecorderMark };

/** What a recording is made of. */
export interface Recorded {
  readonly model: Model;
  readonly run: Run;
  readonly trace: Trace;
  readonly checkpoints: readonly Marked[];
  readonly spans: SpanRecorder;
  readonly shared: number;
  /** Evaluates modules that keep something anew; see `RecordingOptions`. */
  readonly anew: (() => Model) | undefined;
}

/** A recorded run that can be looked at as it was after any of its steps. */
export class Recording {
  readonly trace: Trace;
  readonly run: Run;
  /** How many of its first events were taken over from the recording of another run. */
  readonly shared: number;
  readonly #model: Model;
  readonly #checkpoints: readonly Marked[];
  readonly #spans: SpanRecorder;
  readonly #anew: (() => Model) | undefined;
  /** A second simulation of the same run that goes where it is asked to. */
  #traveller: Simulation;
  /** The first step of the turn that the traveller has just made. */
  #turn = 0;
  #bands: LaneBands | undefined;
  /** A checkpoint near to where something was executed again last. */
  #near: Checkpoint | undefined;

  constructor({ model, run, trace, checkpoints, spans, shared, anew }: Recorded) {
    this.#model = model;
    this.run = run;
    this.trace = trace;
    this.shared = shared;
    this.#checkpoints = checkpoints;
    this.#spans = spans;
    this.#anew = anew;
    this.#traveller = this.#atStart();
  }

  /** The checkpoints up to which another run is the same, in order: what it changes lies ahead of them. */
  sharedWith(model: Model, run: Run): readonly Marked[] {
    const { seed, strategy, parting, order } = this.run;
    const isAlike = run.seed === seed && run.strategy === strategy && !run.parting && !parting && !run.order && !order;
    if (this.#anew || model !== this.#model || !isAlike) return [];
    const other = new Simulation(model, run, { travels: true });
    return this.#checkpoints.slice(
      0,
      countWhile(this.#checkpoints.length, (at) => leadsTo(this.#checkpoints[at]!, other)),
    );
  }

  /** Another run at a checkpoint up to which it is this one, with what was recorded of it. */
  goingOn(run: Run, checkpoint: Marked): Simulation {
    const recorded = { ...this.trace, spans: this.#spans };
    const beginning = { recorded, mark: checkpoint.mark };
    const simulation = new Simulation(this.#model, run, { recorder: () => new TraceRecorder(beginning) });
    simulation.load(checkpoint);
    return simulation;
  }

  /**
   * Takes the traveller to the world after the turn of `step`: the nearest checkpoint before it, then
   * on. The answer is valid until the next call.
   * @throws RangeError when there is no such step.
   * @throws SeekDiffers when what happened there is not what the run had.
   */
  seek(step: number): Simulation {
    const { length } = this.trace.columns;
    if (!Number.isSafeInteger(step) || step < 0 || step >= length) {
      throw new RangeError(`There is no step ${step}: the run has steps 0 to ${length - 1}.`);
    }
    this.#approach(step);
    const traveller = this.#traveller;
    while (traveller.steps <= step) {
      this.#turn = traveller.steps;
      if (!traveller.step()) throw this.#differs(step);
    }
    if (traveller.stage.log.hashAfter(step)! >>> 0 !== this.trace.columns.hash[step]! >>> 0) throw this.#differs(step);
    return traveller;
  }

  /**
   * Executes the turns of the steps from `from` to `to`, also where the traveller has just been.
   * @throws RangeError when there is no such step.
   * @throws SeekDiffers when what happened was not what the run had.
   */
  executeAgain(from: number, to: number): void {
    const { length } = this.trace.columns;
    if (!Number.isSafeInteger(from) || from < 0 || from >= length) {
      throw new RangeError(`There is no step ${from}: the run has steps 0 to ${length - 1}.`);
    }
    if (this.#anew) this.#startAgain();
    else this.#traveller.load(this.#leadingTo(from));
    this.#turn = this.#traveller.steps;
    this.seek(Math.min(to, length - 1));
  }

  /**
   * Takes the traveller to where the turn of `step` is about to be made, so that whoever seeks that step next executes
   * this turn and nothing before it.
   * @throws RangeError when there is no such step.
   * @throws SeekDiffers when what happened on the way is not what the run had.
   */
  standBefore(step: number): void {
    const turn = this.turnOf(step);
    if (turn > 0) this.seek(turn - 1);
    else this.#startAgain();
  }

  /** The latest checkpoint before a step. One that lies little before it is made and kept, for those who go back step by step. */
  #leadingTo(step: number): Checkpoint {
    const near = Math.max(0, step - NEAR);
    if (this.#near && this.#near.log.steps <= step && this.#near.log.steps >= near) return this.#near;
    const nearest = this.#checkpoints[this.#lastCheckpointBefore(step)]!;
    if (nearest.log.steps >= near) return nearest;
    const traveller = this.#traveller;
    traveller.load(nearest);
    // The turn that leads beyond `near` may lead beyond the step too, so that it ends before.
    while (traveller.steps < near) {
      const before = traveller.steps;
      if (!traveller.step() || traveller.steps > step) return nearest;
      this.#turn = before;
    }
    this.#near = traveller.save();
    return this.#near;
  }

  #atStart(): Simulation {
    return new Simulation(this.#anew?.() ?? this.#model, this.run, { travels: true });
  }

  /** Takes the traveller to a place from which it comes to a step by going on. */
  #approach(step: number): void {
    const { steps } = this.#traveller;
    if (this.#turn <= step && step < steps) return;
    if (this.#anew) {
      if (steps > step) this.#startAgain();
      return;
    }
    const nearest = this.#checkpoints[this.#lastCheckpointBefore(step)]!;
    // Whoever goes back a little will do so again, and so would execute the same events again and again.
    if (steps > step) this.#traveller.load(steps - step <= NEAR ? this.#leadingTo(step) : nearest);
    else if (steps < nearest.log.steps) this.#traveller.load(nearest);
  }

  #startAgain(): void {
    if (this.#anew) this.#traveller = this.#atStart();
    else this.#traveller.load(this.#checkpoints[0]!);
    this.#turn = 0;
  }

  /** Whoever comes here next must not go on from a world that is not the run's. */
  #differs(step: number): SeekDiffers {
    this.#startAgain();
    return new SeekDiffers(this.run.seed, step);
  }

  /**
   * A run that shares this one up to and with the turn of `step`, and then goes its own way. A list
   * among the changes takes the place of the one that this run has.
   * @throws ScenarioError when what it changes makes no sense.
   * @throws RangeError when it changes what lies before that step.
   */
  fork(step: number, changes: RunOptions): Simulation {
    const { strategy = 'random' } = this.run;
    const run = runOf(this.#model, this.run.seed, { ...this.run, strategy, ...changes });
    const traveller = this.seek(step);
    const fork = new Simulation(traveller.stage.model, run, { travels: true });
    fork.load(traveller.save());
    // From here on the fork changes what the traveller's modules keep.
    if (this.#anew) this.#startAgain();
    return fork;
  }

  /** Every node as it was after the turn of `step`, and what that turn changed. */
  inspect(step: number): Inspection {
    return inspectionOf(this, step);
  }

  /** The same for each step from one on, in order. */
  inspectFrom(step: number): Iterable<Inspection> {
    return inspectionsFrom(this, step);
  }

  /** What stands beside the lanes, gathered as far as somebody has asked for it; no property is judged on the way. */
  get bands(): LaneBands {
    if (!this.#bands) {
      const model = { ...(this.#anew?.() ?? this.#model), properties: [] };
      this.#bands = new LaneBands(new Simulation(model, this.run, { travels: true }), this.trace);
    }
    return this.#bands;
  }

  /** The turn of a step, by its first step. */
  turnOf(step: number): number {
    this.seek(step);
    return this.#turn;
  }

  /** A step before this one, or this one, from which everything up to it can be looked at without going back. */
  stretchBefore(step: number): number {
    return this.#anew ? 0 : this.#checkpoints[this.#lastCheckpointBefore(step)]!.log.steps;
  }

  #lastCheckpointBefore(steps: number): number {
    // The first is before everything.
    return countWhile(this.#checkpoints.length, (at) => this.#checkpoints[at]!.log.steps <= steps) - 1;
  }
}

/** Whether a run goes on from a checkpoint of another as its own beginning. */
function leadsTo(checkpoint: Checkpoint, run: Simulation): boolean {
  try {
    run.load(checkpoint);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
