import type { Asked, SequentialModel, Told } from './model.ts';
import { DEFAULT_BUDGET, LinearizationSearch, type Budget, type Found } from './search.ts';

/** An operation of a history that lies there as a whole. */
export interface WholeOperation extends Told {
  /** Its name in the search; its place among the operations, unless given. */
  readonly id?: number;
  /** When it was invoked, and when it completed, as places in one order of all invocations and completions. */
  readonly invokedAt: number;
  /** Undefined when it may have happened, at any time after its invocation, or never. */
  readonly completedAt: number | undefined;
  /** It is still under way, so that it may yet complete, with whatever comes out. */
  readonly isOpen?: boolean;
}

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

/** What finding the smallest witness may cost, in all and for each try. */
const WITNESS_STEPS = 1_000_000;
const TRY: Budget = { steps: 20_000, memory: 10_000_000 };

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
  return { verdict, impossible, ...witnessOf(model, first.part, impossible.completedAt!) };
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

interface Gone<Of> {
  readonly search: LinearizationSearch<unknown>;
  readonly found: Found;
  readonly steps: number;
  /** Where it could not go on. */
  readonly impossible?: Of;
  /** What can as well have never happened, so that the search knows nothing of it. */
  readonly unseen: ReadonlySet<Asked>;
}

/** Goes through a part of a history, and stops where it cannot go on. */
export function go<Of extends WholeOperation>(model: SequentialModel<unknown>, operations: readonly Of[], budget: Budget): Gone<Of> {
  const search = new LinearizationSearch(model, budget);
  const mayHave = operations.filter(({ completedAt }) => completedAt === undefined);
  const happened = operations.filter(({ completedAt }) => completedAt !== undefined);
  const unseenByAll: ReadonlySet<Asked> = model.unseen?.(mayHave, happened) ?? new Set();
  // What is under way may complete, and must be known then.
  const unseen: ReadonlySet<Asked> = new Set(mayHave.filter((each) => !each.isOpen && unseenByAll.has(each)));
  const moments = operations
    .flatMap((operation, place) => {
      if (unseen.has(operation)) return [];
      const { id = place } = operation;
      const invoked = { at: operation.invokedAt, id, operation, isCompletion: false };
      return operation.completedAt === undefined ? [invoked] : [invoked, { ...invoked, at: operation.completedAt, isCompletion: true }];
    })
    .sort((a, b) => a.at - b.at);
  for (const { id, operation, isCompletion } of moments) {
    const { output, completedAt } = operation;
    if (!isCompletion) {
      const fate = completedAt !== undefined ? { told: { output } } : operation.isOpen ? {} : { isOptional: true };
      search.invoke(id, { operation: operation.operation, input: operation.input, ...fate });
      continue;
    }
    const found = search.complete(id, output);
    if (found === 'violated') return { search, found, steps: search.steps, impossible: operation, unseen };
    if (found === 'unknown') break;
  }
  return { search, found: search.found, steps: search.steps, unseen };
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

/**
 * Operations that cannot be ordered as of a moment. It leaves out operations as long as what is left cannot be
 * ordered (Zeller and Hildebrandt 2002). One that is left out is not gone, which could make a violation of its own:
 * it may have happened, at any time.
 *
 * @param most how often the model may be asked for it, about
 */
export function witnessOf<Of extends WholeOperation>(
  model: SequentialModel<unknown>,
  operations: readonly Of[],
  end: number,
  most: number = WITNESS_STEPS,
): { readonly witness: readonly Of[]; readonly isMinimal: boolean } {
  const before = operations.filter(({ invokedAt }) => invokedAt < end);
  const isDone = ({ completedAt = Infinity }: Of): boolean => completedAt <= end;
  let steps = most;
  let wasSure = true;
  const isImpossible = (kept: ReadonlySet<Of>): boolean => {
    const tried = before.map((each) => {
      if (kept.has(each)) return each;
      return { ...each, completedAt: undefined, invokedAt: isDone(each) ? -1 : each.invokedAt };
    });
    const { found, steps: taken } = go(model, tried, TRY);
    steps -= taken + before.length;
    if (found === 'unknown') wasSure = false;
    return found === 'violated';
  };
  let witness = before.filter(isDone);
  for (let size = Math.ceil(witness.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < witness.length && steps > 0;) {
      const rest = [...witness.slice(0, from), ...witness.slice(from + size)];
      if (rest.length > 0 && isImpossible(new Set(rest))) witness = rest;
      else from += size;
    }
  }
  return { witness, isMinimal: wasSure && steps > 0 };
}
