import type { Asked, SequentialModel, Timed } from './model.ts';
import { LinearizationSearch, type Budget, type Found } from './search.ts';

/** An operation of a history that lies there as a whole. */
export interface WholeOperation extends Timed {
  /** Its name in the search; its place among the operations, unless given. */
  readonly id?: number;
  /** What it is as long as nobody knows what came of it, where that says more than was asked. */
  readonly pending?: Asked;
  /** It is still under way, so that it may yet complete, with whatever comes out. */
  readonly isOpen?: boolean;
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
