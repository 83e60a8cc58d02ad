import type { ScenarioIdentity } from '../protocol.ts';
import { commandFor } from './words.ts';

/** The command that runs a seed of a scenario again, to paste into a shell. */
export function runCommand(file: string, { id }: Pick<ScenarioIdentity, 'id'>, seed: number): string {
  // Without a choice, the default one is run.
  return commandFor('run', shellWord(file), ...(id === 'default' ? [] : ['--scenario', shellWord(id)]), '--seed', seed);
}

/** The command that sweeps the first thousand seeds of a file. */
export function sweepCommand(file: string): string {
  return commandFor('sweep', shellWord(file), '--seeds', 1_000);
}

/** A word as it is typed in a shell: in quotes that most shells understand, where it needs any. */
function shellWord(word: string): string {
  if (/^[\p{L}\p{N}_./:@%+,=\\-]+$/u.test(word)) return word;
  return /["$`\\!]/.test(word) ? `'${word.replace(/'/g, "'\\''")}'` : `"${word}"`;
}
