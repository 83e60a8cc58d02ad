import type { HistoryEntry } from '../../../sim-core/judges/histories/entry.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CONSISTENCIES, judgeTransactions, type Consistency } from '../../../sim-core/judges/histories/transactions/consistency.ts';
import type { Transaction, TransactionModel } from '../../../sim-core/judges/histories/transactions/transaction.ts';
import { TransactionsMonitor } from '../../../sim-core/judges/histories/transactions/transactions-monitor.ts';
import { isSerializable, isSnapshotIsolated, transactionsOf } from './drawn-transactions.ts';
import { SOAK, SOAK_SEED } from '../../support/soak.ts';

const RUNS = 1_000 * SOAK;

type Keeps = (before: Transaction, after: Transaction) => boolean;

const ORDERS: Readonly<Record<'serializable' | 'strong-session-serializable' | 'strict-serializable', Keeps>> = {
  serializable: () => false,
  'strong-session-serializable': (before, after) => before.process === after.process && before.completedAt < after.invokedAt,
  'strict-serializable': (before, after) => before.completedAt < after.invokedAt,
};

/** When what becomes of a transaction is known. */
function endOf({ status, invokedAt, completedAt }: Transaction): number {
  return status === 'fail' ? invokedAt + 250 : completedAt;
}

function unread({ operations }: Transaction): Transaction['operations'] {
  return operations.map((each) => (each.kind === 'read' ? { ...each, list: undefined } : each));
}

/** The history as clients record it. */
function momentsOf(
  model: TransactionModel,
  history: readonly Transaction[],
): readonly { readonly at: number; readonly entry: HistoryEntry }[] {
  const told = (each: Transaction['operations'][number]): unknown[] => {
    const key: unknown = JSON.parse(each.key);
    if (each.kind === 'write') return [model === 'list-append' ? 'append' : 'w', key, Number(each.value)];
    const list = each.list?.map(Number);
    return ['r', key, model === 'list-append' ? list : (list?.[0] ?? null)];
  };
  return history
    .flatMap((each) => {
      const { index: id, process, operations, status, invokedAt } = each;
      const at = endOf(each);
      const invoke = {
        type: 'invoke' as const,
        id,
        client: String(process),
        operation: 'txn',
        input: unread(each).map(told),
        at: invokedAt,
        step: 0,
      };
      if (status === 'info') return [{ at: invokedAt, entry: invoke }];
      return [
        { at: invokedAt, entry: invoke },
        { at, entry: { type: status, id, output: operations.map(told), at, step: 0 } },
      ];
    })
    .sort((a, b) => a.at - b.at);
}

for (const model of ['list-append', 'rw-register'] as TransactionModel[]) {
  const verdictOf = (history: readonly Transaction[], consistency: Consistency): string =>
    judgeTransactions(model, history, { consistency, steps: 100_000 }).verdict;
  const check = (what: string, property: (history: readonly Transaction[]) => void): unknown =>
    it(what, () => fc.assert(fc.property(transactionsOf(model), property), { numRuns: RUNS, seed: SOAK_SEED }));

  describe(`transactions on ${model}`, () => {
    for (const consistency of Object.keys(ORDERS) as (keyof typeof ORDERS)[]) {
      check(`are ${consistency} where one of all orders explains them, and only there`, (history) => {
        assert.equal(verdictOf(history, consistency), isSerializable(model, history, ORDERS[consistency]) ? 'held' : 'violated');
      });
    }

    check('are never wrongly said to be isolated by snapshots, or not', (history) => {
      const verdict = verdictOf(history, 'snapshot-isolation');
      if (verdict !== 'unknown') assert.equal(verdict, isSnapshotIsolated(model, history) ? 'held' : 'violated');
    });

    check('keep every weaker promise than one that they keep', (history) => {
      const verdicts = CONSISTENCIES.map((consistency) => verdictOf(history, consistency));
      assert.ok(
        verdicts.lastIndexOf('held') === -1 || !verdicts.slice(0, verdicts.lastIndexOf('held')).includes('violated'),
        verdicts.join(),
      );
    });

    check('are judged the same as they grow', (history) => {
      for (const consistency of ['serializable', 'strict-serializable'] as const) {
        const monitor = new TransactionsMonitor(model, undefined, { consistency, steps: 100_000 });
        for (const { at, entry } of momentsOf(model, history)) {
          const standing = monitor.take(entry);
          if (entry.type === 'invoke') continue;
          const known = history
            .filter(({ invokedAt }) => invokedAt <= at)
            .map((each, index) => ({
              ...each,
              index,
              ...(endOf(each) <= at ? {} : { status: 'info' as const, completedAt: Infinity, operations: unread(each) }),
            }));
          assert.equal(standing, isSerializable(model, known, ORDERS[consistency]) ? 'held' : 'violated');
          if (standing === 'violated') break;
        }
      }
    });

    check('are at most unknown where nobody may look for long', (history) => {
      const { verdict } = judgeTransactions(model, history, { consistency: 'serializable', steps: 2 });
      if (verdict !== 'unknown') assert.equal(verdict, isSerializable(model, history, ORDERS.serializable) ? 'held' : 'violated');
    });
  });
}
