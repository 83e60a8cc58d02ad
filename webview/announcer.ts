import { html } from './view/elements.ts';

/** After the cursor has rested this long its step is announced. */
const AFTER = 250;

/** Says to those who hear the panel where the cursor is, once it rests. */
export class Announcer {
  readonly element = html('div', { class: 'announcer', role: 'status', 'aria-live': 'polite', 'data-announcer': true });
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Says what is to be said then, unless something else is to be said before. */
  soon(text: () => string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.element.textContent = text()), AFTER);
  }

  silence(): void {
    clearTimeout(this.#timer);
  }
}
