import { changesBetween } from '../base/changed-paths.ts';
import { forgeableFields } from '../trace/forgeable.ts';
import type { FaultFact } from '../trace/facts.ts';
import type { Inspection } from '../trace/inspection.ts';
import { eventAt, type Trace } from '../trace/trace.ts';
import { contentsOf } from '../world/disk.ts';
import { faultLine } from '../faults/planned-fault.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Model } from './model.ts';
import { runOf, type Run, type RunOptions } from './run.ts';
import { Simulation } from './simulation.ts';

/** At first this many events lie between two checkpoints. */
const FIRST_INTERVAL = 1_024;
/** When there would be more, every second one is given up and the interval doubles. */
const MOST_CHECKPOINTS = 1_024;

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

/** A recorded run that can be looked at as it was after any of its steps. */
export class Recording {
  readonly trace: Trace;
  readonly run: Run;
  readonly #model: Model;
  readonly #checkpoints: readonly Checkpoint[];
  readonly #anew: (() => Model) | undefined;
  /** A second simulation of the same run that goes where it is asked to. */
  #traveller: Simulation;
  /** The first step of the turn that the traveller has just made. */
  #turn = 0;
  /** A checkpoint near to where something was executed again last. */
  #near: Checkpoint | undefined;

  /**
   * `anew` is for a scenario whose modules keep something: it evaluates them anew and returns their model.
   * No checkpoint holds what they keep, so that every way through such a run leads from its start.
   */
  constructor(model: Model, run: Run, anew?: () => Model) {
    this.#model = model;
    this.run = run;
    this.#anew = anew;
    const simulation = new Simulation(model, run, { records: true });
    this.#checkpoints = recordWithCheckpoints(simulation);
    this.trace = traceOf(model, run, simulation);
    this.#traveller = this.#atStart();
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
    const turn = this.turnOf(step);
    const before = turn > 0 ? this.seek(turn - 1).processes.map((process) => process.view()) : [];
    const world = this.seek(step);
    const { value } = eventAt(this.trace, step);
    return {
      step,
      time: world.time,
      nodes: world.processes.map((process, index) => {
        const state = process.view();
        const changes = changesBetween(before[index] ?? {}, state ?? {});
        const was = new Map(changes.flatMap((change) => ('was' in change ? [[change.path, change.was] as const] : [])));
        const { visibleDisk } = process;
        const byzantine = world.stage.liars.behaviourOf(process);
        return {
          name: process.name,
          status: process.status(),
          clock: process.clock.timeOfDay(world.time),
          state,
          changed: changes.map(({ path }) => path),
          ...(was.size > 0 ? { was } : {}),
          timers: [...process.visibleTimers].map(([name, { due }]) => ({ name, due })),
          disk: contentsOf(visibleDisk),
          unsynced: [...new Set(visibleDisk.cached.map(({ key }) => key))].sort(),
          ...(byzantine ? { byzantine } : {}),
        };
      }),
      ...(value === undefined ? {} : { value }),
    };
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
    let low = 0;
    let high = this.#checkpoints.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#checkpoints[middle]!.log.steps <= steps) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/**
 * Runs one seed and records it. `anew` evaluates the scenario's modules anew, where they keep something.
 * @throws ScenarioError for a mistake in the scenario, its handlers or its properties.
 */
export function recordSeed(model: Model, seed: number, options: RunOptions = {}, anew?: () => Model): Recording {
  return new Recording(model, runOf(model, seed, options), anew);
}

/** The trace of a seed up to a step at least: what it takes to tell how something came about. */
export function traceUpTo(model: Model, seed: number, step: number, options?: RunOptions): Trace {
  const run = runOf(model, seed, options);
  const simulation = new Simulation(model, run, { records: true });
  while (simulation.steps <= step && simulation.step());
  return traceOf(model, run, simulation);
}

function recordWithCheckpoints(simulation: Simulation): readonly Checkpoint[] {
  let checkpoints = [simulation.save()];
  let interval = FIRST_INTERVAL;
  let next = interval;
  while (simulation.step()) {
    if (simulation.steps < next) continue;
    checkpoints.push(simulation.save());
    if (checkpoints.length > MOST_CHECKPOINTS) {
      checkpoints = checkpoints.filter((_, index) => index % 2 === 0);
      interval *= 2;
    }
    next = simulation.steps + interval;
  }
  return checkpoints;
}

/** What of a run its trace has no place of its own for. */
function otherChanges({ explicit }: Model, { faults, drops, messages }: Run): Pick<Trace, 'changes'> {
  const changes = {
    ...(faults.length > 0 ? { faults } : {}),
    ...(drops.length > 0 ? { drops } : {}),
    ...(Object.keys(messages).length > 0 ? { messages } : {}),
    ...(explicit ? { explicit } : {}),
  };
  return Object.keys(changes).length > 0 ? { changes } : {};
}

function traceOf(model: Model, run: Run, simulation: Simulation): Trace {
  const { log, plan, account } = simulation.stage;
  const recorder = log.recorder!;
  const columns = recorder.columns();
  return {
    outcome: simulation.outcome(),
    byzantine: run.byzantine,
    nodes: model.names,
    strings: recorder.strings,
    values: recorder.values,
    columns,
    faults: [...plan.values()].map(({ name, kind, label, written, at, until, node, cut }): FaultFact => {
      const { struckAt, observed = 0 } = account.of(name) ?? {};
      return {
        name,
        kind,
        label,
        line: faultLine(written),
        at,
        observed,
        ...(until === Infinity ? {} : { until }),
        ...(node === undefined ? {} : { node: model.names[node]! }),
        ...(cut === undefined ? {} : { cut }),
        ...(struckAt === undefined ? {} : { struckAt }),
      };
    }),
    spans: recorder.spans.packed(columns.length),
    forgeable: forgeableFields(model.names, columns, recorder.values),
    ...(run.order ? { order: run.order } : {}),
    ...otherChanges(model, run),
    ...(model.stabilisesAt <= model.duration && model.stabilisesAt > 0 ? { stabilisedAt: model.stabilisesAt } : {}),
  };
}
