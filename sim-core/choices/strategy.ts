import { didYouMean } from '../base/nearest.ts';
import { ScenarioError } from '../base/scenario-error.ts';

/**
 * How a run makes its choices of its seed: as they are drawn, if it has no strategy, or bent to where bugs are found. Whatever it
 * is, a run with it is one that the scenario allows: it draws from the same ranges, and is only likelier to draw some things.
 */
export type Strategy =
  | { readonly name: 'swarm' }
  /** How many priorities are in play, those that change on the way included. */
  | { readonly name: 'pct'; readonly depth: number }
  /** The seeds of the runs that it goes on from, the oldest first; each has changed something of those before. */
  | { readonly name: 'guided'; readonly ancestors: readonly number[] };

/** How a sweep gives its seeds strategies, or one of them. */
export const STRATEGIES = ['random', 'swarm', 'pct', 'guided', 'mixed'] as const;

/** Burckhardt et al. found most of the bugs that they knew with this depth or less. */
export const USUAL_DEPTH = 3;
const GREATEST_DEPTH = 20;
/** A longer line of ancestors is hard to paste. */
export const MOST_ANCESTORS = 12;

/** In turns, so that any stretch of seeds has as many of each. */
const ROOTS = ['random', 'swarm', 'pct'] as const;
const MIXED = ['random', 'swarm', 'pct', 'guided'] as const;

/** The strategy that a seed has of those that a sweep is to use: `mixed` splits the seeds among all. */
export function strategyOfSeed(text: string, seed: number): string {
  return text === 'mixed' ? MIXED[seed % MIXED.length]! : text;
}

/** The strategy of a run that goes on from no other and that others go on from: by its seed, so that it need not be told. */
export function rootStrategy(seed: number): 'random' | 'swarm' | 'pct' {
  return ROOTS[seed % ROOTS.length]!;
}

/** Whether some of its seeds go on from what others have found. */
export function isGuided(text: string): boolean {
  return text === 'guided' || text === 'mixed';
}

/**
 * The strategy that a text means for a seed; undefined for `random`. A text is `random`, `swarm`, `pct`, `pct:5`, `mixed`, or
 * `guided:17.203`, with the seeds that a guided run goes on from.
 * @throws ScenarioError for any other text.
 */
export function strategyFrom(text: string, seed: number): Strategy | undefined {
  if (text === 'random') return undefined;
  const [name = '', detail, ...rest] = strategyOfSeed(text, seed).split(':');
  if (rest.length > 0) throw unknown(text);
  switch (name) {
    case 'random':
      if (detail !== undefined) throw unknown(text);
      return undefined;
    case 'swarm':
      if (detail !== undefined) throw unknown(text);
      return { name };
    case 'pct':
      return { name, depth: detail === undefined ? USUAL_DEPTH : depthOf(text, detail) };
    case 'guided':
      return { name, ancestors: ancestorsOf(text, detail) };
    default:
      throw unknown(text);
  }
}

/** A strategy as it is written behind `--strategy`. */
export function strategyText(strategy: Strategy): string {
  switch (strategy.name) {
    case 'swarm':
      return 'swarm';
    case 'pct':
      return strategy.depth === USUAL_DEPTH ? 'pct' : `pct:${strategy.depth}`;
    case 'guided':
      return `guided:${strategy.ancestors.join('.')}`;
  }
}

function depthOf(text: string, detail: string): number {
  const depth = /^\d{1,3}$/.test(detail) ? Number(detail) : 0;
  if (depth >= 1 && depth <= GREATEST_DEPTH) return depth;
  throw new ScenarioError(`The strategy '${text}' has no depth.`, `Write a whole number from 1 to ${GREATEST_DEPTH}, as in pct:3.`);
}

function ancestorsOf(text: string, detail: string | undefined): readonly number[] {
  const ancestors = (detail ?? '').split('.').map((seed) => (/^\d+$/.test(seed) ? Number(seed) : Number.NaN));
  if (ancestors.length <= MOST_ANCESTORS && ancestors.every(Number.isSafeInteger)) return ancestors;
  throw new ScenarioError(
    `The strategy '${text}' does not say which seeds the run goes on from.`,
    'A guided run changes runs that a sweep has found something new in: write it as the sweep prints it, such as guided:17.203.',
  );
}

function unknown(text: string): ScenarioError {
  return new ScenarioError(
    `'${text}' is no strategy.`,
    `${didYouMean(text.split(':')[0]!, [...STRATEGIES])} It is written as in swarm, pct, pct:5 or guided:17.203.`,
  );
}
