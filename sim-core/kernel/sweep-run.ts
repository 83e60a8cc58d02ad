import type { Outcome } from '../trace/outcome.ts';
import type { Model } from './model.ts';
import { runOf, type RunOptions } from './run.ts';
import { Simulation, type SimulationOptions } from './simulation.ts';

/** What is told of a run that keeps no trace. */
export interface ToldOptions extends Pick<SimulationOptions, 'checks' | 'notesNovelty'> {
  /** Tells how often each handler began. */
  readonly countsHandlers?: boolean;
}

/**
 * Runs one seed to its end, keeping no trace.
 * @throws ScenarioError for a mistake in the scenario, its handlers or its properties.
 */
export function runSeed(
  model: Model,
  seed: number,
  options?: RunOptions,
  { checks = 'sample', notesNovelty = false, countsHandlers = false }: ToldOptions = {},
): Outcome {
  const simulation = new Simulation(model, runOf(model, seed, options), { checks, notesNovelty });
  simulation.run();
  const outcome = simulation.outcome();
  return countsHandlers ? { ...outcome, handled: simulation.handled() } : outcome;
}
