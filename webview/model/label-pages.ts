/** Labels are asked for in pages of this many rows. */
export const PAGE = 512;
/** So many pages are kept; the one that was asked for first goes first. */
const MOST_PAGES = 128;
/** So many pages may be under way, so that dragging the scroll bar does not ask for every page that it passes. */
const MOST_UNDER_WAY = 3;

/** The texts of the rows, which live outside of the webview and arrive when somebody looks at them. */
export class LabelPages {
  readonly #steps: number;
  readonly #ask: (from: number, to: number) => void;
  readonly #pages = new Map<number, readonly string[]>();
  readonly #underWay = new Set<number>();

  constructor(steps: number, ask: (from: number, to: number) => void) {
    this.#steps = steps;
    this.#ask = ask;
  }

  /** The label of a step, or undefined while it has not arrived. */
  at(step: number): string | undefined {
    return this.#pages.get(Math.floor(step / PAGE))?.[step % PAGE];
  }

  /** Asks for the labels of these steps, both included, as far as they are missing. */
  want(first: number, last: number): void {
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++) {
      if (this.#pages.has(page) || this.#underWay.has(page) || this.#underWay.size >= MOST_UNDER_WAY) continue;
      this.#underWay.add(page);
      this.#ask(page * PAGE, Math.min(this.#steps, (page + 1) * PAGE));
    }
  }

  arrived(from: number, labels: readonly string[]): void {
    const page = Math.floor(from / PAGE);
    this.#underWay.delete(page);
    this.#pages.set(page, labels);
    if (this.#pages.size > MOST_PAGES) this.#pages.delete(this.#pages.keys().next().value!);
  }
}
