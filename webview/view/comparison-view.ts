import type { ToPanel } from '../../extension/panel-messages.ts';
import { visible } from '../../sim-core/base/plain-text.ts';
import { countText } from '../model/count-text.ts';
import { html } from './elements.ts';
import { icon } from './icons.ts';

type Compared = Extract<ToPanel, { readonly type: 'comparison' }>;
type Stretch = Compared['comparison']['stretches'][number];
type Row = Extract<Stretch, { readonly rows: unknown }>['rows'][number];
type Event = NonNullable<Row['left']>;

/** What a line is, as a sign and in words: nothing is told by its colour alone. */
const SIGNS: Readonly<Record<Row['is'], readonly [sign: string, words: string]>> = {
  same: ['', 'the same in both'],
  shifted: ['≈', 'the same at another time'],
  changed: ['≠', 'otherwise'],
  left: ['−', 'in this run alone'],
  right: ['+', 'in the other run alone'],
};

/** Two runs side by side, over the diagram. */
export class ComparisonView {
  readonly element = html('dialog', { class: 'comparison', 'data-view': 'comparison', 'aria-labelledby': 'comparison-title' });
  readonly #goTo: (step: number) => void;

  constructor(goTo: (step: number) => void) {
    this.#goTo = goTo;
  }

  show({ names, comparison }: Compared): void {
    const { sides, counts, stretches, leftOut } = comparison;
    const close = html('button', { type: 'button', 'data-action': 'closeComparison' }, 'Close');
    close.addEventListener('click', () => this.element.close());
    const next = html('button', { type: 'button', 'data-action': 'nextDifference', title: 'Next difference (n)' }, 'Next difference');
    next.addEventListener('click', () => this.#next());
    const differs = counts.shifted + counts.changed + counts.left + counts.right;
    const summary =
      differs === 0
        ? `The same ${countText(counts.same)} events.`
        : `${countText(counts.same)} the same, ${countText(counts.shifted)} at another time, ${countText(counts.changed)} otherwise, ${countText(counts.left)} in this run alone, ${countText(counts.right)} in the other alone.`;
    const heads = sides.map(({ verdict, events }, side) =>
      html(
        'th',
        { scope: 'col', colspan: 3, 'data-side': side },
        html('bdi', {}, visible(names[side]!)),
        html('span', { class: `verdict-small verdict-${verdict}` }, icon(verdict), verdict),
        ` ${countText(events)} events`,
      ),
    );
    const body = html('tbody', {});
    for (const stretch of stretches) body.append(...('rows' in stretch ? stretch.rows.map((row) => this.#row(row)) : [folded(stretch)]));
    if (leftOut > 0)
      body.append(
        html('tr', {}, html('td', { colspan: 7, class: 'compared-folded' }, `${countText(leftOut)} later differences are left out.`)),
      );
    this.element.replaceChildren(
      html(
        'header',
        {},
        html('h2', { id: 'comparison-title' }, 'Two runs side by side'),
        html('p', { role: 'status' }, summary),
        next,
        close,
      ),
      html(
        'div',
        { class: 'comparison-scroll', tabindex: 0 },
        html(
          'table',
          {},
          html('thead', {}, html('tr', {}, html('th', { scope: 'col' }, html('span', { class: 'sr-only' }, 'What differs')), ...heads)),
          body,
        ),
      ),
    );
    if (!this.element.open) this.element.showModal();
    this.element.onkeydown = (event) => {
      if (event.key === 'n') this.#next();
    };
    this.#reveal(this.#differences()[0]);
  }

  #row(row: Row): HTMLElement {
    const { is, left, right } = row;
    const [sign, words] = SIGNS[is];
    const element = html(
      'tr',
      { class: `compared compared-${is}`, 'data-compared': is, 'data-left': left?.step, 'data-right': right?.step },
      html(
        'td',
        { class: 'compared-sign', title: words },
        html('span', { 'aria-hidden': 'true' }, sign),
        html('span', { class: 'sr-only' }, words),
      ),
      ...cells(left, (step) => this.#open(step)),
      ...cells(right),
    );
    return element;
  }

  /** The run on the left is the one that is shown. */
  #open(step: number): void {
    this.element.close();
    this.#goTo(step);
  }

  #differences(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('[data-compared]:not([data-compared=same])')];
  }

  /** The first line of the next stretch that differs. */
  #next(): void {
    const all = this.#differences();
    const at = all.findIndex((row) => row.classList.contains('is-at'));
    let next = at + 1;
    while (next < all.length && all[next]!.previousElementSibling === all[next - 1]) next++;
    this.#reveal(all[next] ?? all[0]);
  }

  #reveal(row: HTMLElement | undefined): void {
    for (const other of this.element.querySelectorAll('.is-at')) other.classList.remove('is-at');
    row?.classList.add('is-at');
    row?.scrollIntoView({ block: 'center' });
  }
}

function cells(event: Event | undefined, open?: (step: number) => void): HTMLElement[] {
  if (!event) return [html('td', { colspan: 3, class: 'compared-none' })];
  const { step, time, node, what } = event;
  const number = open
    ? html('button', { type: 'button', class: 'link', title: `Go to step ${step}` }, countText(step))
    : html('span', {}, countText(step));
  if (open) number.addEventListener('click', () => open(step));
  return [
    html('td', { class: 'compared-step' }, number),
    html('td', { class: 'compared-time' }, time),
    html('td', { class: 'compared-what', dir: 'auto' }, html('strong', {}, visible(node)), ` ${visible(what)}`),
  ];
}

function folded({ folded: count, from: [left, right] }: Extract<Stretch, { readonly folded: number }>): HTMLElement {
  const text = `${countText(count)} equal ${count === 1 ? 'event' : 'events'} from step ${countText(left)}${left === right ? '' : ` and ${countText(right)}`}`;
  return html('tr', { 'data-folded': count }, html('td', { colspan: 7, class: 'compared-folded' }, text));
}
