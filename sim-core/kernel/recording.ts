import type { Inspection } from '../trace/inspection.ts';
import { eventAt, type ByzantineOverrides, type Trace } from '../trace/trace.ts';
import { TraceRecorder } from '../trace/recorder.ts';
import { checkByzantine, checkSeed, type Model } from './model.ts';
import { changedPaths } from '../base/plain.ts';
import { planRun, startingOver, type Plan, type RunOptions } from './run.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Simulation } from './simulation.ts';

/** At first this many events lie between two checkpoints. */
const FIRST_INTERVAL = 1_024;
/** When there would be more, every second one is given up and the interval doubles. */
const MOST_CHECKPOINTS = 1_024;

/** A recorded run that can be looked at as it was after any of its steps. */
export class Recording {
  readonly trace: Trace;
  /** The faults of this run as lines to paste into `faults`. */
  readonly timeline: string;
  readonly #checkpoints: readonly Checkpoint[];
  /** A second simulation of the same run that goes where it is asked to. */
  readonly #traveller: Simulation;

  constructor(model: Model, seed: number, plan: Plan, byzantine: ByzantineOverrides) {
    const recorder = new TraceRecorder();
    const base = { byzantine, plan: plan.faults, sharesPayloads: true };
    const simulation = new Simulation(model, seed, { ...base, recorder, singleSteps: false });
    this.#checkpoints = recordWithCheckpoints(simulation);
    this.timeline = plan.timeline;
    this.trace = {
      outcome: simulation.outcome(),
      byzantine,
      nodes: model.names,
      strings: recorder.strings,
      values: recorder.values,
      columns: recorder.columns(),
      ...(model.stabilisesAt < model.duration ? { stabilisedAt: model.stabilisesAt } : {}),
    };
    this.#traveller = new Simulation(model, seed, { ...base, singleSteps: true });
    // The traveller follows the recorded history instead of keeping a second one.
    this.#traveller.history.follow(simulation.history);
  }

  /**
   * Takes the traveller to the world right after `step`: the nearest checkpoint before it, then on.
   * The answer is valid until the next call.
   * @throws RangeError when there is no such step.
   */
  seek(step: number): Simulation {
    const { length } = this.trace.columns;
    if (!Number.isSafeInteger(step) || step < 0 || step >= length) {
      throw new RangeError(`There is no step ${step}: the run has steps 0 to ${length - 1}.`);
    }
    const traveller = this.#traveller;
    const nearest = this.#checkpoints[this.#lastCheckpointBefore(step + 1)]!;
    if (traveller.steps > step + 1 || traveller.steps < nearest.log.steps) traveller.load(nearest);
    while (traveller.steps <= step) traveller.step();
    return traveller;
  }

  /** Every node as it was right after `step`, and what that step changed. */
  inspect(step: number): Inspection {
    const before = step > 0 ? this.seek(step - 1).processes.map((process) => process.view()) : [];
    const world = this.seek(step);
    const { value } = eventAt(this.trace, step);
    return {
      step,
      time: world.time,
      nodes: world.processes.map((process, index) => {
        const state = process.view();
        return {
          name: process.name,
          status: process.status(),
          clock: process.clock.timeOfDay(world.time),
          state,
          changed: changedPaths(before[index] ?? {}, state ?? {}),
          timers: [...process.timers].map(([name, { due }]) => ({ name, due })),
          disk: process.disk.contents(),
          unsynced: process.disk.unsyncedKeys,
          ...(process.byzantine ? { byzantine: process.byzantine } : {}),
        };
      }),
      ...(value === undefined ? {} : { value }),
    };
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
 * Runs one seed and records it.
 * @throws ScenarioError for a mistake in the scenario, its handlers or its properties.
 */
export function recordSeed(model: Model, seed: number, options: RunOptions = {}): Recording {
  const byzantine = checkByzantine(options.byzantine ?? {}, model.names);
  const plan = planRun(model, checkSeed(seed));
  return startingOver(() => new Recording(model, seed, plan, byzantine));
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
