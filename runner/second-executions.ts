import type { Divergence } from '../sim-core/base/verdict.ts';
import { divergenceOf } from './divergence.ts';
import { unrecordedExecution } from './determinism.ts';
import type { LocatedOutcome } from './protocol.ts';
import { spread } from './spread.ts';

/** One seed in so many is executed twice, … */
const ONE_IN = 50;
/** … but never fewer than this, where there are as many, … */
const FEWEST = 3;
/** … nor more than this, because their outcomes are kept until they are compared. */
const MOST = 10_000;

/**
 * The seeds of a sweep that are executed twice: spread over its range, the second time in descending
 * order and by another worker than the first, where there are two.
 */
export class SecondExecutions {
  readonly #sample: ReadonlySet<number>;
  readonly #firsts = new Map<number, LocatedOutcome>();
  readonly #seconds = new Map<number, LocatedOutcome>();
  /** For each worker the seeds that it has to execute a second time, ascending. */
  readonly #shares: number[][];

  constructor({ from, to }: { readonly from: number; readonly to: number }, workers: number) {
    const total = to - from + 1;
    const wanted = Math.min(MOST, Math.max(FEWEST, Math.ceil(total / ONE_IN)));
    this.#sample = new Set(spread(total, wanted).map((offset) => from + offset));
    this.#shares = Array.from({ length: workers }, () => []);
  }

  /** A worker is given these seeds for the first time. */
  given(seeds: readonly number[], worker: number): void {
    this.#shares[(worker + 1) % this.#shares.length]!.push(...seeds.filter((seed) => this.#sample.has(seed)));
  }

  /** How many of the seeds that were given, up to `last`, are executed twice. */
  sizeUpTo(last: number): number {
    return this.#givenUpTo(last).length;
  }

  executed(outcomes: readonly LocatedOutcome[]): void {
    for (const outcome of outcomes) if (this.#sample.has(outcome.seed)) this.#firsts.set(outcome.seed, outcome);
  }

  /** What a worker has to execute a second time, up to `last`, in the order in which it should. Complete once all seeds have been given. */
  shareOf(worker: number, last = Infinity): readonly number[] {
    return this.#shares[worker]!.filter((seed) => seed <= last).reverse();
  }

  executedAgain(outcomes: readonly LocatedOutcome[]): void {
    for (const outcome of outcomes) this.#seconds.set(outcome.seed, outcome);
  }

  /** The first seed, in their order and up to `last`, whose second execution differs. @throws Error when one has not been executed twice. */
  compare(last = Infinity): Divergence | undefined {
    for (const seed of this.#givenUpTo(last).sort((a, b) => a - b)) {
      const [first, second] = [this.#firsts.get(seed), this.#seconds.get(seed)];
      if (!first || !second) throw new Error(`Seed ${seed} was to be executed twice and was not.`);
      const found = divergenceOf(
        unrecordedExecution(first, 'when first run'),
        unrecordedExecution(second, 'when run again in another order'),
      );
      if (found) return found;
    }
    return undefined;
  }

  /** The seeds of the sample that some worker was given. */
  #givenUpTo(last: number): number[] {
    return this.#shares.flat().filter((seed) => seed <= last);
  }
}
