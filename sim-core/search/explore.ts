import type { PropertyOutcome } from '../base/verdict.ts';
import { fairLoop, type FairLoop, type FairStep, type Owed } from './fair-loop.ts';
import { SleepSets, type Commuting } from './sleep-sets.ts';

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
  /** Whether the world is what was saved, and not only alike to it; it may be that from then on. */
  isStill(saved: State): boolean;
  /** Which moves commute; absent where in every order something else may be found out. */
  readonly commuting?: Commuting<Move, unknown> | undefined;
  /** What the last move, or the start, has violated. */
  violated(): PropertyOutcome | undefined;
  /** What becomes of a world in which nothing more happens. */
  end(): { readonly violated: PropertyOutcome | undefined; readonly isDeadlock: boolean };
  /** What is promised to come about some time; the rest is asked only where anything is. */
  readonly promises: readonly string[];
  /** How each promise stands. */
  owed(): readonly Owed[];
  /** What a move is, as one number in whichever world it can be made. */
  actionOf(move: Move): number;
  /** The actions that were possible before the last move and are again, and yet not the same. */
  renewed(): readonly number[];
  /** A loop begins, or closes, so that what was promised all around it is violated. Returns the word for it in an order. */
  beginLoop(): string;
  closeLoop(): string;
}

/** How far to go. */
export interface Bounds {
  /** So many moves from the start at most. */
  readonly depth: number;
  /** So many distinct states at most. */
  readonly states: number;
  /** Whether moves are made in every order, also where they commute. */
  readonly everyOrder?: boolean;
}

/** A way to something of note: the moves from the start, by name. */
export type Way = readonly string[];

export interface Counterexample {
  readonly property: PropertyOutcome;
  readonly way: Way;
  /** Of a promise that is never kept: what can be gone through again and again after so many moves. */
  readonly loop?: { readonly prefix: number; readonly moves: Way };
}

/** What an order ends with after which nothing more happens. */
const END = 'end';

/** A state, by what it takes to tell of it. */
interface Place {
  /** The number of the state from which it was reached first; -1 for the start. */
  readonly from: number;
  readonly by: ExploredMove | undefined;
  readonly depth: number;
}

