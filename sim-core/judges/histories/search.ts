import { canonicalText } from '../../base/canonical-text.ts';
import type { Asked, SequentialModel } from './model.ts';

/** How much a search may do. Both are counts and no times, so that its answer is the same on every machine. */
export interface Budget {
  /** How often the model is asked at most. */
  readonly steps: number;
  /** How many characters it may keep of situations that lead nowhere. */
  readonly memory: number;
}

/** Half a minute of a slow model, seconds of those that come with Backstep, and less than 400 MB. */
export const DEFAULT_BUDGET: Budget = { steps: 5_000_000, memory: 100_000_000 };

/** What a search says of all completions so far: they can be ordered, they cannot, or it had to give up. */
export type Found = 'held' | 'violated' | 'unknown';

/** What is known of an operation when it is invoked. */
export interface Invocation extends Asked {
  /** What its client will be told, where the whole history lies there already. */
  readonly told?: { readonly output: unknown };
  /** It never completes: it may happen at any time from now on, or never. */
  readonly isOptional?: boolean;
}

interface Call extends Asked {
  told: { readonly output: unknown } | undefined;
  /** Of an operation that may have happened, the same for all that ask the same. */
  signature: string | undefined;
  readonly isRead: boolean;
}

/** A completion: by then, `call` has happened. `open` were under way, `optional` so many had been invoked. */
interface Completion {
  readonly call: number;
  readonly open: readonly number[];
  readonly optional: number;
}

/** An operation that has been given its place before its completion, with what the model said where the client is not told yet. */
interface Placed {
  readonly call: number;
  readonly guess?: { readonly output: unknown };
}

/** A situation in the search: all before `at` completions have their place, and those in `placed` of what was under way. */
interface Situation<State> {
  at: number;
  state: State;
  placed: readonly Placed[];
  /** How many of what can come next were tried; -1 until it is known to be new. */
  tried: number;
  /** What can come next, after the operation that has to; undefined until that did not help. */
  others: readonly number[] | undefined;
}

/** More than any situation takes beside its text. */
const SITUATION_COST = 80;

/**
 * Looks for an order of the operations that the model agrees to and that keeps every operation between its
 * invocation and completion: Wing and Gong's search (1993), deepest first, with Lowe's memory of situations that lead
 * nowhere (2017). An operation is given its place when a completion demands it, so that the search goes on as the
 * history grows, and the first completion that cannot be is where it ends.
 *
 * Three things are done without a choice, because nothing is lost by them: a read under way that would return what its
 * client was told takes place at once; of operations that may have happened, and ask the same, the earlier comes first;
 * and such a one does not happen where it would change nothing.
 */
export class LinearizationSearch<State> {
  readonly #model: SequentialModel<State>;
  readonly #budget: Budget;
  #limit: number;
  readonly #calls: Call[] = [];
  readonly #places = new Map<number, number>();
  readonly #completions: Completion[] = [];
  #open: readonly number[] = [];
  readonly #optional: number[] = [];
  readonly #failed = new Set<number>();
  readonly #path: Situation<State>[];
  readonly #deadEnds: Set<string>[] = [];
  #memory = 0;
  #steps = 0;
  #found: Found = 'held';

  constructor(model: SequentialModel<State>, budget: Budget = DEFAULT_BUDGET) {
    this.#model = model;
    this.#budget = budget;
    this.#limit = budget.steps;
    this.#path = [{ at: 0, state: model.init(), placed: NOTHING, tried: -1, others: undefined }];
  }

  get found(): Found {
    return this.#found;
  }

  /** How often the model was asked. */
  get steps(): number {
    return this.#steps;
  }

  /** An operation begins; `id` is its own. */
  invoke(id: number, { operation, input, told, isOptional = false }: Invocation): void {
    const place = this.#calls.length;
    const signature = isOptional ? canonicalText([operation, input]) : undefined;
    const isRead = this.#model.isRead?.({ operation, input }) ?? false;
    this.#calls.push({ operation, input, told, signature, isRead });
    this.#places.set(id, place);
    if (isOptional) this.#optional.push(place);
    else this.#open = [...this.#open, place];
  }

