import type { ScenarioIdentity, SeededScenario } from '../protocol.ts';
import { commandFor } from './words.ts';

/** The command that runs a seed of a scenario again, to paste into a shell. */
export function runCommand(file: string, scenario: SeededScenario, seed: number): string {
  return seedCommand('run', file, scenario, seed);
}

/** The command that does something with a seed of a scenario. */
export function seedCommand(name: 'run' | 'shrink', file: string, { id, strategy = 'random' }: SeededScenario, seed: number): string {
  // Without a choice, the default one is run.
  const which = [...(id === 'default' ? [] : ['--scenario', id]), ...(strategy === 'random' ? [] : ['--strategy', strategy])];
  return commandFor(name, file, ...which, '--seed', seed);
}

/** The command that explores a scenario again. */
export function exploreCommand(file: string, { id }: Pick<ScenarioIdentity, 'id'>): string {
  return commandFor('explore', file, ...(id === 'default' ? [] : ['--scenario', id]));
}

/** The command that sweeps the first thousand seeds of a file. */
export function sweepCommand(file: string): string {
  return commandFor('sweep', file, '--seeds', 1_000);
}
