import type { Outcome } from '../trace/outcome.ts';
import type { Model } from './model.ts';
import { runOf, type RunOptions } from './run.ts';
import { Simulation, type SimulationOptions } from './simulation.ts';

/**
 * Runs one seed to its end, keeping no trace.
 * @throws ScenarioError for a mistake in the scenario, its handlers or its properties.
 */
export function runSeed(
  model: Model,
  seed: number,
  options?: RunOptions,
  { checks = 'sample', notesNovelty = false }: Pick<SimulationOptions, 'checks' | 'notesNovelty'> = {},
): Outcome {
  const simulation = new Simulation(model, runOf(model, seed, options), { checks, notesNovelty });
  simulation.run();
  return simulation.outcome();
}
