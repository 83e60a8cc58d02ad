import { isGuided } from '../sim-core/choices/strategy.ts';
import { UsageError } from './seeds.ts';

export interface Seeds {
  readonly from: number;
  readonly to: number;
}

/** One of so many parts of a sweep, as long as each other or one seed longer. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** @throws UsageError where seeds go on from what others have found, so that no part of them can be run alone */
export function requireParts(strategy = 'random'): void {
  if (isGuided(strategy))
    throw new UsageError(
      `A part of a sweep cannot be ${strategy}: guided seeds go on from what others have found. Use random, swarm or pct in parts.`,
    );
}

/** The seeds of a part. Undefined for one that is left without any, because there are more parts than seeds. */
export function seedsOfShard({ from, to }: Seeds, { index, of }: Shard): Seeds | undefined {
  const total = to - from + 1;
  const begin = (part: number): number => from + Math.floor((total * part) / of);
  const seeds = { from: begin(index - 1), to: begin(index) - 1 };
  return seeds.from <= seeds.to ? seeds : undefined;
}
