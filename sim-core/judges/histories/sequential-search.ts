import { canonicalText } from '../../base/canonical-text.ts';
import type { Asked, Effect, SequentialModel } from './model.ts';
import type { Budget, Found } from './search.ts';

/** An operation of a client. */
export interface Issued extends Asked {
  /** Those of the same client that had succeeded before it began, but for what comes before them anyway. */
  readonly after: readonly Issued[];
  /** What the client was told; undefined where it is not known whether it happened. */
  readonly told: { readonly output: unknown } | undefined;
}

interface Frame {
  readonly of: Issued | undefined;
  readonly part: string;
  /** What its part was before. */
  readonly before: unknown;
  /** Those before it were tried as the next one. */
  next: number;
}

/** Looks for an order of the operations of several clients that a model agrees to, deepest first, with a memory of what leads nowhere. */
export class SequentialSearch {
  readonly #model: SequentialModel<unknown>;
  readonly #operations: Issued[];
  readonly #budget: Budget;
  readonly #states = new Map<string, unknown>();
  readonly #placed = new Set<Issued>();
  readonly #deadEnds = new Set<string>();
  readonly #places = new Map<Issued, number>();
  #left: number;
  #memory = 0;
  steps = 0;

  constructor(model: SequentialModel<unknown>, operations: readonly Issued[], budget: Budget) {
    this.#model = model;
    this.#budget = budget;
    // What is known to have happened comes first, because mostly nothing else is needed.
    this.#operations = [...operations.filter(({ told }) => told), ...operations.filter(({ told }) => !told)];
    this.#left = operations.filter(({ told }) => told).length;
    for (const [place, each] of this.#operations.entries()) this.#places.set(each, place);
  }

  find(): Found {
    const path: Frame[] = [{ of: undefined, part: '', before: undefined, next: 0 }];
    for (let frame = path.at(-1); frame; frame = path.at(-1)) {
      if (this.#left === 0) return 'held';
      if (this.steps > this.#budget.steps || this.#memory > this.#budget.memory) return 'unknown';
      const next = this.#tryNext(frame);
      if (next) path.push(next);
      else {
        this.#remember();
        this.#takeBack(frame);
        path.pop();
      }
    }
    return 'violated';
  }

  /** Whether an operation that has ended can come after all others, so that the order that was found explains it too. */
  goesOnWith(ended: Issued, hasFailed: boolean): boolean {
    // What has its place already had it when nobody knew what came of it.
    if (this.#placed.has(ended)) return false;
    return hasFailed || this.#place(ended) !== undefined;
  }

  #tryNext(frame: Frame): Frame | undefined {
    // A read that returns what its client was told loses nothing by happening now, and nothing else is tried.
    if (frame.next === 0) {
      for (const each of this.#operations) {
        if (!each.told || !this.#isNext(each) || !this.#model.isRead?.(each)) continue;
        const next = this.#place(each);
        if (!next) continue;
        frame.next = this.#operations.length;
        return this.#unlessDead(next);
      }
    }
    while (frame.next < this.#operations.length) {
      const each = this.#operations[frame.next++]!;
      const next = this.#isNext(each) ? this.#place(each) : undefined;
      const alive = next && this.#unlessDead(next);
      if (alive) return alive;
    }
    return undefined;
  }

  #unlessDead(frame: Frame): Frame | undefined {
    if (this.#deadEnds.size === 0 || !this.#deadEnds.has(this.#text())) return frame;
    this.#takeBack(frame);
    return undefined;
  }

  #isNext(each: Issued): boolean {
    return !this.#placed.has(each) && each.after.every((before) => this.#placed.has(before));
  }

  /** Gives an operation the next place, if the model agrees. */
  #place(each: Issued): Frame | undefined {
    this.steps += 1;
    const part = this.#model.partOf?.(each) ?? '';
    const before = this.#states.has(part) ? this.#states.get(part) : this.#model.init();
    const effect = this.#model.step(before, each);
    if (!effect || (each.told ? !this.#agrees(effect, each.told.output) : effect.state === before)) return undefined;
    this.#placed.add(each);
    this.#states.set(part, effect.state);
    if (each.told) this.#left -= 1;
    return { of: each, part, before, next: 0 };
  }

  #agrees(effect: Effect<unknown>, told: unknown): boolean {
    if (!('output' in effect)) return true;
    if (this.#model.matches) return this.#model.matches(effect.output, told);
    return effect.output === told || canonicalText(effect.output) === canonicalText(told);
  }

  #takeBack({ of, part, before }: Frame): void {
    if (!of) return;
    this.#placed.delete(of);
    this.#states.set(part, before);
    if (of.told) this.#left += 1;
  }

  #remember(): void {
    const text = this.#text();
    this.#deadEnds.add(text);
    this.#memory += text.length + 80;
  }

  #text(): string {
    const places = [...this.#placed].map((each) => this.#places.get(each)!).sort((a, b) => a - b);
    const states = [...this.#states].map(([part, state]) => `${part}=${this.#model.textOf?.(state) ?? canonicalText(state)}`).sort();
    return `${places.join()}|${states.join(';')}`;
  }
}
