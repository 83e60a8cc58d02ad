import type { Operation } from '../author/world.ts';
import { hashPlain } from '../base/hash.ts';

interface Completion {
  readonly id: number;
  readonly status: 'ok' | 'failed';
  readonly output: unknown;
  readonly completedAt: number;
}

/**
 * What a history's part of a checkpoint holds: how long it was, in a log that only grows. The log is
 * shared, and entries behind the mark belong to who wrote them.
 */
export interface HistoryMark {
  readonly log: HistoryLog;
  readonly invocations: number;
  readonly completions: number;
}

interface HistoryLog {
  readonly invocations: Operation[];
  readonly completions: Completion[];
}

/**
 * The client-visible invocations and completions of a run (Herlihy and Wing 1990). It is a log that
 * only grows, so that going back to a checkpoint undoes its tail and going forward again redoes it,
 * without a copy at each checkpoint. Each branch has a log of its own: going to a mark of another
 * log copies that log up to the mark.
 */
export class History {
  #log: HistoryLog = { invocations: [], completions: [] };
  /** The log whose beginning this one's is known to be, besides itself. */
  #origin: HistoryLog = this.#log;
  readonly #operations: Operation[] = [];
  /** Where each operation stands: a stalled client gets its id before its invocation takes effect. */
  readonly #positions = new Map<number, number>();
  #completed = 0;
  #seen: readonly Operation[] | undefined;

  /** Every operation so far, in order of invocation. */
  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** The same for properties, which may keep it and must not change it. */
  get seen(): readonly Operation[] {
    return (this.#seen ??= Object.freeze(this.#operations.slice()));
  }

  invoke(invocation: Omit<Operation, 'status'>): void {
    const { invocations } = this.#log;
    // Where this run has been before, it writes what stands there already.
    invocations[this.#operations.length] = Object.freeze({ ...invocation, status: 'pending' as const });
    this.#redoInvocation();
  }

  /** Whether the operation was invoked and has not completed. */
  isPending(id: number): boolean {
    const position = this.#positions.get(id);
    return position !== undefined && this.#operations[position]!.status === 'pending';
  }

  /** What the operation does, as its client named it. */
  operationName(id: number): string {
    return this.#operations[this.#positions.get(id)!]!.operation;
  }

  complete(completion: Completion): void {
    this.#log.completions[this.#completed] = completion;
    this.#redo(completion);
  }

  mark(): HistoryMark {
    return { log: this.#log, invocations: this.#operations.length, completions: this.#completed };
  }

  /** Goes to a mark of this history, or of the one that this follows or branches off. */
  seek(mark: HistoryMark): void {
    this.#seen = undefined;
    if (mark.log !== this.#log && mark.log !== this.#origin) this.#adopt(mark);
    else if (mark.log === this.#origin) this.#extend(mark);
    while (this.#completed > mark.completions) {
      this.#completed -= 1;
      const position = this.#positions.get(this.#log.completions[this.#completed]!.id)!;
      this.#operations[position] = this.#log.invocations[position]!;
    }
    while (this.#operations.length > mark.invocations) this.#positions.delete(this.#operations.pop()!.id);
    while (this.#operations.length < mark.invocations) this.#redoInvocation();
    while (this.#completed < mark.completions) this.#redo(this.#log.completions[this.#completed]!);
  }

  /** What was common with another history is not known: everything is taken from there. */
  #adopt(mark: HistoryMark): void {
    this.#operations.length = 0;
    this.#positions.clear();
    this.#completed = 0;
    this.#origin = mark.log;
    this.#log = { invocations: [], completions: [] };
    this.#extend(mark);
  }

  /** A copy of its own: whoever branches off must not write into the log of another. */
  #extend({ log, invocations, completions }: HistoryMark): void {
    if (log === this.#log) return;
    for (let at = this.#log.invocations.length; at < invocations; at++) this.#log.invocations.push(log.invocations[at]!);
    for (let at = this.#log.completions.length; at < completions; at++) this.#log.completions.push(log.completions[at]!);
  }

  #redoInvocation(): void {
    const position = this.#operations.length;
    const invocation = this.#log.invocations[position]!;
    this.#seen = undefined;
    this.#operations.push(invocation);
    this.#positions.set(invocation.id, position);
  }

  #redo({ id, status, output, completedAt }: Completion): void {
    const position = this.#positions.get(id)!;
    this.#seen = undefined;
    this.#operations[position] = Object.freeze({ ...this.#operations[position]!, status, output, completedAt });
    this.#completed += 1;
  }

  /** A number over what clients have seen, whatever the order of operations that began at one time. */
  fingerprint(): number {
    let sum = this.#operations.length;
    for (const operation of this.#operations) sum = (sum + hashPlain(operation)) | 0;
    return sum;
  }
}
