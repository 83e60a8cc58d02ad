import { countText } from '../model/count-text.ts';
import { html } from './elements.ts';
import { icon } from './icons.ts';

export interface FilterBarEvents {
  typed(text: string): void;
  next(direction: 1 | -1): void;
  /** Whether what the filter does not let through is left out. */
  folded(folds: boolean): void;
  /** Whoever has left the field goes on with the diagram. */
  left(): void;
}

/** What was found, and where among it the cursor stands. */
export interface Found {
  readonly count: number;
  readonly of: number;
  /** Which of the matches the cursor is at, from 1; absent between them. */
  readonly at?: number;
  /** Whether what events carry is still being looked through. */
  readonly searching: boolean;
  readonly complaint?: string;
  /** What there is to say besides the number. */
  readonly note?: string;
}

const HELP = [
  'Show what matters: all words have to hold, and - before one turns it round.',
  'node:storage  type:write  kind:crash  fault:any  fault:partition  -type:heartbeat  "token: 34"',
  'why:50 is all that led to step 50 and all that it could have influenced; also past:50, future:50, concurrent:50.',
  'Enter goes to the next match, Shift+Enter to the previous one, Esc shows everything again.',
].join('\n');

/** The field in which a filter is typed, how much it found, and the way from match to match. */
export class FilterBar {
  readonly element = html('search', { class: 'filter' });
  readonly #field = html('input', {
    type: 'text',
    class: 'filter-field',
    placeholder: 'Filter (/)',
    'aria-label': 'Filter the steps',
    title: HELP,
    spellcheck: 'false',
    autocomplete: 'off',
    'data-input': 'filter',
  });
  readonly #count = html('span', { class: 'filter-count', role: 'status', 'data-found': '' });
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #fold = html(
    'button',
    {
      type: 'button',
      'data-action': 'foldOthers',
      title: 'Show only what the filter lets through',
      'aria-label': 'Show only what the filter lets through',
      'aria-pressed': 'false',
      disabled: true,
    },
    icon('fold'),
  );

  constructor(events: FilterBarEvents) {
    const button = (name: 'previous' | 'next', direction: 1 | -1, key: string): HTMLButtonElement => {
      const title = `${name === 'next' ? 'Next' : 'Previous'} match (${key})`;
      const made = html(
        'button',
        { type: 'button', 'data-action': `${name}Match`, title, 'aria-label': title, disabled: true },
        icon(name === 'next' ? 'down' : 'up'),
      );
      made.addEventListener('click', () => events.next(direction));
      return made;
    };
    this.#buttons = [button('previous', -1, 'N'), button('next', 1, 'n')];
    this.#fold.addEventListener('click', () => {
      const folds = this.#fold.getAttribute('aria-pressed') !== 'true';
      this.#fold.setAttribute('aria-pressed', String(folds));
      events.folded(folds);
    });
    this.#field.addEventListener('input', () => events.typed(this.#field.value));
    this.#field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') events.next(event.shiftKey ? -1 : 1);
      else if (event.key === 'Escape') {
        this.#field.value = '';
        events.typed('');
        events.left();
      } else return;
      event.preventDefault();
    });
    this.element.append(this.#field, this.#count, ...this.#buttons, this.#fold);
  }

  /** What is typed; it can be given from elsewhere. */
  get text(): string {
    return this.#field.value;
  }

  set text(text: string) {
    this.#field.value = text;
  }

  focus(): void {
    this.#field.focus();
    this.#field.select();
  }

  /** Undefined without a filter. */
  show(found: Found | undefined): void {
    const { count = 0, of = 0, at, searching = false, complaint, note } = found ?? {};
    const told = at === undefined ? `${countText(count)} of ${countText(of)} found` : `match ${countText(at)} of ${countText(count)}`;
    const text = found ? (complaint ?? `${told}${searching ? ', searching …' : ''}${note === undefined ? '' : `: ${note}`}`) : '';
    // Whoever listens hears it again only when it is something else.
    if (this.#count.textContent !== text) this.#count.textContent = text;
    this.#count.title = text;
    this.#count.setAttribute('data-found', found ? String(count) : '');
    this.element.classList.toggle('is-mistaken', complaint !== undefined);
    for (const button of this.#buttons) button.disabled = count === 0;
    this.#fold.disabled = found === undefined;
  }
}
