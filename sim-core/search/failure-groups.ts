import type { PropertyKind } from '../base/verdict.ts';

/** One property violated by one seed. */
export interface SweepFailure {
  readonly seed: number;
  /** How its choices followed from the seed, as `--strategy` takes it; absent for `random`. */
  readonly strategy?: string;
  readonly property: string;
  readonly kind: PropertyKind;
  /** As in `PropertyOutcome`: with `eventTime`, the last step before it. */
  readonly step: number;
  /** In microseconds. */
  readonly time: number;
  readonly eventTime?: number;
  readonly because: string;
  /** As in `PropertyOutcome`. */
  readonly beyond?: string;
  readonly hash: string;
  /** The shape of its causal past; absent where nobody has looked. */
  readonly shape?: string;
}

/** Failures of one cause: of one property, by causal pasts of one shape. */
export interface FailureGroup {
  readonly property: string;
  /** How many seeds fail in this way. */
  readonly seeds: number;
  /** The first of them. */
  readonly first: number;
  /** The one in which the violation comes after the fewest events. */
  readonly smallest: number;
  readonly shape: string;
}

/** Puts failures together that have one cause. They must come in order of seed. */
export class FailureGroups {
  readonly #groups = new Map<string, { property: string; seeds: number; first: number; smallest: number; shape: string; step: number }>();

  add({ property, shape, seed, step }: SweepFailure): void {
    if (shape === undefined) return;
    const key = `${property}\n${shape}`;
    const group = this.#groups.get(key);
    if (!group) {
      this.#groups.set(key, { property, seeds: 1, first: seed, smallest: seed, shape, step });
      return;
    }
    group.seeds += 1;
    if (step >= group.step) return;
    group.smallest = seed;
    group.step = step;
  }

  /** In order of their first seeds. */
  get all(): readonly FailureGroup[] {
    return [...this.#groups.values()].map(({ property, seeds, first, smallest, shape }) => ({ property, seeds, first, smallest, shape }));
  }
}
