import type { HistoryEntry } from './entry.ts';
import type { LineOperation } from './history-lines.ts';
import type { SequentialModel, Told } from './model.ts';
import type { Budget, Found } from './search.ts';
import { SequentialMonitor, type EntryReader } from './sequential-monitor.ts';

/** An operation of a whole history, and what it means to the model. */
export interface ToldOperation extends Told {
  readonly recorded: LineOperation;
}

/** What is known of a whole history. */
export interface Sequential {
  readonly verdict: Found;
  /** Why, of all but one that held. */
  readonly because?: string;
  /** Of a violation: the first completion that cannot be, and the operations that it rests on. */
  readonly impossible?: ToldOperation;
  readonly witness?: readonly ToldOperation[];
  readonly isMinimal?: boolean;
}

/** They are in the model's words already. */
const AS_IT_IS: EntryReader = {
  invoked: ({ operation, input }) => ({ operation, input }),
  output: ({ output }) => output,
};

/** Whether one order of all operations, in which those of each process are in its own order, is what a model demands (Lamport 1979). */
export function sequentialConsistency(model: SequentialModel<unknown>, operations: readonly ToldOperation[], budget: Budget): Sequential {
  const monitor = new SequentialMonitor(model, AS_IT_IS, budget);
  const entries = operations.flatMap(entriesOf).sort((a, b) => a.at - b.at);
  let verdict: Found = 'held';
  for (const entry of entries) {
    verdict = monitor.take(entry);
    if (verdict !== 'violated') continue;
    const { because, witness, isMinimal } = monitor.impossible();
    return { verdict, because, isMinimal, impossible: operations[entry.id]!, witness: witness.map((id) => operations[id]!) };
  }
  return verdict === 'unknown' ? { verdict, because: monitor.because } : { verdict };
}

/** The number of a line stands for its time. What is not known to have happened never ends, so that it may have. */
function entriesOf({ operation, input, output, recorded }: ToldOperation, id: number): readonly HistoryEntry[] {
  const { process, invokedAt, completedAt } = recorded;
  const begins = { type: 'invoke', id, client: JSON.stringify(process), operation, input, at: invokedAt, step: 0 } as const;
  return completedAt === undefined ? [begins] : [begins, { type: 'ok', id, output, at: completedAt, step: 0 }];
}
