import { ScenarioError } from '../../../base/scenario-error.ts';
import type { Ended, HistoryEntry, Invoked } from '../entry.ts';
import { ModelMismatch } from '../model.ts';
import type { HistoryMonitor, Impossible, Standing } from '../monitor.ts';
import { valueOf, wordsOf, type ReadAs } from '../operation-reader.ts';
import { judgeTransactions, type Consistency } from './consistency.ts';
import type { Anomaly } from './dependencies.ts';
import { operationsOf, type Transaction, type TransactionModel } from './transaction.ts';

interface UnderWay {
  readonly invoked: Invoked;
  readonly place: number;
}

/** Whether the transactions of a history that grows are as consistent as they promise: judged at each end that says something new. */
export class TransactionsMonitor implements HistoryMonitor {
  readonly #model: TransactionModel;
  readonly #readAs: ReadAs | undefined;
  readonly #options: { readonly consistency: Consistency; readonly steps: number };
  readonly #underWay = new Map<number, UnderWay>();
  /** In the order in which they were invoked, with their ids. */
  readonly #transactions: Transaction[] = [];
  readonly #ids: number[] = [];
  /** What the keys hold after all that have succeeded, in an order that explains them; undefined where none is known. */
  #inTurn: Map<string, readonly string[]> | undefined = new Map();
  /** Those that have a place in that order though it is not known whether they have succeeded. */
  #early = new Set<number>();
  #entries = 0;
  #isUnsure = false;
  #anomaly: Anomaly | undefined;

  constructor(model: TransactionModel, readAs: ReadAs | undefined, options: { readonly consistency: Consistency; readonly steps: number }) {
    this.#model = model;
    this.#readAs = readAs;
    this.#options = options;
  }

  get because(): string {
    return `No anomaly was found, and, in ${this.#options.steps} steps, no order of the transactions that would explain all of them.`;
  }

  take(entry: HistoryEntry): Standing {
    this.#entries += 1;
    if (entry.type === 'invoke') this.#invoke(entry);
    else this.#end(entry);
    if (this.#anomaly) return 'violated';
    return this.#isUnsure ? 'unknown' : 'held';
  }

  impossible(): Impossible {
    const { name, because, transactions } = this.#anomaly!;
    return { because: `${name}: ${because}`, witness: transactions.map((index) => this.#ids[index]!), isMinimal: transactions.length > 0 };
  }

  #invoke(entry: Invoked): void {
    const { id, client, operation, input } = entry;
    const read = wordsOf(this.#readAs, { id, client, operation, input, status: 'pending' });
    if (!read) return;
    const index = this.#transactions.length;
    this.#underWay.set(id, { invoked: entry, place: index });
    this.#ids.push(id);
    this.#transactions.push({
      index,
      name: `${client}'s transaction of ${entry.at}ms`,
      process: client,
      status: 'info',
      operations: this.#operations(client, valueOf(read.input), undefined, false),
      invokedAt: this.#entries,
      completedAt: Infinity,
    });
  }

  #operations(client: string, input: unknown, output: unknown, happened: boolean): Transaction['operations'] {
    try {
      return operationsOf(this.#model, { operation: 'txn', input, output, happened });
    } catch (error) {
      if (!(error instanceof ModelMismatch)) throw error;
      throw new ScenarioError(
        `An operation of '${client}' ${error.message}`,
        `${error.cure} Or say with \`readAs\` what the model is to make of it.`,
      );
    }
  }

  #end({ type, id, output }: Ended): void {
    const begun = this.#underWay.get(id);
    if (!begun || type === 'info') return;
    this.#underWay.delete(id);
    const { invoked, place } = begun;
    const before = this.#transactions[place]!;
    if (type === 'fail') this.#transactions[place] = { ...before, status: 'fail' };
    else {
      const { client, operation, input } = invoked;
      const read = wordsOf(this.#readAs, { id, client, operation, input, output, status: 'ok' });
      const operations = this.#operations(client, valueOf(read?.input ?? input), valueOf(read?.output), true);
      this.#transactions[place] = { ...before, status: 'ok', operations, completedAt: this.#entries };
    }
    if (this.#isUnsure || this.#goesOn(this.#transactions[place]!)) return;
    const { verdict, anomalies, order } = judgeTransactions(this.#model, this.#transactions, this.#options);
    if (verdict === 'violated') this.#anomaly = anomalies[0]!;
    if (verdict === 'unknown') this.#isUnsure = true;
    this.#inTurn = order && new Map();
    this.#early = new Set(order?.filter(({ status }) => status === 'info').map(({ index }) => index));
    for (const each of order ?? []) this.#follows(each);
  }

  /** Mostly each reads what those that ended before it have left: then their order is one that explains everything. */
  #goesOn(transaction: Transaction): boolean {
    if (!this.#inTurn || this.#early.has(transaction.index)) return false;
    // What failed and has no place in the order has written nothing that anybody has read.
    return transaction.status === 'fail' || this.#follows(transaction);
  }

  /** Whether it can come after all others, and what it leaves then. */
  #follows({ operations }: Transaction): boolean {
    const state = this.#inTurn!;
    const now = new Map<string, readonly string[]>();
    for (const each of operations) {
      const held = now.get(each.key) ?? state.get(each.key) ?? [];
      if (each.kind === 'write') now.set(each.key, this.#model === 'list-append' ? [...held, each.value] : [each.value]);
      else if (each.list && each.list.join() !== held.join()) return false;
    }
    for (const [key, list] of now) state.set(key, list);
    return true;
  }
}
