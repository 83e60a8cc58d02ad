import { canonicalText } from '../../../base/canonical-text.ts';
import { lineOf } from '../../../base/plain-text.ts';
import { ScenarioError } from '../../../base/scenario-error.ts';
import type { LineOperation } from '../history-lines.ts';
import { ModelMismatch, type Recorded } from '../model.ts';

/** What histories of transactions are made of. */
export type TransactionModel = 'list-append' | 'rw-register';

export const TRANSACTION_MODELS: readonly string[] = ['list-append', 'rw-register'] satisfies readonly TransactionModel[];

export function isTransactionModel(name: string): name is TransactionModel {
  return TRANSACTION_MODELS.includes(name);
}

/** One operation within a transaction. Keys and values are canonical texts, which are equal where they are. */
export type MicroOperation =
  | { readonly kind: 'read'; readonly key: string; readonly list: readonly string[] | undefined }
  | { readonly kind: 'write'; readonly key: string; readonly value: string };

/** A transaction: an append and a write to a register are both a `write`, and a register that is read is a list of at most one. */
export interface Transaction {
  readonly index: number;
  /** As people find it, such as `process 1's transaction of line 4`. */
  readonly name: string;
  readonly process: string | number;
  /** `info` may have been committed, and what it read is not known. */
  readonly status: 'ok' | 'info' | 'fail';
  readonly operations: readonly MicroOperation[];
  readonly invokedAt: number;
  /** Infinity where it is not known to have ended. */
  readonly completedAt: number;
}

/** What reads as one word may be written in several ways. */
const WORDS: Readonly<Record<string, 'r' | 'w' | 'append'>> = { r: 'r', read: 'r', w: 'w', write: 'w', append: 'append' };

/** What a transaction does, and what it read where that is known. @throws ModelMismatch for what is no transaction of the model */
export function operationsOf(model: TransactionModel, { input, output, happened }: Recorded): readonly MicroOperation[] {
  const value = happened && Array.isArray(output) ? (output as unknown) : input;
  if (!Array.isArray(value))
    throw new ModelMismatch(
      `has the value ${lineOf(value, 60)}, which is no transaction.`,
      `Write it as a list, as in ${EXAMPLES[model]}.`,
    );
  return value.map((each) => microOperation(each, model, happened));
}

/** @throws ScenarioError with the line, for what is no transaction of the model */
export function transactionsOf(lines: readonly LineOperation[], model: TransactionModel): readonly Transaction[] {
  return lines.map((line, index) => {
    const { process, invokedAt, completedAt, hasFailed } = line;
    const status = hasFailed ? 'fail' : completedAt === undefined ? 'info' : 'ok';
    const at = status === 'ok' ? completedAt! : invokedAt;
    const name = `process ${process}'s transaction of line ${completedAt ?? invokedAt}`;
    try {
      const operations = operationsOf(model, { ...line, happened: status === 'ok' });
      return { index, name, process, status, operations, invokedAt, completedAt: completedAt ?? Infinity };
    } catch (error) {
      if (!(error instanceof ModelMismatch)) throw error;
      throw new ScenarioError(`Line ${at} ${error.message}`, error.cure);
    }
  });
}

const EXAMPLES: Readonly<Record<TransactionModel, string>> = {
  'list-append': '[["append", "x", 1], ["r", "y", [1, 2]]]',
  'rw-register': '[["w", "x", 1], ["r", "y", 2]]',
};

function microOperation(told: unknown, model: TransactionModel, isKnown: boolean): MicroOperation {
  const refuse = (): never => {
    throw new ModelMismatch(`has ${lineOf(told, 60)} in its transaction.`, `The model ${model} knows ${EXAMPLES[model]}.`);
  };
  if (!Array.isArray(told) || told.length < 2 || told.length > 3) return refuse();
  const [name, named, value] = told as readonly unknown[];
  const word = WORDS[String(name).replace(/^:/, '')];
  const key = canonicalText(named);
  if (word === 'r') {
    if (!isKnown) return { kind: 'read', key, list: undefined };
    if (value === null || value === undefined) return { kind: 'read', key, list: [] };
    if (model === 'rw-register') return { kind: 'read', key, list: [canonicalText(value)] };
    return Array.isArray(value) ? { kind: 'read', key, list: value.map(canonicalText) } : refuse();
  }
  if (word !== (model === 'list-append' ? 'append' : 'w') || value === undefined || value === null) return refuse();
  return { kind: 'write', key, value: canonicalText(value) };
}
