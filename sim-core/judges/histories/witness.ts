import { decided, type SequentialModel } from './model.ts';
import type { Budget } from './search.ts';
import { go, type WholeOperation } from './whole-search.ts';

/** What one try may cost. */
const TRY: Budget = { steps: 20_000, memory: 10_000_000 };
const WAYS = 2_000;

/**
 * Operations that cannot be ordered as of a moment, whatever else may have happened. One that is not among them is not
 * gone, which could make a violation of its own: it may have happened, at any time.
 */
export class Witness<Of extends WholeOperation> {
  readonly #model: SequentialModel<unknown>;
  readonly #before: readonly Of[];
  readonly #end: number;
  /** How often the model was asked, about. */
  steps = 0;
  #wasSure = true;

  constructor(model: SequentialModel<unknown>, operations: readonly Of[], end: number) {
    this.#model = model;
    this.#end = end;
    this.#before = operations.filter(({ invokedAt }) => invokedAt < end);
  }

  /** The last few, at most so many, if already they cannot be ordered, which is quickly seen. */
  amongLast(most: number): readonly Of[] | undefined {
    const done = this.#done().sort((a, b) => a.completedAt! - b.completedAt!);
    for (let last = 4; last < done.length && last <= most; last *= 4) {
      const few = done.slice(-last);
      if (this.#isImpossible(new Set(few))) return this.#inOrder(few);
    }
    return undefined;
  }

  /** Leaves out operations as long as what is left cannot be ordered (Zeller and Hildebrandt 2002). */
  smallest(most: number): { readonly witness: readonly Of[]; readonly isMinimal: boolean } {
    const hasLeft = (): boolean => this.steps < most;
    let witness = this.#decided() ?? this.amongLast(Infinity) ?? this.#done();
    this.#wasSure = true;
    for (let size = Math.ceil(witness.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let from = 0; from < witness.length && hasLeft();) {
        const rest = [...witness.slice(0, from), ...witness.slice(from + size)];
        if (rest.length > 0 && this.#isImpossible(new Set(rest))) witness = rest;
        else from += size;
      }
    }
    return { witness, isMinimal: this.#wasSure && hasLeft() };
  }

  #isDone({ completedAt = Infinity }: Of): boolean {
    return completedAt <= this.#end;
  }

  #done(): Of[] {
    return this.#before.filter((each) => this.#isDone(each));
  }

  #inOrder(few: readonly Of[]): readonly Of[] {
    const kept = new Set(few);
    return this.#before.filter((each) => kept.has(each));
  }

  #isImpossible(kept: ReadonlySet<Of>): boolean {
    const tried = this.#keeping(kept);
    const known = decided(this.#model, tried, WAYS);
    if (known) {
      this.steps += this.#before.length;
      return known.verdict === 'violated';
    }
    const { found, steps } = go(this.#model, tried, TRY);
    this.steps += steps + this.#before.length;
    if (found === 'unknown') this.#wasSure = false;
    return found === 'violated';
  }

  /** The operations that are kept as they are, and all others as they may have been. */
  #keeping(kept: ReadonlySet<Of>): readonly (Of & { readonly original: Of })[] {
    return this.#before.map((original) => {
      if (kept.has(original) && this.#isDone(original)) return { ...original, original };
      const invokedAt = this.#isDone(original) ? -1 : original.invokedAt;
      return { ...original, ...original.pending, completedAt: undefined, isOpen: false, invokedAt, original };
    });
  }

  /** What a decision without a search rests on, if that alone cannot be ordered. */
  #decided(): readonly Of[] | undefined {
    const few = decided(this.#model, this.#keeping(new Set(this.#done())))?.few?.map(({ original }) => original);
    const done = few?.filter((each) => this.#isDone(each));
    return done && done.length > 0 && this.#isImpossible(new Set(done)) ? this.#inOrder(done) : undefined;
  }
}
