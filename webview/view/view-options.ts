import { html } from './elements.ts';
import { icon, type IconName } from './icons.ts';

export interface ViewOptionsEvents {
  foldRepeats(): void;
  /** What says which lanes are shown. */
  readonly lanes: HTMLElement;
}

/** How the diagram shows what it shows. It stands above the columns of numbers, where there is room. */
export class ViewOptions {
  readonly element = html('div', { class: 'view-options', role: 'group', 'aria-label': 'View' });
  readonly #repeats = toggle(
    'foldRepeats',
    'repeats',
    'Repeats',
    'Fold what repeats itself, such as heartbeats: timers of which the same messages come again, whatever those carry (r)',
  );

  constructor(events: ViewOptionsEvents) {
    this.#repeats.addEventListener('click', () => events.foldRepeats());
    this.element.append(this.#repeats, events.lanes);
  }

  show({ withoutRepeats }: { readonly withoutRepeats: boolean }): void {
    this.#repeats.setAttribute('aria-pressed', String(withoutRepeats));
  }
}

function toggle(action: string, iconName: IconName, text: string, title: string): HTMLButtonElement {
  return html('button', { type: 'button', 'data-action': action, 'aria-pressed': 'false', title }, icon(iconName), html('span', {}, text));
}
