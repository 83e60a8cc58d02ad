import { visible } from '../../sim-core/base/plain-text.ts';
import type { LaneOrder } from '../model/lane-order.ts';
import { html } from './elements.ts';
import { icon } from './icons.ts';

const TITLE = 'Which lanes are shown, and how';

/** Which lanes are shown: a list to choose from, folded away until somebody asks for it. */
export class LanesMenu {
  readonly element = html('details', { class: 'lanes-menu' });
  /** How many are in sight, where that is not all. */
  readonly #inSight = html('span', { class: 'lanes-in-sight' });
  readonly #summary = html('summary', { 'data-action': 'lanes', title: TITLE }, icon('lanes'), html('span', {}, 'Lanes'), this.#inSight);
  readonly #list = html('ul', { 'aria-label': 'Lanes' });
  readonly #fit = html('input', { type: 'checkbox', 'data-input': 'fitLanes' });
  readonly #changed: (order: LaneOrder) => void;
  #order: LaneOrder | undefined;
  #names: readonly string[] = [];
  #room = Infinity;
  #involved: readonly number[] = [];

  constructor(changed: (order: LaneOrder) => void) {
    this.#changed = changed;
    this.#fit.addEventListener('change', () => this.#change((order) => order.fitted(this.#fit.checked)));
    const button = (action: string, text: string, how: (order: LaneOrder) => LaneOrder): HTMLElement => {
      const made = html('button', { type: 'button', 'data-action': action }, text);
      made.addEventListener('click', () => this.#change(how));
      return made;
    };
    const body = html(
      'div',
      { class: 'lanes-menu-body' },
      html('label', {}, this.#fit, ' Narrow enough for all to fit'),
      html(
        'div',
        { class: 'lanes-menu-buttons' },
        button('allLanes', 'All', (order) => order.only(this.#names.keys())),
        button('involvedLanes', 'Those of violations', (order) => order.only(this.#involved)),
        button('groupLanes', 'Put alike together', (order) => order.grouped(this.#names)),
      ),
      this.#list,
    );
    this.element.append(this.#summary, body);
    this.element.addEventListener('keydown', ({ key }) => {
      if (key !== 'Escape') return;
      this.element.open = false;
      this.#summary.focus();
    });
    this.element.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.element.contains(relatedTarget)) this.element.open = false;
    });
  }

  show(names: readonly string[], order: LaneOrder, involved: readonly number[]): void {
    this.#names = names;
    this.#order = order;
    this.#involved = involved;
    this.#fit.checked = order.isFitted;
    this.element.classList.toggle('is-partial', order.shown.length < names.length);
    this.#tellInSight();
    const boxes = names.map((name, node) => {
      const box = html('input', { type: 'checkbox', 'data-lane-box': name });
      box.checked = order.places[node]! >= 0;
      box.addEventListener('change', () =>
        this.#change((before) => before.only(box.checked ? [...before.shown, node] : before.shown.filter((other) => other !== node))),
      );
      return html('li', {}, html('label', {}, box, ' ', html('bdi', {}, visible(name))));
    });
    const at = [...this.#list.querySelectorAll('input')].findIndex((box) => box === document.activeElement);
    this.#list.replaceChildren(...boxes);
    if (at >= 0) this.#list.querySelectorAll('input')[at]?.focus();
  }

  /** There is room for so many lanes side by side. */
  fit(room: number): void {
    if (room === this.#room) return;
    this.#room = room;
    this.#tellInSight();
  }

  #tellInSight(): void {
    const [all, inSight] = [this.#names.length, Math.min(this.#room, this.#order?.shown.length ?? 0)];
    this.#inSight.textContent = inSight < all ? `${inSight}/${all}` : '';
    this.#summary.title = inSight < all ? `${inSight} of ${all} lanes are in sight. ${TITLE}` : TITLE;
  }

  #change(how: (order: LaneOrder) => LaneOrder): void {
    if (this.#order) this.#changed(how(this.#order));
  }
}
