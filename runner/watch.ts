/**
 * The shared memory through which a worker shows that it is alive: a beat for each handler and
 * property that begins, and which one it is. Plain stores are enough; nobody waits on them.
 */
export class Pulse {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(memory = new SharedArrayBuffer(4 * 4)) {
    this.memory = memory;
    this.#cells = new Int32Array(memory);
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

  read(): { beats: number; node: number; what: number; running: boolean } {
    const [beats, node, what, running] = this.#cells;
    return { beats: beats!, node: node!, what: what!, running: running === 1 };
  }
}
