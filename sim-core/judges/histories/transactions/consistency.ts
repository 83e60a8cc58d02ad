import { ScenarioError } from '../../../base/scenario-error.ts';
import {
  addOrders,
  dependenciesOf,
  nameOf,
  writesOf,
  type Anomaly,
  type AnomalyName,
  type CycleName,
  type Written,
} from './dependencies.ts';
import type { Dependency, DependencyGraph, DependencyKind } from './graph.ts';
import { SerialOrderSearch } from './serial-order.ts';
import { structureOf, type Structure } from './structure.ts';
import type { Transaction, TransactionModel } from './transaction.ts';

/** What transactions may promise, from the weakest to the strongest. */
export const CONSISTENCIES = [
  'read-committed',
  'snapshot-isolation',
  'serializable',
  'strong-session-serializable',
  'strict-serializable',
] as const;

export type Consistency = (typeof CONSISTENCIES)[number];

export function isConsistency(name: string): name is Consistency {
  return (CONSISTENCIES as readonly string[]).includes(name);
}

export interface TransactionsVerdict {
  readonly verdict: 'held' | 'violated' | 'unknown';
  /** Of a violation: what no order explains, the simplest first. */
  readonly anomalies: readonly Anomaly[];
  /** An order that explains all of them, where one was looked for and found. */
  readonly order?: readonly Transaction[];
}

/**
 * Whether a history of transactions is as consistent as it is said to be. Violated is only what a cycle of dependencies,
 * or one read alone, proves (Adya 1999; Kingsbury and Alvaro, "Elle", VLDB 2020), and held only what an order of all
 * transactions explains. Between the two it is unknown.
 *
 * @param steps how many transactions may be tried at most while an order is looked for
 */
export function judgeTransactions(
  model: TransactionModel,
  transactions: readonly Transaction[],
  { consistency, steps }: { readonly consistency: Consistency; readonly steps: number },
): TransactionsVerdict {
  const written = writtenBy(model, transactions);
  const structure = structureOf(written, transactions);
  const isWeak = consistency === 'read-committed';
  const found = structure.anomalies.filter(({ name }) => !isWeak || name !== 'unrepeatable-read');
  if (found.length > 0) return { verdict: 'violated', anomalies: found };
  const graph = dependenciesOf(written, structure.orders, !isWeak);
  const isStrict = consistency === 'strict-serializable';
  if (isStrict || consistency === 'strong-session-serializable') addOrders(graph, written.committed, isStrict);
  const cycle = cycleOf(graph, consistency);
  if (cycle) return { verdict: 'violated', anomalies: [anomalyOf(cycle, written.committed)] };
  if (isWeak) return { verdict: 'held', anomalies: [] };
  const search = new SerialOrderSearch(model, written.committed, graph, steps);
  const order = search.find();
  if (order === 'found') return { verdict: 'held', anomalies: [], order: search.order };
  if (consistency === 'snapshot-isolation') return { verdict: isComplete(written, structure) ? 'held' : 'unknown', anomalies: [] };
  if (order === 'unknown') return { verdict: 'unknown', anomalies: [] };
  const because = 'Every order of the transactions was tried, and in each of them one reads something else than it did.';
  return { verdict: 'violated', anomalies: [{ name: 'no-serial-order', because, transactions: [] }] };
}

