import type { OfferedScenario } from '../sim-core/engine.ts';
import type { ScenarioIdentity } from './protocol.ts';

/** What tells a scenario of a file from the others. */
export function identityOf({ id, name, parameters }: OfferedScenario): ScenarioIdentity {
  return { id, name, ...(parameters ? { parameters } : {}) };
}