  /** An operation has happened, and its client was told `output`. */
  complete(id: number, output: unknown): Found {
    if (this.#found !== 'held') return this.#found;
    const call = this.#places.get(id)!;
    this.#calls[call]!.told ??= { output };
    this.#completions.push({ call, open: this.#open, optional: this.#optional.length });
    this.#forget(call);
    this.#found = this.#goOn();
    return this.#found;
  }

  /** An operation is known not to have happened. What gave it a place leads nowhere. */
  fail(id: number): Found {
    if (this.#found !== 'held') return this.#found;
    const call = this.#places.get(id)!;
    this.#forget(call);
    const first = this.#path.findIndex(({ placed }) => placed.some((each) => each.call === call));
    if (first !== -1) this.#path.length = first;
    this.#failed.add(call);
    this.#found = this.#goOn();
    return this.#found;
  }

  /** Nobody will know of an operation whether it has happened: it may, at any time, or never. */
  giveUp(id: number): void {
    const call = this.#places.get(id)!;
    this.#forget(call);
    this.#optional.push(call);
    const { operation, input } = this.#calls[call]!;
    this.#calls[call]!.signature = canonicalText([operation, input]);
  }

  /** The next completion may ask the model so often, and no more. */
  allow(steps: number): void {
    this.#limit = this.#steps + steps;
  }

  #forget(call: number): void {
    this.#open = this.#open.filter((each) => each !== call);
  }

  #goOn(): Found {
    for (;;) {
      const situation = this.#path.at(-1);
      if (!situation) return 'violated';
      if (this.#steps > this.#limit || this.#memory > this.#budget.memory) return 'unknown';
      if (situation.tried < 0) {
        if (!this.#settle(situation)) {
          this.#path.pop();
          continue;
        }
        if (situation.at === this.#completions.length) return 'held';
        if (this.#deadEnds[situation.at]?.has(this.#textOf(situation))) {
          this.#path.pop();
          continue;
        }
        situation.tried = 0;
      }
      const next = this.#tryNext(situation);
      if (next) this.#path.push(next);
      else {
        this.#remember(situation);
        this.#path.pop();
      }
    }
  }

  /** Goes past completions whose operations have their place, and lets happen what needs no choice. False at a contradiction. */
  #settle(situation: Situation<State>): boolean {
    while (situation.at < this.#completions.length) {
      const { call, open } = this.#completions[situation.at]!;
      if (!situation.placed.some((each) => each.call === call)) {
        this.#letHappen(situation, open);
        if (!situation.placed.some((each) => each.call === call)) return true;
      }
      const { guess } = situation.placed.find((each) => each.call === call)!;
      if (guess && !this.#isAsTold(guess.output, this.#calls[call]!.told!.output)) return false;
      situation.placed = situation.placed.filter((each) => each.call !== call);
      situation.at += 1;
    }
    return true;
  }

  #letHappen(situation: Situation<State>, open: readonly number[]): void {
    for (const call of open) {
      const { told, isRead } = this.#calls[call]!;
      if (!told || !isRead || situation.placed.some((each) => each.call === call)) continue;
      const effect = this.#step(situation.state, call);
      if (effect && this.#agrees(effect, told.output)) situation.placed = inserted(situation.placed, { call });
    }
  }

  /** What else is under way, then what may have happened. */
  #othersOf({ at, placed }: Situation<State>): readonly number[] {
    const { call, open, optional } = this.#completions[at]!;
    const taken = new Set(placed.map((each) => each.call));
    const candidates = open.filter((each) => each !== call && !taken.has(each));
    const signatures = new Set<string>();
    for (let index = 0; index < optional; index++) {
      const each = this.#optional[index]!;
      const signature = this.#calls[each]!.signature!;
      if (taken.has(each) || signatures.has(signature)) continue;
      signatures.add(signature);
      candidates.push(each);
    }
    return candidates;
  }

  /** First what has to happen, and mostly nothing else is tried. */
  #tryNext(situation: Situation<State>): Situation<State> | undefined {
    const { at, state, placed } = situation;
    for (;;) {
      const call =
        situation.tried === 0 ? this.#completions[at]!.call : (situation.others ??= this.#othersOf(situation))[situation.tried - 1];
      if (call === undefined) return undefined;
      situation.tried += 1;
      if (this.#failed.has(call)) continue;
      const effect = this.#step(state, call);
      if (!effect) continue;
      const { told, signature } = this.#calls[call]!;
      if (told ? !this.#agrees(effect, told.output) : signature !== undefined && effect.state === state) continue;
      const guess = told || signature !== undefined || !('output' in effect) ? {} : { guess: { output: effect.output } };
      return { at, state: effect.state, placed: inserted(placed, { call, ...guess }), tried: -1, others: undefined };
    }
  }

  #step(state: State, call: number): ReturnType<SequentialModel<State>['step']> {
    this.#steps += 1;
    return this.#model.step(state, this.#calls[call]!);
  }

  #agrees(effect: { readonly output?: unknown }, told: unknown): boolean {
    return !('output' in effect) || this.#isAsTold(effect.output, told);
  }

  #isAsTold(output: unknown, told: unknown): boolean {
    return this.#model.matches ? this.#model.matches(output, told) : output === told || canonicalText(output) === canonicalText(told);
  }

  #remember(situation: Situation<State>): void {
    const text = this.#textOf(situation);
    (this.#deadEnds[situation.at] ??= new Set()).add(text);
    this.#memory += text.length + SITUATION_COST;
  }

  #textOf({ state, placed }: Situation<State>): string {
    const calls = placed.map(({ call, guess }) => (guess ? `${call}=${canonicalText(guess.output)}` : call)).join(',');
    return `${calls}|${this.#model.textOf ? this.#model.textOf(state) : canonicalText(state)}`;
  }
}

const NOTHING: readonly Placed[] = [];

/** In the order of invocation, so that the same operations make the same text. */
function inserted(placed: readonly Placed[], next: Placed): readonly Placed[] {
  const at = placed.findIndex(({ call }) => call > next.call);
  return at === -1 ? [...placed, next] : [...placed.slice(0, at), next, ...placed.slice(at)];
}
