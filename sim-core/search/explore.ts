import type { PropertyOutcome } from '../base/verdict.ts';

/** One thing that may happen next in a world that is explored. */
export interface ExploredMove {
  readonly name: string;
  /** Whether it need not happen at all. */
  readonly isOptional: boolean;
}

/** A world that can be explored: the present one, which moves change and a load replaces. */
export interface Explorable<State, Move extends ExploredMove> {
  moves(): readonly Move[];
  make(move: Move): void;
  save(): State;
  load(state: State): void;
  /** Two worlds with one fingerprint have the same future. */
  fingerprint(): string;
  /** What the last move, or the start, has violated. */
  violated(): PropertyOutcome | undefined;
  /** What becomes of a world in which nothing more happens. */
  end(): { readonly violated: PropertyOutcome | undefined; readonly isDeadlock: boolean };
}

/** How far to go. */
export interface Bounds {
  /** So many moves from the start at most. */
  readonly depth: number;
  /** So many distinct states at most. */
  readonly states: number;
}

/** A way to something of note: the moves from the start, by name. */
export type Way = readonly string[];

export interface Counterexample {
  readonly property: PropertyOutcome;
  readonly way: Way;
}

/** What an order ends with after which nothing more happens. */
const END = 'end';

/** A state, by what it takes to tell of it. */
interface Place {
  /** The number of the state from which it was reached first; -1 for the start. */
  readonly from: number;
  readonly by: string;
  readonly depth: number;
}

/**
 * Visits every state of a world that can be reached, those that are reached by fewer moves first, so that the first violation is
 * one of the shortest. States are told apart by their fingerprints.
 */
export class BreadthFirst<State, Move extends ExploredMove> {
  readonly #world: Explorable<State, Move>;
  readonly #bounds: Bounds;
  readonly #known = new Map<string, number>();
  readonly #places: Place[] = [];
  /** The worlds of the states that have been reached and not left yet; what was left is forgotten. */
  readonly #saved = new Map<number, State>();
  /** The next state to leave. */
  #next = 0;
  #counterexample: Counterexample | undefined;
  /** From which state to which others something leads that must happen some time. */
  readonly #leads: (readonly number[])[] = [];
  #transitions = 0;
  #ends = 0;
  #deadlocks = 0;
  #deadlock: Way | undefined;
  #isCut = false;

  constructor(world: Explorable<State, Move>, bounds: Bounds) {
    this.#world = world;
    this.#bounds = bounds;
    const property = world.violated();
    this.#reach(world.fingerprint(), -1, '');
    if (property) this.#counterexample = { property, way: [] };
  }

  /** Leaves so many states at most. False when nothing is left to do. */
  goOn(count: number): boolean {
    for (let left = count; left > 0 && !this.isOver; left--) this.#leave(this.#next++);
    return !this.isOver;
  }

  get isOver(): boolean {
    return this.#counterexample !== undefined || this.#next >= this.#places.length;
  }

  #leave(state: number): void {
    const world = this.#saved.get(state)!;
    this.#saved.delete(state);
    if (this.#places[state]!.depth >= this.#bounds.depth) {
      this.#isCut = true;
      return;
    }
    this.#world.load(world);
    const moves = this.#world.moves();
    const leads = new Set<number>();
    for (const [index, move] of moves.entries()) {
      if (index > 0) this.#world.load(world);
      this.#world.make(move);
      this.#transitions += 1;
      const property = this.#world.violated();
      if (property) {
        this.#counterexample = { property, way: [...this.#wayTo(state), move.name] };
        return;
      }
      const reached = this.#reach(this.#world.fingerprint(), state, move.name);
      if (reached !== undefined && reached !== state && !move.isOptional) leads.add(reached);
    }
    this.#leads[state] = [...leads];
    if (leads.size === 0 && !this.#isCut) this.#end(state, world);
  }

  /** The number of the state with this fingerprint; undefined for a new one behind the bounds. */
  #reach(fingerprint: string, from: number, by: string): number | undefined {
    const known = this.#known.get(fingerprint);
    if (known !== undefined) return known;
    const number = this.#places.length;
    if (number >= this.#bounds.states) {
      this.#isCut = true;
      return undefined;
    }
    this.#known.set(fingerprint, number);
    this.#places.push({ from, by, depth: from < 0 ? 0 : this.#places[from]!.depth + 1 });
    this.#saved.set(number, this.#world.save());
    return number;
  }

  /** Nothing that must happen some time leads out of a state. */
  #end(state: number, world: State): void {
    this.#ends += 1;
    this.#world.load(world);
    const { violated, isDeadlock } = this.#world.end();
    const way = (): Way => [...this.#wayTo(state), END];
    if (isDeadlock) {
      this.#deadlocks += 1;
      this.#deadlock ??= way();
    }
    if (violated) this.#counterexample = { property: violated, way: way() };
  }

  #wayTo(state: number): Way {
    const way: string[] = [];
    for (let at = state; this.#places[at]!.from >= 0; at = this.#places[at]!.from) way.push(this.#places[at]!.by);
    return way.reverse();
  }

  /** How many distinct states have been reached. */
  get states(): number {
    return this.#places.length;
  }

  /** How often something was made to happen. */
  get transitions(): number {
    return this.#transitions;
  }

  /** How many moves the state that is farthest from the start is away from it. */
  get diameter(): number {
    return this.#places.at(-1)!.depth;
  }

  /** How many states have been reached and not left yet. */
  get toDo(): number {
    return this.#places.length - this.#next;
  }

  /** In how many states nothing more happens, unless a fault that need not happen does. */
  get ends(): number {
    return this.#ends;
  }

  /** In how many of them somebody still waits. */
  get deadlocks(): number {
    return this.#deadlocks;
  }

  /** The shortest way to one of those. */
  get deadlock(): Way | undefined {
    return this.#deadlock;
  }

  get counterexample(): Counterexample | undefined {
    return this.#counterexample;
  }

  /** Whether every state has been visited. */
  get isComplete(): boolean {
    return this.isOver && !this.#isCut && this.#counterexample === undefined;
  }

  /** Whether all that must happen comes to an end, however it goes: then what holds in every end comes about. */
  get alwaysEnds(): boolean {
    const into = this.#places.map(() => 0);
    for (const leads of this.#leads) for (const to of leads) into[to]! += 1;
    const free = into.flatMap((count, state) => (count === 0 ? [state] : []));
    let done = 0;
    for (; done < free.length; done++) {
      for (const to of this.#leads[free[done]!] ?? []) {
        into[to]! -= 1;
        if (into[to] === 0) free.push(to);
      }
    }
    return done === this.#places.length;
  }
}
