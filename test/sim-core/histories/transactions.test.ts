import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CONSISTENCIES, judgeTransactions, type Consistency } from '../../../sim-core/judges/histories/transactions/consistency.ts';
import type { Transaction, TransactionModel } from '../../../sim-core/judges/histories/transactions/transaction.ts';
import { isSerializable, isSnapshotIsolated, transactionsOf } from './drawn-transactions.ts';
import { SOAK, SOAK_SEED } from '../../support/soak.ts';

const RUNS = 1_000 * SOAK;

type Keeps = (before: Transaction, after: Transaction) => boolean;

const ORDERS: Readonly<Record<'serializable' | 'strong-session-serializable' | 'strict-serializable', Keeps>> = {
  serializable: () => false,
  'strong-session-serializable': (before, after) => isOfOneProcess(before, after) && before.index < after.index,
  'strict-serializable': (before, after) =>
    before.completedAt < after.invokedAt || (isOfOneProcess(before, after) && before.index < after.index),
};

/** Of a process, the one that may yet take effect comes before nothing. */
function isOfOneProcess(before: Transaction, after: Transaction): boolean {
  return before.line.process === after.line.process && before.status === 'ok';
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

    check('are at most unknown where nobody may look for long', (history) => {
      const { verdict } = judgeTransactions(model, history, { consistency: 'serializable', steps: 2 });
      if (verdict !== 'unknown') assert.equal(verdict, isSerializable(model, history, ORDERS.serializable) ? 'held' : 'violated');
    });
  });
}
