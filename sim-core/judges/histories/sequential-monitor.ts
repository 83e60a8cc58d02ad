import type { Ended, HistoryEntry, Invoked } from './entry.ts';
import type { Asked, SequentialModel } from './model.ts';
import type { HistoryMonitor, Impossible, Standing } from './monitor.ts';
import type { Budget } from './search.ts';
import { SequentialSearch, type Issued } from './sequential-search.ts';

interface Growing extends Issued {
  readonly id: number;
  readonly client: string;
  told: { readonly output: unknown } | undefined;
}

const WITNESS_STEPS = 200_000;

/** Tells what the entries of a history mean to a model. */
export interface EntryReader {
  /** What is asked; undefined for an operation that the model is not about. */
  invoked(entry: Invoked): Asked | undefined;
  /** What came out of an operation that `invoked` has read. */
  output(entry: Ended): unknown;
}

/**
 * Whether there is one order of all operations, in which those of each client are in its own order, that a single copy
 * would agree to (Lamport 1979). It is judged as the history grows: what nobody has begun yet, nobody can have seen.
 */
export class SequentialMonitor implements HistoryMonitor {
  readonly #model: SequentialModel<unknown>;
  readonly #reader: EntryReader;
  readonly #budget: Budget;
  readonly #issued: Growing[] = [];
  readonly #operations = new Map<number, Growing>();
  /** Of each client those that have succeeded, but for what comes before others of them. */
  readonly #front = new Map<string, readonly Growing[]>();
  /** An order that explains all so far. */
  #search: SequentialSearch;
  #steps = 0;
  #standing: Standing = 'held';

  constructor(model: SequentialModel<unknown>, reader: EntryReader, budget: Budget) {
    this.#model = model;
    this.#reader = reader;
    this.#budget = budget;
    this.#search = new SequentialSearch(model, [], budget);
  }

  get because(): string {
    return `No answer within the budget of ${this.#budget.steps} steps and its memory.`;
  }

  take(entry: HistoryEntry): Standing {
    if (entry.type === 'invoke') {
      const { id, client } = entry;
      const asked = this.#reader.invoked(entry);
      if (!asked) return this.#standing;
      const { operation, input } = asked;
      const growing = { id, client, operation, input, after: this.#front.get(client) ?? [], told: undefined };
      this.#issued.push(growing);
      this.#operations.set(id, growing);
      return this.#standing;
    }
    const growing = this.#operations.get(entry.id);
    this.#operations.delete(entry.id);
    // What may yet take effect comes before nothing.
    if (!growing || entry.type === 'info') return this.#standing;
    if (entry.type === 'ok') {
      growing.told = { output: this.#reader.output(entry) };
      const { client, after } = growing;
      this.#front.set(client, [...(this.#front.get(client) ?? []).filter((each) => !after.includes(each)), growing]);
    } else this.#issued.splice(this.#issued.indexOf(growing), 1);
    if (this.#standing === 'held' && !this.#search.goesOnWith(growing, entry.type === 'fail')) this.#searchAnew();
    return this.#standing;
  }

  #searchAnew(): void {
    const search = new SequentialSearch(this.#model, this.#issued, { ...this.#budget, steps: this.#budget.steps - this.#steps });
    this.#standing = search.find();
    this.#steps += search.steps;
    this.#search = search;
  }

  impossible(): Impossible {
    let witness: readonly Growing[] = this.#issued.filter(({ told }) => told);
    let [steps, isSure] = [0, true];
    const isImpossible = (kept: ReadonlySet<Issued>): boolean => {
      const search = new SequentialSearch(this.#model, relaxed(this.#issued, kept), {
        steps: WITNESS_STEPS - steps,
        memory: this.#budget.memory,
      });
      const found = search.find();
      steps += search.steps + this.#issued.length;
      if (found === 'unknown') isSure = false;
      return found === 'violated';
    };
    for (let size = Math.ceil(witness.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let from = 0; from < witness.length && steps < WITNESS_STEPS;) {
        const rest = [...witness.slice(0, from), ...witness.slice(from + size)];
        if (rest.length > 0 && isImpossible(new Set(rest))) witness = rest;
        else from += size;
      }
    }
    const because = `No one order of the operations, each client's in its own order, explains what ${witness.length === 1 ? 'this one' : `these ${witness.length}`} returned.`;
    return { because, witness: witness.map(({ id }) => id), isMinimal: isSure && steps < WITNESS_STEPS };
  }
}

/** Those that are not kept may have happened, at any time or never. */
function relaxed(issued: readonly Growing[], kept: ReadonlySet<Issued>): readonly Issued[] {
  const copies = new Map<Issued, Issued>();
  // Whatever comes before an operation has been issued before it.
  for (const each of issued) {
    const after = kept.has(each) ? keptBefore(each, kept).map((before) => copies.get(before)!) : [];
    copies.set(each, { ...each, told: kept.has(each) ? each.told : undefined, after });
  }
  return [...copies.values()];
}

function keptBefore({ after }: Issued, kept: ReadonlySet<Issued>): readonly Issued[] {
  return after.flatMap((before) => (kept.has(before) ? [before] : keptBefore(before, kept)));
}
