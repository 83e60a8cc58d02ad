/**
 * Where what stands in the memory of a pulse, in cells of 32 bits: how often the user's code began to run; at which node, what, and
 * whether the worker has a call; how much the handler has brought about, and whether it is still inside; whether
 * somebody asks what takes memory, and how long the answer is.
 */
export const CELL = { beats: 0, node: 1, what: 2, running: 3, broughtAbout: 4, inside: 5, asked: 6, answered: 7 } as const;

/** What runs while the file is loaded. */
export const LOADING = -2;

/** In bytes: where the seed stands, the last handler, its node counted from 1 and its number, and a text, in units of 16 bits. */
export const PLACE = { seed: 8 * 4, handler: 8 * 4 + 8, text: 8 * 4 + 16 } as const;

/** What is told of memory is cut here. */
export const MOST_TEXT = 500;

/** What the worker has shown of itself. */
export interface Beat {
  /** It changes whenever other code of the user's begins to run. */
  readonly beats: number;
  /** -1 for what is no handler. */
  readonly node: number;
  /** The number of a handler, property or lane; -1 for one that has none, and `LOADING` while the file is loaded. */
  readonly what: number;
  /** Whether the worker has a call in which the user's code may run. Only then is silence suspicious. */
  readonly running: boolean;
  /** It changes whenever the running handler brings something about. */
  readonly broughtAbout: number;
  /** Whether the user's code is at it, and not what the simulator has to do afterwards. */
  readonly inside: boolean;
}

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
  readonly #text: Uint16Array;

  constructor(memory = new SharedArrayBuffer(PLACE.text + 2 * MOST_TEXT)) {
    this.memory = memory;
    this.#cells = new Int32Array(memory, 0, 8);
    this.#seed = new Float64Array(memory, PLACE.seed, 1);
    this.#handler = new Int32Array(memory, PLACE.handler, 2);
    this.#text = new Uint16Array(memory, PLACE.text, MOST_TEXT);
  }

  /** The user's file is about to be loaded. */
  loads(): void {
    const cells = this.#cells;
    cells[CELL.beats] = (cells[CELL.beats]! + 1) | 0;
    [cells[CELL.node], cells[CELL.what], cells[CELL.inside]] = [-1, LOADING, 1];
  }

  /** Whether the user's code has the worker now. */
  set running(yes: boolean) {
    this.#cells[CELL.running] = yes ? 1 : 0;
  }

  /** The seed that is being run; it goes on being named when the run is looked at. */
  set seed(seed: number) {
    // One more than the seed, because memory begins as zeros and 0 is a seed.
    this.#seed[0] = seed + 1;
  }

  get seed(): number | undefined {
    const seed = this.#seed[0]!;
    return seed === 0 ? undefined : seed - 1;
  }

  /** The node and the number of the handler that ran last; -1 where none has. */
  lastHandler(): { readonly node: number; readonly what: number } {
    const [node, what] = this.#handler;
    return { node: node! - 1, what: what! };
  }

  read(): Beat {
    const cells = this.#cells;
    return {
      beats: cells[CELL.beats]!,
      node: cells[CELL.node]!,
      what: cells[CELL.what]!,
      running: cells[CELL.running] === 1,
      broughtAbout: cells[CELL.broughtAbout]!,
      inside: cells[CELL.inside] === 1,
    };
  }

  /** Asks what takes memory; the answer comes with the next beat, or with the next thing that a handler brings about. */
  askForLargest(): void {
    this.#cells[CELL.asked] = 1;
  }

  /** The last answer; undefined as long as there is none. */
  get largest(): string | undefined {
    const length = this.#cells[CELL.answered]!;
    return length === 0 ? undefined : String.fromCharCode(...this.#text.subarray(0, length));
  }
}
