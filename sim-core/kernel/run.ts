import type { ByzantineOverrides, Outcome } from '../trace/trace.ts';
import { drawFaults } from '../world/nemesis.ts';
import { faultLine, planFault, type PlannedFault } from '../world/timeline.ts';
import { checkByzantine, checkSeed, type Model } from './model.ts';
import { TimePassed } from './node-self.ts';
import { Simulation } from './simulation.ts';

/** The faults of one run, scripted and drawn by the nemesis, in order of time. */
export interface Plan {
  readonly faults: readonly PlannedFault[];
  /** The same as lines to paste into `faults` in place of the nemesis. */
  readonly timeline: string;
}

export interface RunOptions {
  /** Nodes to switch to Byzantine for this run, beyond what the scenario says. */
  readonly byzantine?: ByzantineOverrides;
}

/** What a seed makes of a scenario's faults. */
export function planRun(model: Model, seed: number): Plan {
  const until = Math.min(model.stabilisesAt, model.duration);
  const drawn = model.nemesis ? drawFaults(model.nemesis, model.names, seed, until) : [];
  const all = [...model.faults, ...drawn]
    .map((fault, index) => ({ fault, planned: planFault(fault, model.names, `faults[${index}]`) }))
    .sort((a, b) => a.planned.at - b.planned.at);
  return {
    faults: all.map(({ planned }) => planned),
    get timeline() {
      return all.map(({ fault }) => faultLine(fault)).join('\n');
    },
  };
}

/**
 * Runs one seed to its end, keeping no trace.
 * @throws ScenarioError for a mistake in the scenario, its handlers or its properties.
 */
export function runSeed(model: Model, seed: number, options: RunOptions = {}): Outcome {
  const byzantine = checkByzantine(options.byzantine ?? {}, model.names);
  const { faults: plan } = planRun(model, checkSeed(seed));
  return startingOver(() => {
    const simulation = new Simulation(model, seed, { byzantine, plan, sharesPayloads: false, singleSteps: false });
    simulation.run();
    return simulation.outcome();
  });
}

/**
 * Starts a run over when one of its handlers turns out to take simulated time: from then on the
 * model knows that node as slow, and its state is copied before each of its handlers.
 */
export function startingOver<Result>(attempt: () => Result): Result {
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (!(error instanceof TimePassed)) throw error;
    }
  }
}
