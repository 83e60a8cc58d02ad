/** Where in the memory of a pulse the last handler stands, in bytes: its node, counted from 1, and its number. */
export const HANDLER_AT = 4 * 4 + 8;

/**
 * The shared memory through which a worker shows that it is alive: a beat for each handler and
 * property that begins, which one it is, and in which seed. Plain stores are enough; nobody waits on
 * them.
 */
export class Pulse {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;
  /** On a view of its own, because a seed has more than 32 bits. */
  readonly #seed: Float64Array;

  /** The handler that ran last, where a property may have run since. */
  readonly #handler: Int32Array;

  constructor(memory = new SharedArrayBuffer(HANDLER_AT + 2 * 4)) {
    this.memory = memory;
    this.#cells = new Int32Array(memory, 0, 4);
    this.#seed = new Float64Array(memory, 4 * 4, 1);
    this.#handler = new Int32Array(memory, HANDLER_AT, 2);
  }

  /** The user's code is about to run; -1 and -1 while its file is being loaded. */
  beat(node: number, what: number): void {
    const cells = this.#cells;
    cells[0] = (cells[0]! + 1) | 0;
    cells[1] = node;
    cells[2] = what;
  }

  /** Whether the user's code has the worker now. Only then is silence suspicious. */
  set running(yes: boolean) {
    this.#cells[3] = yes ? 1 : 0;
  }

  /** The seed that is being run; it goes on being named when the run is looked at. */
  set seed(seed: number) {
    // One more than the seed, because memory begins as zeros and 0 is a seed.
    this.#seed[0] = seed + 1;
  }

  /** The node and the number of the handler that ran last; -1 where none has. */
  lastHandler(): { readonly node: number; readonly what: number } {
    const [node, what] = this.#handler;
    return { node: node! - 1, what: what! };
  }

  read(): { beats: number; node: number; what: number; running: boolean; seed: number | undefined } {
    const [beats, node, what, running] = this.#cells;
    const seed = this.#seed[0]!;
    return { beats: beats!, node: node!, what: what!, running: running === 1, seed: seed === 0 ? undefined : seed - 1 };
  }
}
