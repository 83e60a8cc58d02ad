import { plainToJson } from '../../sim-core/base/plain-json.ts';
import { changesNothing, type RunChanges } from '../../sim-core/trace/run-changes.ts';
import type { ScenarioIdentity, SeededScenario } from '../protocol.ts';
import { commandFor } from './words.ts';

/** The command that runs a seed of a scenario again, to paste into a shell. */
export function runCommand(file: string, scenario: SeededScenario, seed: number, changes: RunChanges = {}): string {
  return seedCommand('run', file, scenario, seed, changes);
}

/** The command that does something with a seed of a scenario. */
export function seedCommand(
  name: 'run' | 'shrink',
  file: string,
  { id, strategy }: SeededScenario,
  ...[seed, changes = {}]: [number, RunChanges?]
): string {
  // Without a choice, the default one is run.
  const told = changes.strategy === undefined && strategy !== undefined && strategy !== 'random' ? { ...changes, strategy } : changes;
  return commandFor(name, file, ...(id === 'default' ? [] : ['--scenario', id]), '--seed', seed, ...whatIfWords(told));
}

/** The options by which a run is changed; nothing for one as it is written. */
export function whatIfWords({ strategy, ...changes }: RunChanges): readonly string[] {
  return [
    ...(strategy === undefined ? [] : ['--strategy', strategy]),
    ...(changesNothing(changes) ? [] : ['--what-if', JSON.stringify(plainToJson(changes))]),
  ];
}

/** The command that explores a scenario again. */
export function exploreCommand(file: string, { id }: Pick<ScenarioIdentity, 'id'>): string {
  return commandFor('explore', file, ...(id === 'default' ? [] : ['--scenario', id]));
}

/** The command that sweeps the first thousand seeds of a file. */
export function sweepCommand(file: string): string {
  return commandFor('sweep', file, '--seeds', 1_000);
}
