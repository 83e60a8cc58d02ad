import { keysOf, requireKnownKeys } from '../../base/known-keys.ts';
import { ScenarioError } from '../../base/scenario-error.ts';
import { writtenText } from '../../base/written-text.ts';
import type { HistoryMonitor } from './monitor.ts';
import type { ReadAs } from './operation-reader.ts';

/** How a claim about a history is read and judged. */
export interface ClaimOptions {
  /** The name of the property. */
  readonly name?: string;
  /**
   * What an operation means to the model, where it is not recorded in its words; undefined leaves it out. It is asked
   * when the operation begins, with the status `pending`, and again when it succeeds, for its `output` alone.
   */
  readonly readAs?: ReadAs;
  /** How much may be tried in one run before the answer is unknown. 1,000,000, unless given. */
  readonly steps?: number;
}

/** A kind of claim: how one is checked when a scenario is read, and judged in a run. */
export interface ClaimKind<Claim> {
  /** What judges it in one run. The claim has been checked. */
  monitor(claim: Claim): HistoryMonitor;
  /** A function of the author's that says what is claimed, to be found in the file; none for what comes with Backstep. */
  authorsPart(claim: Claim): unknown;
  /** @throws ScenarioError for a claim that nobody can judge, with what to do */
  require(claim: Claim, property: string): void;
}

export const STEPS = 1_000_000;
/** How many characters of situations one search may keep. */
export const MEMORY = 30_000_000;

export function refuseClaim(message: string, cure: string, property: string): never {
  throw new ScenarioError(message, cure, { property });
}

/** What can be said of every claim. */
const EVERY = keysOf<ClaimOptions>({ name: true, readAs: true, steps: true });

/** @throws ScenarioError for an option that the word does not know, or with a value that means nothing */
export function requireOptions(options: ClaimOptions, others: readonly string[], word: string, property: string): void {
  requireKnownKeys(options, [...EVERY, ...others], `${word}(…)`, { property });
  const { steps = STEPS, readAs } = options;
  if (!Number.isSafeInteger(steps) || steps < 1)
    refuseClaim(`\`steps\` of ${word}(…) is ${writtenText(steps)}.`, 'Give a whole number from 1, or leave it out.', property);
  if (readAs !== undefined && typeof readAs !== 'function')
    refuseClaim(`\`readAs\` of ${word}(…) is no function.`, 'Write `readAs: (operation) => ({ … })`.', property);
}