/**
 * Visits every state of a world that can be reached, those that are reached by fewer moves first, so that the first violation is
 * one of the shortest. States are told apart by their fingerprints. At the end, or at its bounds, loops are looked for in which
 * a promise is never kept: what it knows of states that were left is all that there is, so that a loop is one whatever is left out.
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
  #neverKept: readonly string[] = [];
  /** Where there are promises: how they stand in each state, and what must happen some time in each that was left. */
  readonly #owed: (readonly Owed[])[] = [];
  readonly #graph: (readonly FairStep[])[] = [];
  #start: State | undefined;
  readonly #sleep: SleepSets<Move, unknown> | undefined;
  #transitions = 0;
  #leftOut = 0;
  #ends = 0;
  #deadlocks = 0;
  #deadlock: Way | undefined;
  #isCut = false;

  constructor(world: Explorable<State, Move>, bounds: Bounds) {
    this.#world = world;
    this.#bounds = bounds;
    if (world.commuting && !bounds.everyOrder) this.#sleep = new SleepSets(world.commuting);
    const property = world.violated();
    this.#reach(world.fingerprint(), -1, undefined);
    if (this.#isPromised) this.#start = this.#saved.get(0);
    if (property) this.#counterexample = { property, way: [] };
  }

  get #isPromised(): boolean {
    return this.#world.promises.length > 0;
  }

  /** Leaves so many states at most. False when nothing is left to do. */
  goOn(count: number): boolean {
    if (this.isOver) return false;
    for (let left = count; left > 0 && !this.isOver; left--) this.#leave(this.#next++);
    if (this.isOver && !this.#counterexample && this.#isPromised) this.#lookForLoops();
    return !this.isOver;
  }

  get isOver(): boolean {
    return this.#counterexample !== undefined || this.#next >= this.#places.length;
  }

  #leave(state: number): void {
    const saved = this.#saved.get(state)!;
    this.#saved.delete(state);
    if (this.#places[state]!.depth >= this.#bounds.depth) {
      this.#isCut = true;
      return;
    }
    const world = this.#world;
    world.load(saved);
    const moves = world.moves();
    const asleep = this.#sleep?.leaves(state, moves);
    const steps: FairStep[] = [];
    let mustGoOn = false;
    let isThere = true;
    for (const [index, move] of moves.entries()) {
      const known = asleep?.[index];
      if (known) {
        this.#leftOut += 1;
        mustGoOn ||= !known.isIdle && !move.isOptional;
        continue;
      }
      if (!isThere) world.load(saved);
      isThere = false;
      const takes = this.#isPromised && !move.isOptional ? world.actionOf(move) : -1;
      world.make(move);
      this.#transitions += 1;
      const property = world.violated();
      if (property) {
        this.#counterexample = { property, way: [...this.#wayTo(state), move.name] };
        return;
      }
      const count = this.#places.length;
      const to = this.#reach(world.fingerprint(), state, move);
      if (takes >= 0) steps.push({ to, takes, renews: world.renewed() });
      const isNext = to >= 0 && this.#places[to]!.depth > this.#places[state]!.depth;
      const isIdle = to === state && world.isStill(saved);
      this.#sleep?.made(move, isIdle, isNext ? { to, isFirst: to === count } : undefined);
      mustGoOn ||= !isIdle && !move.isOptional;
    }
    this.#sleep?.isLeft();
    if (this.#isPromised) this.#graph[state] = steps;
    if (!mustGoOn) this.#end(state, saved);
  }

  /** The number of the state with this fingerprint; -1 for a new one behind the bounds. */
  #reach(fingerprint: string, from: number, by: Move | undefined): number {
    const known = this.#known.get(fingerprint);
    if (known !== undefined) return known;
    const number = this.#places.length;
    if (number >= this.#bounds.states) {
      this.#isCut = true;
      return -1;
    }
    this.#known.set(fingerprint, number);
    this.#places.push({ from, by, depth: from < 0 ? 0 : this.#places[from]!.depth + 1 });
    this.#saved.set(number, this.#world.save());
    if (this.#isPromised) this.#owed.push(this.#world.owed());
    return number;
  }

  /** Nothing that must happen some time leads out of a state. */
  #end(state: number, saved: State): void {
    this.#ends += 1;
    this.#world.load(saved);
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
    for (let at = state; this.#places[at]!.by; at = this.#places[at]!.from) way.push(this.#places[at]!.by!.name);
    return way.reverse();
  }

  /** The shortest that is found, over all promises, of ways there and once round. */
  #lookForLoops(): void {
    const depthOf = (state: number): number => this.#places[state]!.depth;
    const loops = this.#world.promises.flatMap((name, promise) => {
      const loop = fairLoop(this.#graph, (state) => this.#owed[state]![promise]!, depthOf);
      return loop ? [{ name, loop, length: depthOf(loop.head) + loop.steps.length }] : [];
    });
    this.#neverKept = loops.map(({ name }) => name);
    const [shortest] = loops.sort((a, b) => a.length - b.length);
    if (shortest) this.#counterexample = this.#gone(shortest.loop);
  }

  /** The loop once, from the start on: what its moves are called depends on the way there. */
  #gone({ head, steps }: FairLoop): Counterexample {
    const world = this.#world;
    const make = (isMeant: (move: Move) => boolean): string => {
      const move = world.moves().find(isMeant);
      if (!move) throw new RangeError('A loop that was explored cannot be gone again.');
      const { name } = move;
      world.make(move);
      return name;
    };
    world.load(this.#start!);
    const prefix = this.#wayTo(head).map((name) => make((move) => move.name === name));
    const begins = world.beginLoop();
    const moves = steps.map(({ takes }) => make((move) => !move.isOptional && world.actionOf(move) === takes));
    if (this.#known.get(world.fingerprint()) !== head) throw new RangeError('A loop that was explored does not lead back.');
    const closes = world.closeLoop();
    const property = world.violated();
    if (!property) throw new RangeError('A loop that was explored violates nothing.');
    return { property, way: [...prefix, begins, ...moves, closes], loop: { prefix: prefix.length, moves } };
  }

  /** How many distinct states have been reached. */
  get states(): number {
    return this.#places.length;
  }

  /** How often something was made to happen. */
  get transitions(): number {
    return this.#transitions;
  }

  /** How often that was not needed, because others that commute with it lead to the same. */
  get leftOut(): number {
    return this.#leftOut;
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

  /** The promises that are never kept in some loop. */
  get neverKept(): readonly string[] {
    return this.#neverKept;
  }

  /** Whether every state has been visited: loops are looked for when all have. */
  get isComplete(): boolean {
    return this.isOver && !this.#isCut && (this.#counterexample === undefined || this.#counterexample.loop !== undefined);
  }
}
