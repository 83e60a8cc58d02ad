import { ScenarioError } from '../sim-core/base/scenario-error.ts';
import { strategyFrom } from '../sim-core/choices/strategy.ts';

/** A wrong use of the command line or of a file; its message is one sentence for the user. */
export class UsageError extends Error {}

/** @throws UsageError unless the text is a non-negative safe integer in decimal digits. */
export function parseSeed(text: string): number {
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(seed)) return seed;
  throw new UsageError(`'${text}' is not a seed: a seed is a whole number from 0 to ${Number.MAX_SAFE_INTEGER}.`);
}

/**
 * `12` is a seed, and `12 swarm` one with the strategy by which its choices follow from it, as `--strategy` takes it.
 * @throws UsageError for anything else.
 */
export function parseStrategicSeed(text: string): { readonly seed: number; readonly strategy?: string } {
  const [first = '', strategy, ...rest] = text.trim().split(/\s+/);
  if (rest.length > 0) throw new UsageError(`'${text}' is not a seed: write one, or one and its strategy, as in '12 swarm'.`);
  const seed = parseSeed(first);
  return strategy === undefined ? { seed } : { seed, strategy: parseStrategy(strategy) };
}

/** @throws UsageError unless the text is a strategy that a run can have. */
export function parseStrategy(text: string): string {
  try {
    strategyFrom(text, 0);
    return text;
  } catch (error) {
    throw error instanceof ScenarioError ? new UsageError(`${error.message} ${error.cure}`) : error;
  }
}

/** @throws UsageError unless the text is a positive safe integer in decimal digits. */
export function parseSteps(text: string): number {
  const steps = /^\d+$/.test(text) ? Number(text) : 0;
  if (Number.isSafeInteger(steps) && steps >= 1) return steps;
  throw new UsageError(`'${text}' is not a number of steps: use a whole number from 1.`);
}

/** @throws UsageError unless the text is a whole number from 0 to 1000. */
export function parseFutures(text: string): number {
  const futures = /^\d+$/.test(text) ? Number(text) : NaN;
  if (futures <= 1_000) return futures;
  throw new UsageError(`'${text}' is not a number of futures: use a whole number from 1 to 1000, or 0 for none.`);
}

/**
 * `1000` is the seeds 0 to 999; `5-20` the seeds 5 to 20, both included.
 * @throws UsageError for anything else.
 */
export function parseSeeds(text: string): { from: number; to: number } {
  const range = /^([^-]+)-([^-]+)$/.exec(text);
  if (range) {
    const [from, to] = [parseSeed(range[1]!), parseSeed(range[2]!)];
    if (from > to) throw new UsageError(`The seeds ${text} go down: write the smaller one first.`);
    return { from, to };
  }
  const count = parseSeed(text);
  if (count === 0) throw new UsageError('0 seeds are none: sweep at least one.');
  return { from: 0, to: count - 1 };
}
