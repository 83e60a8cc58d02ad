/** An answer that takes longer than this will not come: its worker has died. */
const PATIENCE = 3_000;

/**
 * Asks for the world at a step, one question at a time. While an answer is under way only the latest
 * wish is remembered, so that holding a key down asks no more than can be answered.
 */
export class Inspecting {
  readonly #ask: (step: number) => void;
  #wanted: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ask: (step: number) => void) {
    this.#ask = ask;
  }

  want(step: number): void {
    this.#wanted = step;
    if (this.#timer === undefined) this.#next();
  }

  answered(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#next();
  }

  /** Another run: what was asked of the last one no longer matters. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wanted = undefined;
  }

  #next(): void {
    const step = this.#wanted;
    if (step === undefined) return;
    this.#wanted = undefined;
    this.#timer = setTimeout(() => this.answered(), PATIENCE);
    this.#ask(step);
  }
}
