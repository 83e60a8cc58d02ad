import type { Inevitable } from '../../extension/panel-messages.ts';
import { countText } from '../model/count-text.ts';
import { html } from './elements.ts';

/** Below the strip of the whole run: what the curve in it says, once somebody has asked when a violation became inevitable. */
export class InevitabilityNote {
  readonly element = html('p', { class: 'inevitability', role: 'status', hidden: true });
  readonly #goTo: (step: number) => void;

  constructor(goTo: (step: number) => void) {
    this.#goTo = goTo;
  }

  show(found: Inevitable | undefined): void {
    this.element.hidden = found === undefined;
    this.element.replaceChildren();
    if (!found) return;
    const { futures, text, step } = found;
    this.element.append(
      html('span', { class: 'inevitability-curve', 'aria-hidden': 'true' }),
      `Of ${countText(futures)} other futures from each point, so many violate the same. ${text}`,
    );
    if (step === undefined) return;
    const there = html('button', { type: 'button', class: 'link' }, `Go to step ${countText(step)}`);
    there.addEventListener('click', () => this.#goTo(step));
    this.element.append(' ', there);
  }
}
