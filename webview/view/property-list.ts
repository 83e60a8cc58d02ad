import { visible } from '../../sim-core/base/plain-text.ts';
import { asksManyRuns } from '../../sim-core/base/property-kinds.ts';
import { sentenceOf, type PropertyOutcome } from '../../sim-core/base/verdict.ts';
import { countText } from '../model/count-text.ts';
import { answerOf, longAnswer, shortAnswer, type Answer } from '../model/property-text.ts';
import { html } from './elements.ts';
import { icon, type IconName } from './icons.ts';

const ICON_OF: Readonly<Record<Answer, IconName>> = {
  held: 'held',
  violated: 'violated',
  unknown: 'unknown',
  unavailable: 'unavailable',
  vacuous: 'vacuous',
  reached: 'reached',
  'not reached': 'notReached',
};

/** More lines than these would take the room of the diagram, unless somebody asks for them. */
const MOST_LINES = 3;

/** The properties of a run, what is violated first: of more than fit, the rest comes when it is asked for. */
export class PropertyList {
  readonly element = html('div', { class: 'properties-side' });
  readonly #list = html('ul', { class: 'properties', 'aria-label': 'Properties' });
  readonly #more = html('button', { type: 'button', class: 'link properties-more', 'data-action': 'allProperties' });
  readonly #goTo: (step: number) => void;
  /** Where those that a step has decided say how the cursor stands to it. */
  #decided: readonly { readonly step: number; readonly at: HTMLElement }[] = [];
  #isOpen = false;

  constructor(goTo: (step: number) => void) {
    this.#goTo = goTo;
    this.element.append(this.#list, this.#more);
    this.#more.addEventListener('click', () => {
      this.#isOpen = !this.#isOpen;
      this.#fold();
    });
    new ResizeObserver(() => this.#fold()).observe(this.element);
  }

  show(properties: readonly PropertyOutcome[]): void {
    const isViolated = ({ verdict }: PropertyOutcome): boolean => verdict === 'violated';
    const ordered = [...properties.filter(isViolated), ...properties.filter((property) => !isViolated(property))];
    this.#isOpen = false;
    this.#decided = [];
    this.#list.replaceChildren(...ordered.map((property) => html('li', {}, this.#property(property))));
    this.#fold();
  }

  /** Says of what was decided at a step whether that is above or below: at the cursor it may not have happened yet. */
  cursorMoved(cursor: number): void {
    for (const { step, at } of this.#decided) {
      const where = step === cursor ? 'here' : step < cursor ? 'above' : 'below';
      if (at.textContent === where) continue;
      at.textContent = where;
      at.setAttribute('data-at', where);
    }
  }

  /** Hides what stands below the last line, and says how many that are. What cannot be seen cannot have the focus either. */
  #fold(): void {
    const items = [...this.#list.children].filter((item) => item instanceof HTMLElement);
    for (const item of items) item.hidden = false;
    const lines = [...new Set(items.map(({ offsetTop }) => offsetTop))];
    const below = items.filter(({ offsetTop }) => lines.indexOf(offsetTop) >= MOST_LINES);
    if (!this.#isOpen) for (const item of below) item.hidden = true;
    this.#list.classList.toggle('is-open', this.#isOpen);
    this.#more.hidden = below.length === 0;
    this.#more.textContent = this.#isOpen ? 'Fewer properties' : `${countText(below.length)} more`;
    this.#more.setAttribute('aria-expanded', String(this.#isOpen));
  }

  #property(property: PropertyOutcome): HTMLElement {
    const { name, kind, verdict, step } = property;
    const answer = answerOf(property);
    const chip = html(
      'button',
      {
        type: 'button',
        class: `property ${asksManyRuns(property.kind) ? 'is-neutral' : `verdict-${verdict}`}`,
        'data-property': name,
        'data-verdict': verdict,
        'data-answer': answer,
        'data-kind': kind,
        'aria-disabled': step === undefined ? 'true' : undefined,
        title: `${longAnswer(property)}${step === undefined ? '' : '\nClick to go there.'}`,
      },
      icon(ICON_OF[answer]),
      html('span', { class: 'property-sentence' }, visible(sentenceOf(name))),
      html('span', { class: 'property-kind' }, shortAnswer(property)),
    );
    if (step === undefined) return chip;
    chip.addEventListener('click', () => this.#goTo(step));
    const at = html('span', { class: 'property-at' });
    chip.append(at);
    this.#decided = [...this.#decided, { step, at }];
    return chip;
  }
}
