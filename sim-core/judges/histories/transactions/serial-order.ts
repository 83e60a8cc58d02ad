import { externalReads, nameOf } from './dependencies.ts';
import type { DependencyGraph } from './graph.ts';
import type { Transaction, TransactionModel } from './transaction.ts';

/** Whether there is an order of all transactions in which each reads what those before it wrote. */
export type SerialFound = 'found' | 'none' | 'unknown';

interface Frame {
  readonly place: number;
  /** What the keys that it wrote held before. */
  readonly undo: readonly (readonly [key: string, value: readonly string[] | undefined])[];
  /** Those before it were tried as the next one. */
  next: number;
}

/**
 * Looks for a serial order that keeps the dependencies, deepest first and by the order of the history, with a memory of
 * what leads nowhere. It finds one or has tried them all, so that it says neither where it had to give up.
 */
export class SerialOrderSearch {
  readonly #model: TransactionModel;
  readonly #transactions: readonly Transaction[];
  readonly #graph: DependencyGraph;
  readonly #state = new Map<string, readonly string[]>();
  readonly #waiting: Int32Array;
  /** How many have yet to read a value of a register, by key and value. */
  readonly #readers = new Map<string, number>();
  readonly #placed: Uint8Array;
  readonly #deadEnds = new Set<string>();
  #steps: number;
  #characters = 0;
  /** The transactions in an order that explains them, after one was found. */
  order: readonly Transaction[] = [];

  constructor(model: TransactionModel, transactions: readonly Transaction[], graph: DependencyGraph, steps: number) {
    this.#model = model;
    this.#transactions = transactions;
    this.#graph = graph;
    this.#steps = steps;
    this.#waiting = new Int32Array(transactions.length);
    this.#placed = new Uint8Array(transactions.length);
    for (let from = 0; from < transactions.length; from++) for (const { to } of graph.from(from)) this.#waiting[to]! += 1;
    if (model === 'rw-register') for (const each of transactions) this.#countReads(each, 1);
  }

  find(): SerialFound {
    const path: Frame[] = [{ place: -1, undo: [], next: 0 }];
    for (let frame = path.at(-1); frame; frame = path.at(-1)) {
      if (path.length > this.#transactions.length) {
        this.order = path.slice(1).map(({ place }) => this.#transactions[place]!);
        return 'found';
      }
      if (this.#steps <= 0 || this.#characters > MOST_CHARACTERS) return 'unknown';
      const place = this.#nextReady(frame);
      if (place === undefined) {
        this.#remember();
        this.#takeBack(frame);
        path.pop();
        continue;
      }
      this.#steps -= 1;
      const undo = this.#execute(this.#transactions[place]!);
      if (!undo) continue;
      this.#put(place);
      if (this.#deadEnds.size > 0 && this.#deadEnds.has(this.#text())) this.#takeBack({ place, undo });
      else path.push({ place, undo, next: 0 });
    }
    return 'none';
  }

  #nextReady(frame: Frame): number | undefined {
    while (frame.next < this.#transactions.length) {
      const place = frame.next++;
      if (this.#placed[place] === 0 && this.#waiting[place] === 0) return place;
    }
    return undefined;
  }

  #countReads(transaction: Transaction, by: number): void {
    for (const { key, list } of externalReads(transaction)) {
      if (list[0] === undefined) continue;
      const name = nameOf(key, list[0]);
      this.#readers.set(name, (this.#readers.get(name) ?? 0) + by);
    }
  }

  /** Whether it would overwrite what others, besides itself, have yet to read. */
  #isTooEarly(transaction: Transaction, writes: Iterable<string>): boolean {
    for (const key of writes) {
      const value = this.#state.get(key)?.[0];
      if (value === undefined) continue;
      const own = externalReads(transaction).filter((each) => each.key === key && each.list[0] === value).length;
      if ((this.#readers.get(nameOf(key, value)) ?? 0) > own) return true;
    }
    return false;
  }

  /** What it does to the keys, or undefined where it would read something else than it did. */
  #execute(transaction: Transaction): Frame['undo'] | undefined {
    const own = new Map<string, readonly string[]>();
    for (const each of transaction.operations) {
      const now = own.get(each.key) ?? this.#state.get(each.key) ?? NOTHING;
      if (each.kind === 'write') own.set(each.key, this.#model === 'list-append' ? [...now, each.value] : [each.value]);
      else if (each.list && !(each.list.length === now.length && each.list.every((value, at) => value === now[at]))) return undefined;
    }
    if (this.#model === 'rw-register' && this.#isTooEarly(transaction, own.keys())) return undefined;
    const undo = [...own.keys()].map((key) => [key, this.#state.get(key)] as const);
    for (const [key, value] of own) this.#state.set(key, value);
    return undo;
  }

  #put(place: number): void {
    this.#placed[place] = 1;
    for (const { to } of this.#graph.from(place)) this.#waiting[to]! -= 1;
    if (this.#model === 'rw-register') this.#countReads(this.#transactions[place]!, -1);
  }

  #takeBack({ place, undo }: Pick<Frame, 'place' | 'undo'>): void {
    if (place < 0) return;
    this.#placed[place] = 0;
    for (const { to } of this.#graph.from(place)) this.#waiting[to]! += 1;
    if (this.#model === 'rw-register') this.#countReads(this.#transactions[place]!, 1);
    for (const [key, value] of undo) {
      if (value) this.#state.set(key, value);
      else this.#state.delete(key);
    }
  }

  #remember(): void {
    const text = this.#text();
    this.#deadEnds.add(text);
    this.#characters += text.length;
  }

  /** Which are placed, and what they left behind. */
  #text(): string {
    const state = [...this.#state].map(([key, value]) => `${key}=${value.join()}`).sort();
    return `${this.#placed.join('')}|${state.join(';')}`;
  }
}

const NOTHING: readonly string[] = [];
const MOST_CHARACTERS = 50_000_000;
