import { countText } from '../model/count-text.ts';
import { html } from './elements.ts';
import { icon } from './icons.ts';

/** After nothing was typed for so long the states are shown anew. */
const RESTED = 120;

export interface InspectorToolsEvents {
  /** Something else is to be found in the states. */
  filtered(): void;
  pin(): void;
  goTo(step: number): void;
}

/** What can be done with the states: find a path in them, and compare them with those of a pinned step. */
export class InspectorTools {
  readonly element = html('div', { class: 'inspector-tools' });
  readonly #field = html('input', {
    type: 'text',
    placeholder: 'Filter by path',
    'aria-label': 'Filter the states by path',
    title: 'Show only what has this in its path, such as log.3 or term. Esc shows everything again.',
    spellcheck: 'false',
    autocomplete: 'off',
    'data-input': 'path',
  });
  readonly #pin = html(
    'button',
    { type: 'button', 'data-action': 'pin', 'aria-pressed': 'false', title: 'Compare with this step while going to others (p)' },
    icon('pin'),
    html('span', {}, 'Pin'),
  );
  readonly #compared = html('div', { class: 'inspector-compared', role: 'status' });
  readonly #events: InspectorToolsEvents;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(events: InspectorToolsEvents) {
    this.#events = events;
    this.#field.addEventListener('input', () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => events.filtered(), RESTED);
    });
    this.#field.addEventListener('keydown', ({ key }) => {
      if (key !== 'Escape') return;
      this.#field.value = '';
      events.filtered();
    });
    this.#pin.addEventListener('click', () => events.pin());
    this.element.append(this.#field, this.#pin, this.#compared);
  }

  /** In lower case; empty without one. */
  get filter(): string {
    return this.#field.value.trim().toLowerCase();
  }

  /** Says with which step others are compared. */
  pinned(step: number | undefined): void {
    this.#pin.setAttribute('aria-pressed', String(step !== undefined));
    this.#compared.hidden = step === undefined;
    if (step === undefined) return this.#compared.replaceChildren();
    const link = html('button', { type: 'button', class: 'link', 'data-action': 'pinned' }, `step ${countText(step)}`);
    link.addEventListener('click', () => this.#events.goTo(step));
    this.#compared.replaceChildren('Differences are those to ', link, '.');
  }
}
