import type { Ended, HistoryEntry, Invoked } from './entry.ts';
import { decided, type Asked, type SequentialModel } from './model.ts';
import type { HistoryMonitor, Impossible, Standing } from './monitor.ts';
import type { OperationReader } from './operation-reader.ts';
import { LinearizationSearch, type Budget } from './search.ts';
import { go, type WholeOperation } from './whole-search.ts';
import { Witness } from './witness.ts';

/** An operation of a history that grows. Its moments are places in the order of all entries. */
interface Growing extends WholeOperation {
  readonly id: number;
  readonly part: Part;
  output: unknown;
  completedAt: number | undefined;
  isOpen: boolean;
}

/** What is about one thing, such as a key, and the search through it. */
interface Part {
  readonly operations: Growing[];
  /** None where the model can tell without one, from the first time on that one took too long. */
  search: LinearizationSearch<unknown> | undefined;
  /** What the search takes for an operation that never completes, though it may. */
  readonly forgotten: Set<Growing>;
  /** Whether the search was not told of some, because nobody can have seen their effects. */
  hasUnseen: boolean;
  standing: Standing;
}

/** What makes a monitor faster or slower and changes no verdict. */
export interface Patience {
  /** So often may the model be asked at one completion before all is looked at anew, with what is known by then. */
  readonly atOnce: number;
  /** An operation under way for so many entries is likely to have lost its client. */
  readonly long: number;
}

const PATIENCE: Patience = { atOnce: 500, long: 200 };
const WITNESS_STEPS = 200_000;
/** So many of the last operations are looked at alone before all are. */
const FEW = 16;

/**
 * Whether a history that grows is linearizable, part by part. One search goes on as the history grows, so that a
 * completion costs little. Where it takes too long it is begun anew over all that is known by then: what was returned,
 * and what can as well have never happened.
 */
export class LinearizabilityMonitor implements HistoryMonitor {
  readonly #model: SequentialModel<unknown>;
  readonly #reader: OperationReader;
  readonly #budget: Budget;
  readonly #patience: Patience;
  readonly #parts = new Map<string, Part>();
  readonly #operations = new Map<number, Growing>();
  #steps = 0;
  #entries = 0;
  #isUnsure = false;
  #violated: { readonly part: Part; readonly failed: boolean } | undefined;

  constructor(model: SequentialModel<unknown>, reader: OperationReader, budget: Budget, patience = PATIENCE) {
    this.#model = model;
    this.#reader = reader;
    this.#budget = budget;
    this.#patience = patience;
  }

  take(entry: HistoryEntry): Standing {
    this.#entries += 1;
    if (entry.type === 'invoke') this.#invoke(entry);
    else this.#end(entry);
    if (this.#violated) return 'violated';
    return this.#isUnsure ? 'unknown' : 'held';
  }

  get because(): string {
    return `No answer within the budget of ${this.#budget.steps} steps and its memory.`;
  }

  impossible(): Impossible {
    const { part, failed } = this.#violated!;
    const { witness, isMinimal } = new Witness(this.#model, part.operations, this.#entries).smallest(WITNESS_STEPS);
    const what = witness.length === 1 ? 'what this operation returned' : `what these ${witness.length} operations returned`;
    const because = failed
      ? `Without the operation that failed, no order explains ${what}.`
      : `No order of the operations explains ${what}, whatever else may have happened.`;
    return { because, witness: witness.map(({ id }) => id), isMinimal };
  }

  #invoke(entry: Invoked): void {
    const asked = this.#reader.invoked(entry);
    if (!asked) return;
    const part = this.#partOf(asked);
    const { operation, input } = asked;
    const growing = {
      id: entry.id,
      part,
      operation,
      input,
      output: undefined,
      invokedAt: this.#entries,
      completedAt: undefined,
      isOpen: true,
    };
    part.operations.push(growing);
    this.#operations.set(entry.id, growing);
    part.search?.invoke(entry.id, asked);
  }

  #partOf(asked: Asked): Part {
    const name = this.#model.partOf?.(asked) ?? '';
    const known = this.#parts.get(name);
    if (known) return known;
    const search = new LinearizationSearch(this.#model, this.#budget);
    const part: Part = { operations: [], search, forgotten: new Set(), hasUnseen: false, standing: 'held' };
    this.#parts.set(name, part);
    return part;
  }

  #end(entry: Ended): void {
    const growing = this.#operations.get(entry.id);
    if (!growing) return;
    const { part } = growing;
    growing.isOpen = false;
    const wasForgotten = part.forgotten.has(growing);
    if (entry.type === 'info') {
      if (!wasForgotten) part.search?.giveUp(entry.id);
      return;
    }
    if (entry.type === 'ok') {
      growing.output = this.#reader.output(entry);
      growing.completedAt = this.#entries;
    } else part.operations.splice(part.operations.indexOf(growing), 1);
    if (part.standing !== 'held') return;
    const { search } = part;
    const standing = this.#judge(part, wasForgotten || !search ? undefined : () => goOn(search, entry, growing.output));
    part.standing = standing;
    if (standing === 'violated') this.#violated = { part, failed: entry.type === 'fail' };
    if (standing === 'unknown') this.#isUnsure = true;
  }

  /** Goes on with the search, or, where that does not say for sure, begins anew with what is known by now. */
  #judge(part: Part, goesOn: (() => Standing) | undefined): Standing {
    const left = this.#budget.steps - this.#steps;
    const { search } = part;
    if (goesOn && search && left > 0) {
      const before = search.steps;
      search.allow(Math.min(this.#patience.atOnce, left));
      const found = goesOn();
      this.#steps += search.steps - before;
      // What the search was not told of may be what explains it after all.
      if (found === 'held' || (found === 'violated' && !part.hasUnseen)) return found;
    }
    const known = decided(this.#model, part.operations);
    if (known) {
      part.search = undefined;
      return known.verdict;
    }
    // Few operations prove it quickly where the whole would take long.
    const witness = new Witness(this.#model, part.operations, this.#entries);
    const few = witness.amongLast(FEW);
    this.#steps += witness.steps;
    return few ? 'violated' : this.#beginAnew(part);
  }

  /** First whatever is under way may happen or not, which is quick. What is held so is held, and what is not is not. */
  #beginAnew(part: Part): Standing {
    const { found, steps } = this.#goThrough(part, () => false);
    this.#steps += steps;
    if (found !== 'held') return found;
    const mayEnd = (each: Growing): boolean => each.isOpen && this.#entries - each.invokedAt < this.#patience.long;
    const anew = this.#goThrough(part, mayEnd);
    this.#steps += anew.steps;
    part.search = anew.search;
    part.hasUnseen = anew.unseen.size > 0;
    part.forgotten.clear();
    for (const each of part.operations) if (each.completedAt === undefined && !mayEnd(each)) part.forgotten.add(each);
    return anew.found;
  }

  #goThrough(part: Part, mayEnd: (each: Growing) => boolean): Pick<ReturnType<typeof go>, 'found' | 'steps' | 'search' | 'unseen'> {
    const operations = part.operations.map((each) => ({ ...each, isOpen: mayEnd(each) }));
    return go(this.#model, operations, { ...this.#budget, steps: Math.max(0, this.#budget.steps - this.#steps) });
  }
}

function goOn(search: LinearizationSearch<unknown>, entry: Ended, output: unknown): Standing {
  return entry.type === 'fail' ? search.fail(entry.id) : search.complete(entry.id, output);
}
