/**
 * Only the last question counts: one is asked at a time, and while its answer is under way just the
 * latest wish is remembered, so that whoever asks faster than can be answered misses nothing that
 * still matters to him.
 */
export class LastQuestion<Question> {
  readonly #ask: (question: Question) => void;
  #waiting: { readonly question: Question } | undefined;
  #isAsking = false;

  constructor(ask: (question: Question) => void) {
    this.#ask = ask;
  }

  want(question: Question): void {
    this.#waiting = { question };
    if (!this.#isAsking) this.#next();
  }

  /** The question under way has its answer, or will never have one. */
  answered(): void {
    this.#isAsking = false;
    this.#next();
  }

  /** Neither the answer under way nor what waits matters any more. */
  forget(): void {
    this.#isAsking = false;
    this.#waiting = undefined;
  }

  #next(): void {
    const next = this.#waiting;
    if (!next) return;
    this.#waiting = undefined;
    this.#isAsking = true;
    this.#ask(next.question);
  }
}
