import { DependencyGraph } from './graph.ts';
import type { Transaction, TransactionModel } from './transaction.ts';

/** Something in a history that no order of its transactions can explain, told in words. */
export interface Anomaly {
  readonly name: AnomalyName;
  readonly because: string;
  /** The transactions that it is about, by index, in the order of the cycle where it is one. */
  readonly transactions: readonly number[];
}

/** The names of Adya (1999) and of Elle, where there are some. */
export type AnomalyName = CycleName | `${CycleName}-process` | `${CycleName}-realtime` | ReadName | 'no-serial-order';

export type CycleName = 'G0' | 'G1c' | 'G-single' | 'G-nonadjacent' | 'G2-item' | 'lost-update' | 'write-skew';

type ReadName = 'G1a' | 'G1b' | 'dirty-update' | 'incompatible-order' | 'internal' | 'unrepeatable-read' | 'unwritten';

/** What is known of who wrote what, and what was read. */
export interface Written {
  readonly model: TransactionModel;
  /** Those that were committed: all that succeeded, and of those that may have been, whose values were read. */
  readonly committed: readonly Transaction[];
  /** Who wrote a value, by key and value. */
  readonly writers: ReadonlyMap<string, Transaction>;
}

/** What a transaction read of keys that it had not written itself. */
export function externalReads({ operations }: Transaction): readonly ExternalRead[] {
  const written = new Set<string>();
  return operations.flatMap((each) => {
    if (each.kind === 'write') written.add(each.key);
    return each.kind === 'read' && each.list && !written.has(each.key) ? [{ key: each.key, list: each.list }] : [];
  });
}

export interface ExternalRead {
  readonly key: string;
  readonly list: readonly string[];
}

/** What a transaction wrote to each key, in order. */
export function writesOf({ operations }: Transaction): ReadonlyMap<string, readonly string[]> {
  const writes = new Map<string, string[]>();
  for (const each of operations) if (each.kind === 'write') writes.set(each.key, [...(writes.get(each.key) ?? []), each.value]);
  return writes;
}

export const nameOf = (key: string, value: string): string => `${key} ${value}`;

/**
 * The dependencies that are known.
 * @param orders of each key of lists, the order of its values
 * @param readsTell whether who reads a register and writes it has overwritten what it read, as it has under snapshot isolation
 */
export function dependenciesOf(written: Written, orders: ReadonlyMap<string, readonly string[]>, readsTell: boolean): DependencyGraph {
  const { model, committed } = written;
  const graph = new DependencyGraph(committed.length);
  const places = new Map(committed.map((each, place) => [each.index, place]));
  const placeOf = (key: string, value: string): number => places.get(written.writers.get(nameOf(key, value))!.index)!;
  const writersOf = new Map<string, { readonly value: string; readonly place: number }[]>();
  for (const [place, transaction] of committed.entries()) {
    for (const [key, values] of writesOf(transaction)) {
      const known = writersOf.get(key) ?? [];
      // A register holds only what was written last.
      for (const value of model === 'list-append' ? values : values.slice(-1)) known.push({ value, place });
      writersOf.set(key, known);
    }
  }
  for (const [key, order] of orders) {
    for (let at = 1; at < order.length; at++)
      graph.add({ from: placeOf(key, order[at - 1]!), to: placeOf(key, order[at]!), kind: 'ww', key, value: order[at]! });
    if (order.length === 0) continue;
    const known = new Set(order);
    for (const { value, place } of writersOf.get(key) ?? [])
      if (!known.has(value)) graph.add({ from: placeOf(key, order.at(-1)!), to: place, kind: 'ww', key, value });
  }
  for (const [place, transaction] of committed.entries()) {
    for (const { key, list } of externalReads(transaction)) {
      const last = list.at(-1);
      if (last !== undefined) graph.add({ from: placeOf(key, last), to: place, kind: 'wr', key, value: last });
      const order = orders.get(key) ?? [];
      const next = model === 'list-append' ? order[list.length] : undefined;
      if (next !== undefined) graph.add({ from: place, to: placeOf(key, next), kind: 'rw', key, value: next });
      const isNewest = model === 'list-append' ? next === undefined : last === undefined;
      const seen = new Set(model === 'list-append' ? order : []);
      if (!isNewest) continue;
      for (const { value, place: writer } of writersOf.get(key) ?? [])
        if (!seen.has(value)) graph.add({ from: place, to: writer, kind: 'rw', key, value });
    }
  }
  if (model === 'rw-register' && readsTell) overwrites(written, graph, places);
  return graph;
}

/** Whoever reads a value and writes another one overwrites it: who else has read it came before. */
function overwrites({ committed, writers }: Written, graph: DependencyGraph, places: ReadonlyMap<number, number>): void {
  const readers = new Map<string, number[]>();
  for (const [place, transaction] of committed.entries())
    for (const { key, list } of externalReads(transaction))
      if (list[0] !== undefined) readers.set(nameOf(key, list[0]), [...(readers.get(nameOf(key, list[0])) ?? []), place]);
  for (const [place, transaction] of committed.entries()) {
    const writes = writesOf(transaction);
    for (const { key, list } of externalReads(transaction)) {
      const value = writes.get(key)?.at(-1);
      if (value === undefined || list[0] === undefined) continue;
      const name = nameOf(key, list[0]);
      graph.add({ from: places.get(writers.get(name)!.index)!, to: place, kind: 'ww', key, value });
      for (const reader of readers.get(name) ?? []) graph.add({ from: reader, to: place, kind: 'rw', key, value });
    }
  }
}

/** Transactions of one process that end before the next begins come one after the other; and in real time all such. */
export function addOrders(graph: DependencyGraph, committed: readonly Transaction[], withRealTime: boolean): void {
  const processes = new Map<string | number, number[]>();
  for (const [place, { process }] of committed.entries()) {
    const known = processes.get(process);
    if (known) known.push(place);
    else processes.set(process, [place]);
  }
  for (const places of processes.values()) addOrder(graph, committed, places, 'process');
  if (withRealTime) addOrder(graph, committed, [...committed.keys()], 'realtime');
}

/** What has ended comes before what begins later. What may yet take effect comes before nothing. */
function addOrder(
  graph: DependencyGraph,
  committed: readonly Transaction[],
  places: readonly number[],
  kind: 'process' | 'realtime',
): void {
  const moments = places
    .flatMap((place) => {
      const { invokedAt, completedAt } = committed[place]!;
      const begins = { at: invokedAt, place, ends: false };
      return completedAt === Infinity ? [begins] : [begins, { at: completedAt, place, ends: true }];
    })
    .sort((a, b) => a.at - b.at);
  // Those that have ended and that no other one that has ended began after: what follows them follows all before.
  let front: readonly number[] = [];
  for (const { place, ends } of moments) {
    if (!ends) for (const before of front) graph.add({ from: before, to: place, kind });
    else front = [...front.filter((before) => committed[before]!.completedAt > committed[place]!.invokedAt), place];
  }
}
