import { LastQuestion } from '../sim-core/base/last-question.ts';

/** An answer that takes longer than this will not come: its worker has died. */
const PATIENCE = 3_000;

/** Asks for the world at a step, so that holding a key down asks no more than can be answered. */
export class Inspecting {
  readonly #question: LastQuestion<number>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ask: (step: number) => void) {
    this.#question = new LastQuestion((step) => {
      this.#timer = setTimeout(() => this.answered(), PATIENCE);
      ask(step);
    });
  }

  want(step: number): void {
    this.#question.want(step);
  }

  answered(): void {
    clearTimeout(this.#timer);
    this.#question.answered();
  }

  /** Another run: what was asked of the last one no longer matters. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#question.forget();
  }
}
