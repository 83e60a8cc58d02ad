import { nameOf, writesOf, type Anomaly, type AnomalyName, type Written } from './dependencies.ts';
import type { Transaction } from './transaction.ts';

/** What is wrong with single reads, whatever comes before what. */
export interface Structure {
  readonly anomalies: readonly Anomaly[];
  /** Of each key of lists, the order in which its values were appended, as far as it was read. */
  readonly orders: ReadonlyMap<string, readonly string[]>;
}

/**
 * Looks at each read by itself: of what was never written, or aborted, or not yet finished; and at what one transaction
 * did with one key. For lists it finds the order of their values as well.
 */
export function structureOf(written: Written, all: readonly Transaction[]): Structure {
  const anomalies: Anomaly[] = [];
  const tell = (name: AnomalyName, because: string, ...transactions: readonly Transaction[]): unknown =>
    anomalies.push({ name, because, transactions: [...new Set(transactions.map(({ index }) => index))] });
  for (const transaction of all) if (transaction.status === 'ok') lookAtReads(transaction, written, tell);
  return { anomalies, orders: written.model === 'list-append' ? ordersOf(written, tell) : new Map() };
}

type Tell = (name: AnomalyName, because: string, ...transactions: readonly Transaction[]) => unknown;

function lookAtReads(transaction: Transaction, { model, writers }: Written, tell: Tell): void {
  const own = new Map<string, string[]>();
  const before = new Map<string, readonly string[]>();
  for (const each of transaction.operations) {
    const { key } = each;
    if (each.kind === 'write') {
      own.set(key, model === 'list-append' ? [...(own.get(key) ?? []), each.value] : [each.value]);
      continue;
    }
    const { list } = each;
    if (!list) continue;
    const mine = own.get(key) ?? [];
    const seen = before.get(key);
    // Its own writes stand at the end of what it reads.
    const rest = list.slice(0, list.length - mine.length);
    const endsWithOwn = list.length >= mine.length && mine.every((value, at) => list[rest.length + at] === value);
    if (!endsWithOwn) tell('internal', `${transaction.name} does not read what it wrote to ${key} itself.`, transaction);
    else if (seen && !(model === 'rw-register' && mine.length > 0) && seen.join() !== rest.join())
      tell('unrepeatable-read', `${transaction.name} reads ${key} twice and not the same.`, transaction);
    if (endsWithOwn && !(model === 'rw-register' && mine.length > 0)) before.set(key, rest);
    if (new Set(list).size < list.length)
      tell('incompatible-order', `${transaction.name} reads a value of ${key} twice in one list.`, transaction);
    for (const [at, value] of list.entries()) {
      const writer = writers.get(nameOf(key, value));
      if (!writer) tell('unwritten', `${transaction.name} reads ${value} of ${key}, which nobody wrote.`, transaction);
      else if (writer.status === 'fail') {
        tell('G1a', `${transaction.name} reads ${value} of ${key}, whose transaction failed (aborted read).`, writer, transaction);
        const next = list[at + 1];
        const over = next === undefined ? undefined : writers.get(nameOf(key, next));
        if (over && over.status !== 'fail')
          tell('dirty-update', `${over.name} appends ${next} to ${key} after ${value}, whose transaction failed.`, writer, over);
      }
    }
    const last = list.at(-1);
    const writer = last === undefined ? undefined : writers.get(nameOf(key, last));
    if (last !== undefined && writer && writer !== transaction && writesOf(writer).get(key)!.at(-1) !== last)
      tell(
        'G1b',
        `${transaction.name} reads ${last} of ${key}, which ${writer.name} went on to change (intermediate read).`,
        writer,
        transaction,
      );
  }
}

/** The longest read of each list tells the order of its values, if all others are beginnings of it. */
function ordersOf({ committed, writers }: Written, tell: Tell): ReadonlyMap<string, readonly string[]> {
  const longest = new Map<string, { readonly list: readonly string[]; readonly by: Transaction }>();
  const reads = committed.flatMap((by) =>
    by.operations.flatMap((each) => (each.kind === 'read' && each.list ? [{ key: each.key, list: each.list, by }] : [])),
  );
  for (const read of reads) if (read.list.length > (longest.get(read.key)?.list.length ?? -1)) longest.set(read.key, read);
  for (const { key, list, by } of reads) {
    const most = longest.get(key)!;
    if (!list.every((value, at) => most.list[at] === value))
      tell('incompatible-order', `${by.name} and ${most.by.name} read ${key} in orders that do not agree.`, by, most.by);
  }
  for (const [key, { list, by }] of longest) {
    const last = new Map<Transaction, number>();
    for (const value of list) {
      const writer = writers.get(nameOf(key, value));
      const at = writer ? writesOf(writer).get(key)!.indexOf(value) : 0;
      if (writer && at < (last.get(writer) ?? -1))
        tell('incompatible-order', `${by.name} reads what ${writer.name} appended to ${key} in another order.`, writer, by);
      if (writer) last.set(writer, at);
    }
  }
  return new Map([...longest].map(([key, { list }]) => [key, list]));
}
