import fc from 'fast-check';
import type { MicroOperation, Transaction, TransactionModel } from '../../../sim-core/judges/histories/transactions/transaction.ts';

interface DrawnTransaction {
  readonly operations: readonly { readonly isRead: boolean; readonly key: string }[];
  readonly status: Transaction['status'];
  readonly process: number;
  readonly from: number;
  readonly length: number;
  /** Where it stands in the order in which all really happened. */
  readonly rank: number;
}

const drawnTransaction: fc.Arbitrary<DrawnTransaction> = fc.record({
  operations: fc.array(fc.record({ isRead: fc.boolean(), key: fc.constantFrom('"x"', '"y"') }), { minLength: 1, maxLength: 3 }),
  status: fc.constantFrom('ok' as const, 'ok' as const, 'ok' as const, 'ok' as const, 'info' as const, 'fail' as const),
  process: fc.integer({ min: 0, max: 2 }),
  from: fc.integer({ min: 0, max: 8 }),
  length: fc.integer({ min: 1, max: 8 }),
  rank: fc.integer({ min: 0, max: 100 }),
});

/** Histories of up to four transactions that really happened one after the other, with some reads that returned something older. */
export function transactionsOf(model: TransactionModel): fc.Arbitrary<readonly Transaction[]> {
  const stale = fc.array(fc.option(fc.integer({ min: 0, max: 3 }), { freq: 3 }), { minLength: 12, maxLength: 12 });
  return fc.tuple(fc.array(drawnTransaction, { minLength: 1, maxLength: 4 }), stale).map(([drawn, olds]) => {
    const written: Record<string, string[]> = { '"x"': [], '"y"': [] };
    const operations = new Map<number, MicroOperation[]>();
    let [value, read] = [0, 0];
    const byRank = drawn.map((each, index) => ({ ...each, index })).sort((a, b) => a.rank - b.rank || a.index - b.index);
    for (const { index, operations: asked, status } of byRank) {
      const undo = { '"x"': [...written['"x"']!], '"y"': [...written['"y"']!] };
      operations.set(
        index,
        asked.map(({ isRead, key }) => {
          const values = written[key]!;
          if (!isRead) {
            values.push(String(++value));
            return { kind: 'write', key, value: String(value) };
          }
          if (status !== 'ok') return { kind: 'read', key, list: undefined };
          const old = olds[read++ % olds.length];
          const seen = old === null || old === undefined ? values : values.slice(0, Math.max(0, values.length - old));
          return { kind: 'read', key, list: model === 'list-append' ? [...seen] : seen.slice(-1) };
        }),
      );
      if (status === 'fail') Object.assign(written, undo);
    }
    return drawn
      .map(({ status, process, from, length }, index) => {
        const invokedAt = from * 100 + index * 2;
        const completedAt = status === 'ok' ? (from + length) * 100 + index * 2 + 1 : Infinity;
        return { name: `transaction ${index}`, process, status, operations: operations.get(index)!, invokedAt, completedAt };
      })
      .sort((a, b) => a.invokedAt - b.invokedAt)
      .map((each, index) => ({ ...each, index }));
  });
}

type State = ReadonlyMap<string, readonly string[]>;

/** What a transaction leaves behind, or undefined where it would have read something else; it sees `seen` and writes over `now`. */
function executed(model: TransactionModel, { operations }: Transaction, seen: State, now: State): State | undefined {
  const own = new Map<string, readonly string[]>();
  for (const each of operations) {
    const holds = own.get(each.key) ?? seen.get(each.key) ?? [];
    if (each.kind === 'write') own.set(each.key, model === 'list-append' ? [...holds, each.value] : [each.value]);
    else if (each.list && each.list.join() !== holds.join()) return undefined;
  }
  return new Map([...now, ...own]);
}

/** Which transactions may have been committed, in every way. */
function* choices(transactions: readonly Transaction[]): Generator<readonly Transaction[]> {
  const perhaps = transactions.filter(({ status }) => status === 'info');
  for (let mask = 0; mask < 1 << perhaps.length; mask++)
    yield transactions.filter((each) => each.status === 'ok' || (each.status === 'info' && (mask & (1 << perhaps.indexOf(each))) !== 0));
}

/** Whether there is a serial order, found by trying them all. */
export function isSerializable(
  model: TransactionModel,
  transactions: readonly Transaction[],
  keeps: (a: Transaction, b: Transaction) => boolean,
): boolean {
  const tryFrom = (state: State, left: readonly Transaction[]): boolean =>
    left.length === 0 ||
    left.some((next) => {
      const others = left.filter((each) => each !== next);
      if (others.some((other) => keeps(other, next))) return false;
      const after = executed(model, next, state, state);
      return after !== undefined && tryFrom(after, others);
    });
  return [...choices(transactions)].some((chosen) => tryFrom(new Map(), chosen));
}

/** Whether there are starts and commits in some order, each reading what was committed at its start, and of two that write one key at once only one. */
export function isSnapshotIsolated(model: TransactionModel, transactions: readonly Transaction[]): boolean {
  interface Begun {
    readonly of: Transaction;
    readonly seen: State;
    readonly spoilt: ReadonlySet<string>;
  }
  const keysOf = ({ operations }: Transaction): readonly string[] =>
    operations.flatMap((each) => (each.kind === 'write' ? [each.key] : []));
  const tryFrom = (state: State, left: readonly Transaction[], begun: readonly Begun[]): boolean => {
    if (left.length === 0 && begun.length === 0) return true;
    for (const next of left)
      if (
        tryFrom(
          state,
          left.filter((each) => each !== next),
          [...begun, { of: next, seen: state, spoilt: new Set() }],
        )
      )
        return true;
    for (const one of begun) {
      const keys = keysOf(one.of);
      if (keys.some((key) => one.spoilt.has(key))) continue;
      const after = executed(model, one.of, one.seen, state);
      if (!after) continue;
      const rest = begun.filter((each) => each !== one).map((each) => ({ ...each, spoilt: new Set([...each.spoilt, ...keys]) }));
      if (tryFrom(after, left, rest)) return true;
    }
    return false;
  };
  return [...choices(transactions)].some((chosen) => tryFrom(new Map(), chosen, []));
}
