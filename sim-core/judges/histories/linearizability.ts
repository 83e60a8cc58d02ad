import { decided, type Asked, type SequentialModel } from './model.ts';
import { DEFAULT_BUDGET, type Budget, type Found } from './search.ts';
import { go, type WholeOperation } from './whole-search.ts';
import { Witness } from './witness.ts';

/** What is known of a whole history. */
export interface Linearizability<Of> {
  readonly verdict: Found;
  /** Of a violation: the operation whose completion cannot be, the first of the history, but for parts too hard to judge. */
  readonly impossible?: Of;
  /**
   * Of a violation: operations that cannot be ordered, even if all others may have happened at any time or never.
   * None of them can be left out, unless looking for that took too long.
   */
  readonly witness?: readonly Of[];
  readonly isMinimal?: boolean;
}

/** What a part may take before the others are looked at. */
const EASY_STEPS = 100_000;

/** What finding the smallest witness may cost. */
const WITNESS_STEPS = 1_000_000;

/** Whether a history can be ordered as a model demands, part by part where the model has parts (Herlihy and Wing 1990). */
export function linearizability<Of extends WholeOperation>(
  model: SequentialModel<unknown>,
  operations: readonly Of[],
  budget: Budget = DEFAULT_BUDGET,
): Linearizability<Of> {
  let first: { readonly impossible: Of; readonly part: readonly Of[] } | undefined;
  let left = budget;
  let waiting = partsOf(model, operations);
  // A part that is hard must not be gone through where an easy one says already that there is no order.
  for (const steps of [Math.min(EASY_STEPS, budget.steps), budget.steps]) {
    const hard: (readonly Of[])[] = [];
    for (const part of waiting) {
      const known = decided(model, part)?.verdict;
      if (known === 'held') continue;
      let impossible = known && firstDecided(model, part);
      if (!impossible) {
        const { found, steps: taken, impossible: met } = go(model, part, { ...left, steps: Math.min(left.steps, steps) });
        // A part that took all must not leave nothing to those after it.
        left = { ...left, steps: Math.max(left.steps - taken, Math.ceil(budget.steps / 10)) };
        if (found === 'unknown' && !known) hard.push(part);
        impossible = met && firstImpossible(model, part, met, budget);
        if (known) impossible ??= lastCompleted(part);
      }
      if (impossible && (!first || impossible.completedAt! < first.impossible.completedAt!)) first = { impossible, part };
    }
    waiting = hard;
    if (first || waiting.length === 0) break;
  }
  const verdict = first ? 'violated' : waiting.length > 0 ? 'unknown' : 'held';
  if (!first) return { verdict };
  const { impossible } = first;
  return { verdict, impossible, ...new Witness(model, first.part, impossible.completedAt!).smallest(WITNESS_STEPS) };
}

function lastCompleted<Of extends WholeOperation>(operations: readonly Of[]): Of {
  return operations.reduce((last, each) => ((each.completedAt ?? -1) > (last.completedAt ?? -1) ? each : last));
}

/** What is known of a history at a moment: what completes later is under way. */
function asOf<Of extends WholeOperation>(operations: readonly Of[], end: number): readonly Of[] {
  return operations
    .filter(({ invokedAt }) => invokedAt < end)
    .map((each) => ((each.completedAt ?? end) > end ? { ...each, ...each.pending, completedAt: undefined } : each));
}

/** The first completion that cannot be, where that is known without a search: what cannot be ordered stays so as more happens. */
function firstDecided<Of extends WholeOperation>(model: SequentialModel<unknown>, operations: readonly Of[]): Of | undefined {
  const completed = operations.filter(({ completedAt }) => completedAt !== undefined).sort((a, b) => a.completedAt! - b.completedAt!);
  let [from, to] = [0, completed.length - 1];
  while (from <= to) {
    const middle = (from + to) >> 1;
    const known = decided(model, asOf(operations, completed[middle]!.completedAt!));
    if (!known) return undefined;
    if (known.verdict === 'violated') to = middle - 1;
    else from = middle + 1;
  }
  return completed[from];
}

function partsOf<Of extends Asked>(model: SequentialModel<unknown>, operations: readonly Of[]): readonly (readonly Of[])[] {
  if (!model.partOf) return [operations];
  const parts = new Map<string, Of[]>();
  for (const operation of operations) {
    const name = model.partOf(operation);
    const part = parts.get(name);
    if (part) part.push(operation);
    else parts.set(name, [operation]);
  }
  return [...parts.values()];
}

/**
 * Whoever knows what all operations under way are going to return knows of a violation sooner than those to whom it
 * happens. From there on, this finds the first completion that cannot be whatever is still to come.
 */
function firstImpossible<Of extends WholeOperation>(
  model: SequentialModel<unknown>,
  operations: readonly Of[],
  known: Of,
  budget: Budget,
): Of {
  const completed = operations
    .filter(({ completedAt = -1 }) => completedAt >= known.completedAt!)
    .sort((a, b) => a.completedAt! - b.completedAt!);
  for (const each of completed) {
    const { found } = go(model, asOf(operations, each.completedAt!), budget);
    if (found === 'violated') return each;
    if (found === 'unknown') return known;
  }
  return known;
}
