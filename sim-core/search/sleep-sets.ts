/** What a world tells of moves that commute: made in either order, they lead to one world. `Touched` is what one reads and changes. */
export interface Commuting<Move, Touched> {
  /** What the last move did that does not show in the move itself. */
  did(): number;
  touchedBy(move: Move, did: number): Touched;
  doCommute(one: Touched, other: Touched): boolean;
  /** Numbers moves in the world whose fingerprint was told last, so that what does the same in alike worlds has one number. */
  naming(): (move: Move) => number;
}

/** What is known of a move that need not be made. */
export interface Asleep {
  readonly did: number;
  /** Whether it changes nothing at all. */
  readonly isIdle: boolean;
}

/** A move that was made, or need not be. */
interface Known<Touched> {
  readonly touched: Touched;
  readonly asleep: Asleep;
}

/** Where a move led that was made. */
interface Arrival<Move> {
  readonly to: number;
  readonly isFirst: boolean;
  readonly naming: (move: Move) => number;
  /** Its own place among what is known. */
  readonly place: number;
}

/** What need not be made in a state, by number. */
interface Sleeping<Move> {
  readonly naming: (move: Move) => number;
  readonly moves: Map<number, Asleep>;
}

/**
 * Which moves need not be made in which states, because others that commute with them lead to the same (sleep sets; Godefroid,
 * "Partial-Order Methods for the Verification of Concurrent Systems", 1996). A move that was made in a state sleeps behind each
 * later one that commutes with it: what both lead to is reached behind the earlier. It wakes where one is made that does not commute.
 *
 * Breadth first, all ways of one length to a state are known before it is left, and a move sleeps there only if it does behind each of
 * them. So of all shortest ways to a state the first, in the order in which moves are offered, is gone whole: were a move of it
 * asleep, it could be made earlier, and that way would come before. The same states are then reached in the same order, by the
 * same ways, as without; later ways to a state need not wake anything, and no state is left twice. As the order matters only
 * among the moves of one state, states may stand for all that are alike to them.
 *
 * A move that changes nothing does so too behind all that it commutes with, and sleeps there whichever is first.
 */
export class SleepSets<Move, Touched> {
  readonly #commuting: Commuting<Move, Touched>;
  readonly #sleeping = new Map<number, Sleeping<Move>>();
  // Of the state that is being left.
  #known: Known<Touched>[] = [];
  #moves: Move[] = [];
  #arrivals: Arrival<Move>[] = [];

  constructor(commuting: Commuting<Move, Touched>) {
    this.#commuting = commuting;
  }

  /** A state is left: of each of its moves, what is known if it need not be made. */
  leaves(state: number, moves: readonly Move[]): readonly (Asleep | undefined)[] {
    const sleeping = this.#sleeping.get(state);
    this.#sleeping.delete(state);
    this.#known = [];
    this.#moves = [];
    this.#arrivals = [];
    return moves.map((move) => {
      const asleep = sleeping?.moves.get(sleeping.naming(move));
      if (asleep) this.#knows(move, asleep);
      return asleep;
    });
  }

  #knows(move: Move, asleep: Asleep): void {
    this.#known.push({ touched: this.#commuting.touchedBy(move, asleep.did), asleep });
    this.#moves.push(move);
  }

  /** A move was made that led to a state, for the first time or again, from where that may still be left. */
  made(move: Move, isIdle: boolean, arrival: { readonly to: number; readonly isFirst: boolean } | undefined): void {
    const place = this.#known.length;
    this.#knows(move, { did: this.#commuting.did(), isIdle });
    if (arrival) this.#arrivals.push({ ...arrival, naming: this.#commuting.naming(), place });
  }

  /** All moves of a state were made, or need not be. */
  isLeft(): void {
    for (const arrival of this.#arrivals) this.#arrives(arrival);
  }

  #arrives({ to, isFirst, naming, place }: Arrival<Move>): void {
    const before = this.#sleeping.get(to);
    const both = new Map<number, Asleep>();
    // What wakes behind one way to a state is awake there, but for what changes nothing.
    for (const [number, asleep] of before?.moves ?? []) if (asleep.isIdle) both.set(number, asleep);
    const { touched } = this.#known[place]!;
    for (const [other, known] of this.#known.entries()) {
      const { isIdle } = known.asleep;
      if (other === place || (other > place && !isIdle) || !this.#commuting.doCommute(known.touched, touched)) continue;
      const number = naming(this.#moves[other]!);
      if (isIdle || isFirst || before?.moves.has(number)) both.set(number, known.asleep);
    }
    // A state is saved as it was when it was reached first, and so are the names of its moves.
    this.#sleeping.set(to, { naming: before?.naming ?? naming, moves: both });
  }
}
