import type { Asked, SequentialModel } from './model.ts';
import { DEFAULT_BUDGET, type Budget, type Found } from './search.ts';
import { go, type WholeOperation } from './whole-search.ts';
import { Witness } from './witness.ts';

/** What is known of a whole history. */
export interface Linearizability<Of> {
  readonly verdict: Found;
  /** Of a violation: the operation whose completion cannot be, the first of the history. */
  readonly impossible?: Of;
  /**
   * Of a violation: operations that cannot be ordered, even if all others may have happened at any time or never.
   * None of them can be left out, unless looking for that took too long.
   */
  readonly witness?: readonly Of[];
  readonly isMinimal?: boolean;
}

/** What finding the smallest witness may cost. */
const WITNESS_STEPS = 1_000_000;

/** Whether a history can be ordered as a model demands, part by part where the model has parts (Herlihy and Wing 1990). */
export function linearizability<Of extends WholeOperation>(
  model: SequentialModel<unknown>,
  operations: readonly Of[],
  budget: Budget = DEFAULT_BUDGET,
): Linearizability<Of> {
  let verdict: Found = 'held';
  let first: { readonly impossible: Of; readonly part: readonly Of[] } | undefined;
  let left = budget;
  for (const part of partsOf(model, operations)) {
    const { found, steps, impossible } = go(model, part, left);
    // A part that took all must not leave nothing to those after it.
    left = { ...left, steps: Math.max(left.steps - steps, Math.ceil(budget.steps / 10)) };
    if (found === 'unknown' && verdict === 'held') verdict = 'unknown';
    if (!impossible) continue;
    verdict = 'violated';
    if (!first || impossible.completedAt! < first.impossible.completedAt!) first = { impossible, part };
  }
  if (!first) return { verdict };
  const impossible = firstImpossible(model, first.part, first.impossible, budget);
  return { verdict, impossible, ...new Witness(model, first.part, impossible.completedAt!).smallest(WITNESS_STEPS) };
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
    const end = each.completedAt!;
    const until = operations
      .filter(({ invokedAt }) => invokedAt < end)
      .map((other) => ((other.completedAt ?? end) > end ? { ...other, completedAt: undefined } : other));
    const { found } = go(model, until, budget);
    if (found === 'violated') return each;
    if (found === 'unknown') return known;
  }
  return known;
}
