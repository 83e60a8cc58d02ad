import type { Duration } from '../base/duration.ts';
import type { WrittenFault } from '../faults/planned-fault.ts';
import { declared, modelOf, type Model } from './model.ts';
import { planRun, runOf } from './run.ts';

/** The faults of a run, those of the scenario and those of its nemesis, as its author would write all of them into `faults`. */
export function faultsOf(model: Model, seed: number): readonly WrittenFault[] {
  return planRun(model, runOf(model, seed)).faults.map(({ written }) => written);
}

/** What takes the place of what the scenario says. */
export interface Explicit {
  readonly faults: readonly WrittenFault[];
  /** That of the scenario, if absent. */
  readonly duration?: Duration;
}

/**
 * The scenario as it is once its author has pasted `faults` into it and taken its nemesis out.
 * @throws ScenarioError as `modelOf` does.
 */
export function explicitModel(definition: unknown, { faults, duration }: Explicit): Model {
  const { nemesis: _, ...written } = declared(definition);
  return modelOf({ kind: 'backstep.scenario', scenario: { ...written, faults, ...(duration === undefined ? {} : { duration }) } });
}
