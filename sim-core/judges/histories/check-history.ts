import { didYouMean } from '../../base/nearest.ts';
import { keysOf, requireKnownKeys } from '../../base/known-keys.ts';
import { ScenarioError } from '../../base/scenario-error.ts';
import { writtenText } from '../../base/written-text.ts';
import { readHistory, type LineOperation } from './history-lines.ts';
import { linearizability } from './linearizability.ts';
import { ModelMismatch, type Asked, type KnownModel, type Told } from './model.ts';
import { isModelName, MODELS } from './models/catalogue.ts';
import { DEFAULT_BUDGET } from './search.ts';
import { sequentialConsistency, type Sequential } from './sequential-consistency.ts';
import { CONSISTENCIES, isConsistency, judgeTransactions, type Consistency } from './transactions/consistency.ts';
import { isTransactionModel, TRANSACTION_MODELS, transactionsOf, type TransactionModel } from './transactions/transaction.ts';

/** What a history is judged by. */
export interface CheckHistoryOptions {
  /**
   * The sequential specification: `register`, `cas-register`, `key-value`, `queue`, `set`, `mutex` or `counter`; or, for
   * transactions, `list-append` or `rw-register`.
   */
  readonly model: string;
  /**
   * What is promised. Of single operations: `linearizable`, which is the default, or `sequential`, where the order of all need
   * not be that of real time (Lamport 1979). Of transactions: `read-committed`, `snapshot-isolation`, `serializable`,
   * `strong-session-serializable` or `strict-serializable`, which is the default.
   */
  readonly consistency?: string;
  /** What a register, each key or the counter holds before the first operation. null, and 0 for a counter, unless given. */
  readonly initial?: unknown;
  /** How often the model may be asked before the answer is `unknown`. 5,000,000, unless given. */
  readonly steps?: number;
}

/** An operation that a violation rests on. Lines are counted from 1. */
export type WitnessOperation = LineOperation;

/** What a history is found to be. */
export interface HistoryVerdict {
  readonly model: string;
  /** `vacuous` when the history has no operation; `unknown` when the budget was used up. */
  readonly verdict: 'held' | 'violated' | 'unknown' | 'vacuous';
  /** How many operations happened or may have happened. */
  readonly operations: number;
  readonly because?: string;
  /** Of a violation: the line of the first completion that cannot be; of those found, where some keys were too hard to judge. */
  readonly line?: number;
  /** Of a violation: the operations that cannot be ordered, whatever else may have happened. */
  readonly witness?: readonly WitnessOperation[];
  /** False where looking for the smallest witness took too long, so that a smaller one may exist. */
  readonly isMinimal?: boolean;
  /** What the history was said to promise; absent where it is that it is linearizable. */
  readonly consistency?: Consistency | 'sequential';
  /** Of a violation by transactions: all that shows that they do not keep it. */
  readonly anomalies?: readonly HistoryAnomaly[];
}

/** Something that no order of the transactions explains. */
export interface HistoryAnomaly {
  /** As Adya (1999) and Elle call it, such as `G1c` or `lost-update`; with `-process` or `-realtime` where it needs those orders. */
  readonly name: string;
  readonly because: string;
  /** In the order of the cycle, where it is one. */
  readonly transactions: readonly WitnessOperation[];
}

const OPTIONS = keysOf<CheckHistoryOptions>({ model: true, initial: true, consistency: true, steps: true });

/**
 * Judges a history that another system recorded: whether it is linearizable (Herlihy and Wing 1990), or sequentially consistent
 * where no more is asked for; or, if it is of transactions, `"f": "txn"` with values such as `[["append", "x", 1], ["r", "y", [2]]]`, whether they are as consistent as they promise.
 *
 * @param history one JSON object a line, `{"process": 0, "type": "invoke"|"ok"|"fail"|"info", "f": "write", "value": 1, "key": "x"}`
 * @throws ScenarioError with the line and what to do, for what is no history of the model
 * @example
 * ```ts
 * const { verdict, witness } = checkHistory(readFileSync('history.jsonl', 'utf8'), { model: 'cas-register' });
 * ```
 */
