import type { Operation } from '../author/world.ts';
import { hashPlain } from '../base/hash.ts';
import type { Ended, HistoryEntry, HistoryLog, Invoked } from './histories/entry.ts';

/**
 * What a history's part of a checkpoint holds: how long it was, in a log that only grows. The log is
 * shared, and entries behind the mark belong to who wrote them.
 */
export interface HistoryMark {
  readonly log: HistoryEntry[];
  readonly length: number;
}

/** An operation as it stands, and as it was before it ended. */
interface Place {
  readonly invoked: Operation;
  readonly position: number;
}

const STATUS = { ok: 'ok', fail: 'failed', info: 'info' } as const satisfies Record<Ended['type'], Operation['status']>;

/**
 * The client-visible invocations and completions of a run (Herlihy and Wing 1990). It is a log that
 * only grows, so that going back to a checkpoint undoes its tail and going forward again redoes it,
 * without a copy at each checkpoint. Each branch has a log of its own: going to a mark of another
 * log copies that log up to the mark.
 */
export class History implements HistoryLog {
  #log: HistoryEntry[] = [];
  /** The log whose beginning this one's is known to be, besides itself. */
  #origin: HistoryEntry[] = this.#log;
  #length = 0;
  readonly #operations: Operation[] = [];
  /** Where each operation stands: a stalled client gets its id before its invocation takes effect. */
  readonly #places = new Map<number, Place>();
  #seen: readonly Operation[] | undefined;
  readonly #branches: boolean;

  /** @param branches whether what is written after going back may be something else than what was written there before */
  constructor(branches = false) {
    this.#branches = branches;
  }

  /** Every operation so far, in order of invocation. */
  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** The same for properties, which may keep it and must not change it. */
  get seen(): readonly Operation[] {
    return (this.#seen ??= Object.freeze(this.#operations.slice()));
  }

  /** How many invocations and ends there were. */
  get length(): number {
    return this.#length;
  }

  entry(place: number): HistoryEntry {
    return this.#log[place]!;
  }

  invoke(invoked: Omit<Invoked, 'type'>): void {
    this.#write({ type: 'invoke', ...invoked });
  }

  end(ended: Ended): void {
    this.#write(ended);
  }

  /** Whether the operation was invoked and has not ended. */
  isPending(id: number): boolean {
    const place = this.#places.get(id);
    return place !== undefined && this.#operations[place.position] === place.invoked;
  }

  /** What the operation does, as its client named it. */
  operationName(id: number): string {
    return this.#places.get(id)!.invoked.operation;
  }

  mark(): HistoryMark {
    return { log: this.#log, length: this.#length };
  }

  /** Goes to a mark of this history, or of the one that this follows or branches off. */
  seek(mark: HistoryMark): void {
    this.#seen = undefined;
    if (mark.log !== this.#log && mark.log !== this.#origin) this.#adopt(mark);
    else if (mark.log === this.#origin) this.#extend(mark);
    while (this.#length > mark.length) this.#undo();
    while (this.#length < mark.length) this.#redo();
  }

  /** What was common with another history is not known: everything is taken from there. */
  #adopt(mark: HistoryMark): void {
    this.#operations.length = 0;
    this.#places.clear();
    this.#length = 0;
    this.#origin = mark.log;
    this.#log = [];
    this.#extend(mark);
  }

  /** A copy of its own: whoever branches off must not write into the log of another. */
  #extend({ log, length }: HistoryMark): void {
    if (log === this.#log) return;
    for (let at = this.#log.length; at < length; at++) this.#log.push(log[at]!);
  }

  /** Where this run has been before, it writes what stands there already. */
  #write(entry: HistoryEntry): void {
    // What stands behind belongs to another branch, and so may what comes next in the log that this one followed.
    if (this.#branches) {
      if (this.#log.length > this.#length) this.#log = this.#log.slice(0, this.#length);
      this.#origin = this.#log;
    }
    this.#log[this.#length] = Object.freeze(entry);
    this.#redo();
  }

  #redo(): void {
    const entry = this.#log[this.#length]!;
    this.#seen = undefined;
    this.#length += 1;
    if (entry.type === 'invoke') {
      const { id, client, operation, input, at } = entry;
      const invoked = Object.freeze({ id, client, operation, input, invokedAt: at, status: 'pending' as const });
      this.#places.set(id, { invoked, position: this.#operations.length });
      this.#operations.push(invoked);
      return;
    }
    const { type, id, output, at } = entry;
    const { invoked, position } = this.#places.get(id)!;
    this.#operations[position] = Object.freeze({ ...invoked, status: STATUS[type], output, completedAt: at });
  }

  #undo(): void {
    this.#length -= 1;
    const entry = this.#log[this.#length]!;
    const { invoked, position } = this.#places.get(entry.id)!;
    if (entry.type !== 'invoke') {
      this.#operations[position] = invoked;
      return;
    }
    this.#operations.pop();
    this.#places.delete(entry.id);
  }

  /** A number over what clients have seen, whatever the order of operations that began at one time. */
  fingerprint(): number {
    let sum = this.#operations.length;
    for (const operation of this.#operations) sum = (sum + hashPlain(operation)) | 0;
    return sum;
  }
}