/** Who wrote what. @throws ScenarioError where a value was written twice, so that nobody could tell who is read from */
function writtenBy(model: TransactionModel, transactions: readonly Transaction[]): Written {
  const writers = new Map<string, Transaction>();
  for (const transaction of transactions) {
    for (const [key, values] of writesOf(transaction)) {
      for (const value of values) {
        const name = nameOf(key, value);
        const other = writers.get(name);
        // What failed is written again: who reads it read the second one, or what cannot be anyway.
        if (other && transaction.status === 'fail' && other !== transaction) continue;
        if (other && (other === transaction || other.status !== 'fail'))
          throw new ScenarioError(
            `${capitalised(transaction.name)} writes ${value} to ${key}, ${other === transaction ? 'twice' : `as ${other.name} does`}.`,
            'Write each value to a key once, so that a read tells whom it read from.',
          );
        writers.set(name, transaction);
      }
    }
  }
  const read = new Set<Transaction>();
  for (const transaction of transactions) {
    if (transaction.status !== 'ok') continue;
    for (const each of transaction.operations) {
      if (each.kind !== 'read') continue;
      for (const value of each.list ?? []) {
        const writer = writers.get(nameOf(each.key, value));
        if (writer) read.add(writer);
      }
    }
  }
  // What may have been committed and was never read can as well have failed.
  const committed = transactions.filter((each) => each.status === 'ok' || (each.status === 'info' && read.has(each)));
  return { model, committed, writers };
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Whether the order in which the values of each key were written is known to the last. */
function isComplete({ model, committed }: Written, { orders }: Structure): boolean {
  if (model !== 'list-append') return false;
  const unread = new Map<string, number>();
  for (const transaction of committed) {
    for (const [key, values] of writesOf(transaction)) {
      const isUnread = values.some((value) => !orders.get(key)?.includes(value));
      if (isUnread) unread.set(key, (unread.get(key) ?? 0) + 1);
    }
  }
  return [...unread.values()].every((count) => count <= 1);
}

const DEPENDENT: readonly DependencyKind[] = ['ww', 'wr'];

/** A cycle that a consistency does not allow, as simple as there is one. */
function cycleOf(graph: DependencyGraph, consistency: Consistency): readonly Dependency[] | undefined {
  const orders: readonly (readonly DependencyKind[])[] = [[], ['process'], ['process', 'realtime']];
  // Without the orders of processes and of time first, because a cycle without them says more.
  for (const order of orders) {
    const kinds = new Set([...DEPENDENT, ...order]);
    const cycle = graph.cycle(kinds) ?? (consistency === 'read-committed' ? undefined : cycleWithReads(graph, consistency, kinds));
    if (cycle) return cycle;
  }
  return undefined;
}

function cycleWithReads(
  graph: DependencyGraph,
  consistency: Consistency,
  kinds: ReadonlySet<DependencyKind>,
): readonly Dependency[] | undefined {
  const single = graph.cycleWithOne('rw', kinds);
  if (single) return single;
  return consistency === 'snapshot-isolation' ? graph.cycleWithoutAdjacent(kinds) : graph.cycle(new Set([...kinds, 'rw']));
}

function anomalyOf(cycle: readonly Dependency[], committed: readonly Transaction[]): Anomaly {
  const steps = cycle.map((each) => dependencyText(each, committed));
  return {
    name: cycleName(cycle),
    because: `Each of these comes before the next, and the last before the first: ${steps.join('; ')}.`,
    transactions: [...new Set(cycle.map(({ from }) => committed[from]!.index))],
  };
}

function cycleName(cycle: readonly Dependency[]): AnomalyName {
  const base = dependencyName(cycle);
  if (cycle.some(({ kind }) => kind === 'realtime')) return `${base}-realtime`;
  return cycle.some(({ kind }) => kind === 'process') ? `${base}-process` : base;
}

function dependencyName(cycle: readonly Dependency[]): CycleName {
  const [first, second] = cycle;
  const reads = cycle.filter(({ kind }) => kind === 'rw').length;
  const isPair = cycle.length === 2;
  if (reads === 0) return cycle.some(({ kind }) => kind === 'wr') ? 'G1c' : 'G0';
  if (reads === 1) return isPair && first!.key === second!.key && cycle.some(({ kind }) => kind === 'ww') ? 'lost-update' : 'G-single';
  if (isPair && reads === 2) return first!.key === second!.key ? 'lost-update' : 'write-skew';
  const isAdjacent = cycle.some(({ kind }, at) => kind === 'rw' && cycle[(at + 1) % cycle.length]!.kind === 'rw');
  return isAdjacent ? 'G2-item' : 'G-nonadjacent';
}

function dependencyText({ from, to, kind, key, value }: Dependency, committed: readonly Transaction[]): string {
  const [first, second] = [committed[from]!.name, committed[to]!.name];
  switch (kind) {
    case 'ww':
      return `${first} wrote to ${key} what ${second} overwrote or added to with ${value}`;
    case 'wr':
      return `${second} read ${value} of ${key}, which ${first} wrote`;
    case 'rw':
      return `${first} read ${key} without ${value}, which ${second} wrote`;
    case 'process':
      return `${first} ended before ${second} of the same process began`;
    case 'realtime':
      return `${first} ended before ${second} began`;
  }
}
