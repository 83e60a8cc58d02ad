import { didYouMean } from '../../../base/nearest.ts';
import { writtenText } from '../../../base/written-text.ts';
import { refuseClaim, requireOptions, STEPS, type ClaimKind, type ClaimOptions } from '../claim-kind.ts';
import { CONSISTENCIES, isConsistency, type Consistency } from './consistency.ts';
import { isTransactionModel, TRANSACTION_MODELS, type TransactionModel } from './transaction.ts';
import { TransactionsMonitor } from './transactions-monitor.ts';

/** What transactions promise. */
export interface TransactionsClaim {
  readonly consistency: 'serializable';
  readonly model: TransactionModel;
  readonly options: TransactionsClaimOptions;
}

/** How a history of transactions is read and judged. */
export interface TransactionsClaimOptions extends ClaimOptions {
  /**
   * What they promise: `read-committed`, `snapshot-isolation`, `serializable`, which it is unless given,
   * `strong-session-serializable` (also in the order of each client) or `strict-serializable` (also in real time).
   */
  readonly consistency?: Consistency;
}

export const transactionsClaim: ClaimKind<TransactionsClaim> = {
  monitor({ model, options: { readAs, steps = STEPS, consistency = 'serializable' } }) {
    return new TransactionsMonitor(model, readAs, { consistency, steps });
  },
  authorsPart: ({ options }) => options.readAs,
  require({ model, options }, property) {
    requireOptions(options, ['consistency'], 'serializable', property);
    if (!isTransactionModel(model))
      refuseClaim(`There is no model ${writtenText(model)} of transactions.`, didYouMean(model, TRANSACTION_MODELS), property);
    const { consistency = 'serializable' } = options;
    if (!isConsistency(consistency))
      refuseClaim(`There is no consistency ${writtenText(consistency)}.`, didYouMean(consistency, CONSISTENCIES), property);
  },
};
