/** An operation as a model sees it: what is asked, without what came of it. */
export interface Asked {
  readonly operation: string;
  readonly input: unknown;
}

/** What one operation does to a single copy. Without `output`, whatever the client was told is accepted. */
export interface Effect<State> {
  readonly state: State;
  readonly output?: unknown;
}

/**
 * The sequential specification that a history is compared with: what a single copy, asked one operation after the
 * other, would do (Herlihy and Wing 1990). It is pure: `step` changes nothing that it is given.
 */
export interface SequentialModel<State> {
  /** What reports call it. */
  readonly name: string;
  /** The state before the first operation. */
  init(): State;
  /**
   * What an operation does in a state, or undefined where it cannot happen there, as a lock that is held cannot be
   * acquired. Where it changes nothing it should return the very state that it was given.
   */
  step(state: State, asked: Asked): Effect<State> | undefined;
  /** Whether an operation changes nothing in any state: knowing it makes the search fast. False, unless given. */
  isRead?(asked: Asked): boolean;
  /** Whether what `step` says came out is what the client was told. Equality of plain data, unless given. */
  matches?(output: unknown, told: unknown): boolean;
  /** A text that is the same for equal states only. That of plain data, unless given. */
  textOf?(state: State): string;
  /**
   * The part of the system that an operation is about, such as its key, where parts have nothing to do with each
   * other. Each is then checked alone (P-compositionality; Horn and Kroening 2015).
   */
  partOf?(asked: Asked): string;
  /** Of operations that may have happened, those whose effect nobody can have seen: they can be left out. */
  unseen?(mayHaveHappened: readonly Asked[], happened: readonly Told[]): ReadonlySet<Asked>;
}

/** An operation with what its client was told. */
export interface Told extends Asked {
  readonly output: unknown;
}

/** An operation with its moments, as places in one order of all invocations and completions. */
export interface Timed extends Told {
  readonly invokedAt: number;
  /** Undefined when it may have happened, at any time after its invocation, or never. */
  readonly completedAt: number | undefined;
}

/** What is known of a history without a search. */
export interface Decision<Of> {
  readonly verdict: 'held' | 'violated';
  /** Of a violation: operations that show it, among which are those that cannot be ordered. */
  readonly few?: readonly Of[];
}

/** An operation of a recorded history, before a model has read it. */
export interface Recorded {
  readonly operation: string;
  /** What stands at its invocation. */
  readonly input: unknown;
  /** What stands at its completion; undefined where it has none, or only perhaps happened. */
  readonly output: unknown;
  /** Whether it is known to have happened. */
  readonly happened: boolean;
  /** Which key or object it is about, where the record says so beside its value. */
  readonly key?: unknown;
}

/** A model that comes with Backstep: it also reads how histories of other systems are written. */
export interface KnownModel<State> extends SequentialModel<State> {
  /** What its operations are called, for people. */
  readonly operations: readonly string[];
  /** @throws ModelMismatch when the model knows no such operation, or not with such a value */
  read(recorded: Recorded): Told;
  /**
   * Whether the operations of one part can be ordered, where that can be told for sure without looking through orders;
   * undefined where it cannot.
   * @param most how many ways may be tried, for a model that tries some; many, unless given
   */
  decide?<Of extends Timed>(operations: readonly Of[], most?: number): Decision<Of> | undefined;
}

/** What a model can tell of a part without a search; nothing, of models that cannot. */
export function decided<Of extends Timed>(
  model: SequentialModel<unknown>,
  operations: readonly Of[],
  most?: number,
): Decision<Of> | undefined {
  return (model as Partial<KnownModel<unknown>>).decide?.(operations, most);
}

/** A recorded operation that means nothing to the model: what is wrong with it, and what to do. */
export class ModelMismatch extends Error {
  readonly cure: string;

  constructor(message: string, cure: string) {
    super(message);
    this.cure = cure;
  }
}
