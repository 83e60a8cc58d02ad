import { durationText, microseconds, type Duration } from '../sim-core/base/duration.ts';
import { firstViolated } from '../sim-core/base/verdict.ts';
import { shrinkFaults, type Faults } from '../sim-core/search/shrink.ts';
import type { LocatedOutcome, LocatedProperty } from './protocol.ts';
import { RunnerProblems, type OpenScenario } from './runner-api.ts';

/** How large a run is, up to its end. */
export interface RunSize {
  readonly faults: number;
  readonly events: number;
  /** When the property was violated, in microseconds of simulated time. */
  readonly time: number;
}

/** What a failing run was shrunk to. */
export interface ShrinkReport {
  readonly seed: number;
  /** The property that is violated before and after. */
  readonly property: string;
  readonly before: RunSize;
  readonly after: RunSize;
  /** How many executions it took. */
  readonly runs: number;
  /** Whether all was tried, so that no single fault and no single node of one can be left out; false when it was stopped. */
  readonly minimal: boolean;
  /** All faults of the shrunk run, to paste into `faults` in place of the scenario's and its `nemesis`. */
  readonly faults: Faults;
  /** The `duration` that is enough for it, to paste as well; absent where it takes the scenario's. */
  readonly duration?: Duration;
}

/** How much may be executed for it: counts, so that the result is the same on every machine. */
export interface ShrinkBudget {
  readonly runs: number;
  /** Of all these runs together. */
  readonly events: number;
}

/** What a sweep spends on its first failing seed: some seconds at most. */
export const AFTER_A_SWEEP: ShrinkBudget = { runs: 300, events: 2_000_000 };

export interface ShrinkOptions {
  /** When it is spent, the best so far is the result; nothing is too much, if absent. */
  readonly budget?: ShrinkBudget;
  /** Aborting stops before the next execution. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly runs: number; readonly faults: number }) => void;
}

/**
 * Shrinks the violation of a seed that was violated first. Resolves to undefined when the seed violates nothing.
 * Rejects with `RunnerProblems` when the run cannot be told by its faults alone, or the worker has died.
 */
export async function shrinkSeed(scenario: OpenScenario, seed: number, options: ShrinkOptions = {}): Promise<ShrinkReport | undefined> {
  const { signal, onProgress, budget = { runs: Infinity, events: Infinity } } = options;
  const [first] = await scenario.run([seed]);
  const wanted = firstViolated(first!.properties);
  if (!wanted) return undefined;
  const all = await scenario.faults(seed);
  let best = { faults: all as Faults, outcome: await scenario.runExplicit(seed, { faults: all }) };
  let runs = 2;
  let events = first!.events + best.outcome.events;
  if (!sameViolation(best.outcome, wanted)) {
    throw new RunnerProblems([
      {
        message: `Seed ${seed} does not violate '${wanted.name}' when its faults are written out and its nemesis is taken away.`,
        cure: 'Say `stabilisesAt` in the scenario, so that it does not depend on whether there are faults.',
      },
    ]);
  }
  const shrinking = shrinkFaults(all);
  let step = shrinking.next();
  while (!step.done && !signal?.aborted && runs < budget.runs && events < budget.events) {
    const faults = step.value;
    const outcome = await scenario.runExplicit(seed, { faults });
    runs++;
    events += outcome.events;
    const same = sameViolation(outcome, wanted) !== undefined;
    if (same) best = { faults, outcome };
    onProgress?.({ runs, faults: best.faults.length });
    step = shrinking.next(same);
  }
  // Nothing that comes after the violation matters to it.
  const { time = 0 } = sameViolation(best.outcome, wanted)!;
  const duration = durationText(Math.max(time, 1));
  const early = best.faults.filter(({ at }) => microseconds(at, 'The `at` of a fault') <= Math.max(time, 1));
  const short = await scenario.runExplicit(seed, { faults: early, duration });
  // A property that knows of the end of the run may need all of it.
  const cut = sameViolation(short, wanted) !== undefined;
  const [faults, ended] = cut ? [early, short] : [best.faults, best.outcome];
  return {
    seed,
    property: wanted.name,
    before: { faults: all.length, events: first!.events, time: wanted.time ?? 0 },
    after: { faults: faults.length, events: ended.events, time },
    runs: runs + 1,
    minimal: step.done === true,
    faults,
    ...(cut ? { duration } : {}),
  };
}

/** The violation of the same property; where a handler threw, by the same handler of the same node. */
function sameViolation({ properties }: LocatedOutcome, wanted: LocatedProperty): LocatedProperty | undefined {
  return properties.find(
    ({ name, verdict, thrown }) =>
      name === wanted.name && verdict === 'violated' && thrown?.node === wanted.thrown?.node && thrown?.handler === wanted.thrown?.handler,
  );
}