export function checkHistory(history: string, options: CheckHistoryOptions): HistoryVerdict {
  requireKnownKeys(options, OPTIONS, 'checkHistory');
  const { model: name, initial, consistency, steps = DEFAULT_BUDGET.steps } = options;
  if (!Number.isSafeInteger(steps) || steps < 1)
    throw new ScenarioError(`A budget of ${writtenText(steps)} steps is none.`, 'Give a whole number from 1.');
  if (isTransactionModel(name)) return checkTransactions(history, name, options);
  if (!isModelName(name)) throw new ScenarioError(`There is no model '${name}'.`, didYouMean(name, KNOWN_MODELS));
  if (consistency !== undefined && !OF_OPERATIONS.includes(consistency))
    throw new ScenarioError(
      `The model ${name} has no consistency '${consistency}'.`,
      isConsistency(consistency)
        ? `That is promised by transactions, with the model ${TRANSACTION_MODELS.join(' or ')}.`
        : didYouMean(consistency, OF_OPERATIONS),
    );
  const model: KnownModel<unknown> = initial === undefined ? MODELS[name]() : MODELS[name](initial);
  const happened = readHistory(history).filter(({ hasFailed }) => !hasFailed);
  const operations = happened.map((recorded) => {
    const pending: Asked = told(model, { ...recorded, output: undefined, completedAt: undefined });
    return { ...recorded, ...told(model, recorded), pending, recorded };
  });
  const counted = { model: name, operations: operations.length };
  if (operations.length === 0) return { ...counted, verdict: 'vacuous', because: 'The history has no operation that may have happened.' };
  const budget = { ...DEFAULT_BUDGET, steps };
  if (consistency === 'sequential') return sequentialVerdict({ ...counted, consistency }, sequentialConsistency(model, operations, budget));
  const { verdict, impossible, witness, isMinimal } = linearizability(model, operations, budget);
  if (verdict === 'unknown') return { ...counted, verdict, because: `No answer within the budget of ${steps} steps and its memory.` };
  if (!impossible || !witness) return { ...counted, verdict };
  const lines = witness.map(({ recorded }) => recorded);
  const because =
    lines.length === 1
      ? 'No order of the operations explains what this one returned.'
      : `No order of the operations explains what these ${lines.length} returned, whatever else may have happened.`;
  return { ...counted, verdict, because, line: impossible.completedAt!, witness: lines, ...(isMinimal ? {} : { isMinimal: false }) };
}

function sequentialVerdict(
  counted: Pick<HistoryVerdict, 'model' | 'consistency' | 'operations'>,
  { verdict, because, impossible, witness, isMinimal }: Sequential,
): HistoryVerdict {
  const known = { ...counted, verdict, ...(because === undefined ? {} : { because }) };
  if (!impossible || !witness) return known;
  const found = { line: impossible.recorded.completedAt!, witness: witness.map(({ recorded }) => recorded) };
  return { ...known, ...found, ...(isMinimal ? {} : { isMinimal: false }) };
}

/** What histories of single operations may promise; the first unless said. */
const OF_OPERATIONS: readonly string[] = ['linearizable', 'sequential'];

/** All that `consistency` can name. */
export const KNOWN_CONSISTENCIES: readonly string[] = [...OF_OPERATIONS, ...CONSISTENCIES];

/** All that `model` can name. */
export const KNOWN_MODELS: readonly string[] = [...Object.keys(MODELS), ...TRANSACTION_MODELS];

function checkTransactions(history: string, model: TransactionModel, options: CheckHistoryOptions): HistoryVerdict {
  const { initial, consistency = 'strict-serializable', steps = DEFAULT_BUDGET.steps } = options;
  if (!isConsistency(consistency))
    throw new ScenarioError(`Transactions have no consistency '${consistency}'.`, didYouMean(consistency, CONSISTENCIES));
  if (initial !== undefined)
    throw new ScenarioError(
      `The model ${model} begins with nothing in it.`,
      'Leave `initial` out, and write what it holds at first in a transaction.',
    );
  const lines = readHistory(history);
  const transactions = transactionsOf(lines, model);
  const happened = transactions.filter(({ status }) => status !== 'fail').length;
  const counted = { model, consistency, operations: happened };
  if (happened === 0) return { ...counted, verdict: 'vacuous', because: 'The history has no transaction that may have happened.' };
  const { verdict, anomalies } = judgeTransactions(model, transactions, { consistency, steps });
  if (verdict === 'unknown')
    return { ...counted, verdict, because: 'No anomaly was found, and no order of the transactions that would explain all of them.' };
  const [first] = anomalies;
  if (!first) return { ...counted, verdict };
  const told = anomalies.map(({ name, because, transactions: places }) => ({
    name,
    because,
    transactions: places.map((place) => lines[place]!),
  }));
  const because = `${first.name}: ${first.because}`;
  return { ...counted, verdict, because, witness: told[0]!.transactions, anomalies: told };
}

function told(model: KnownModel<unknown>, { operation, key, input, output, invokedAt, completedAt }: LineOperation): Told {
  const happened = completedAt !== undefined;
  try {
    return model.read({ operation, key, input, output, happened });
  } catch (error) {
    if (!(error instanceof ModelMismatch)) throw error;
    throw new ScenarioError(`Line ${completedAt ?? invokedAt}: ${error.message}`, error.cure);
  }
}
