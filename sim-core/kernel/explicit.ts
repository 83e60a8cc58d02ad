import type { WrittenFault } from '../faults/planned-fault.ts';
import { declared, modelOf, type Model } from './model.ts';
import { planRun, runOf } from './run.ts';
import type { RunChanges } from '../trace/run-changes.ts';

/** What takes the place of what the scenario says; the duration is that of the scenario, if absent. */
export type Explicit = NonNullable<RunChanges['explicit']>;

/** The faults of a run, those of the scenario and those of its nemesis, as its author would write all of them into `faults`. */
export function faultsOf(model: Model, seed: number): readonly WrittenFault[] {
  return planRun(model, runOf(model, seed)).faults.map(({ written }) => written);
}

/**
 * The scenario as it is once its author has pasted `faults` into it and taken its nemesis out.
 * @throws ScenarioError as `modelOf` does.
 */
export function explicitModel(definition: unknown, { faults, duration }: Explicit): Model {
  const { nemesis: _, ...written } = declared(definition);
  const other = { faults, ...(duration === undefined ? {} : { duration }) };
  return { ...modelOf({ kind: 'backstep.scenario', scenario: { ...written, ...other } }), explicit: other };
}
