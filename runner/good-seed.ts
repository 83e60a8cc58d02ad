import type { RunChanges } from '../sim-core/trace/run-changes.ts';
import type { OpenScenario } from './runner-api.ts';

/** So many are run before anybody looks. */
const PORTION = 8;

/** The nearest seed that holds, up to so far on either side; of two that are as near, the smaller. */
export async function goodSeedNear(
  scenario: Pick<OpenScenario, 'run'>,
  seed: number,
  changes: RunChanges,
  far: number,
): Promise<number | undefined> {
  const near = Array.from({ length: far }, (_, index) => [seed - index - 1, seed + index + 1])
    .flat()
    .filter((other) => other >= 0 && Number.isSafeInteger(other));
  for (let from = 0; from < near.length; from += PORTION) {
    const seeds = near.slice(from, from + PORTION);
    const outcomes = await scenario.run(seeds, changes);
    const held = outcomes.findIndex(({ verdict }) => verdict === 'held');
    if (held >= 0) return seeds[held];
  }
  return undefined;
}
