import type { Operation } from '../author/world.ts';

interface Completion {
  readonly id: number;
  readonly status: 'ok' | 'failed';
  readonly output: unknown;
  readonly completedAt: number;
}

/** How long a history was: what of it a checkpoint needs, since it only ever grows. */
export interface HistoryMark {
  readonly invocations: number;
  readonly completions: number;
}

/**
 * The client-visible invocations and completions of a run (Herlihy and Wing 1990). It is a log that
 * only grows, so that going back to a checkpoint undoes its tail and going forward again redoes it,
 * without a copy at each checkpoint.
 */
export class History {
  #invocations: Operation[] = [];
  #completions: Completion[] = [];
  readonly #operations: Operation[] = [];
  /** Where each operation stands: a stalled client gets its id before its invocation takes effect. */
  readonly #positions = new Map<number, number>();
  #completed = 0;

  /** Every operation so far, in order of invocation. */
  get operations(): readonly Operation[] {
    return this.#operations;
  }

  invoke(id: number, client: string, operation: string, input: unknown, invokedAt: number): void {
    // Where this run has been before, it writes what stands there already.
    this.#invocations[this.#operations.length] = { id, client, operation, input, invokedAt, status: 'pending' };
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

  complete(id: number, status: 'ok' | 'failed', output: unknown, completedAt: number): void {
    const completion: Completion = { id, status, output, completedAt };
    this.#completions[this.#completed] = completion;
    this.#redo(completion);
  }

  mark(): HistoryMark {
    return { invocations: this.#operations.length, completions: this.#completed };
  }

  /** Shares the log of another history of this same run, to go to its marks. */
  follow(recorded: History): void {
    this.#invocations = recorded.#invocations;
    this.#completions = recorded.#completions;
  }

  /** Goes to a mark of this same run, earlier or later. */
  seek(mark: HistoryMark): void {
    while (this.#completed > mark.completions) {
      this.#completed -= 1;
      const position = this.#positions.get(this.#completions[this.#completed]!.id)!;
      this.#operations[position] = this.#invocations[position]!;
    }
    while (this.#operations.length > mark.invocations) this.#positions.delete(this.#operations.pop()!.id);
    while (this.#operations.length < mark.invocations) this.#redoInvocation();
    while (this.#completed < mark.completions) this.#redo(this.#completions[this.#completed]!);
  }

  #redoInvocation(): void {
    const position = this.#operations.length;
    const invocation = this.#invocations[position]!;
    this.#operations.push(invocation);
    this.#positions.set(invocation.id, position);
  }

  #redo({ id, status, output, completedAt }: Completion): void {
    const position = this.#positions.get(id)!;
    this.#operations[position] = { ...this.#operations[position]!, status, output, completedAt };
    this.#completed += 1;
  }
}
