import type { ByzantineBehaviour } from '../../sim-core/trace/trace.ts';
import { NARROW_LANE, type LaneGeometry } from '../layout/lanes.ts';
import { behaviourSentence, behaviourText } from '../model/behaviour-text.ts';
import { visible } from '../../sim-core/base/plain-text.ts';
import { LaneOrder } from '../model/lane-order.ts';
import type { RunModel } from '../model/run-model.ts';
import { inTwoLines, shortNames } from '../model/short-names.ts';
import { html, nameOf } from './elements.ts';
import { icon } from './icons.ts';

/** So many signs of such a name fit. */
const NARROW_SIGNS = 11;
/** In lanes narrower than this the word "honest" does not fit. */
const TIGHT = 62;
/** About as wide is a sign of a name in the headers. */
const WIDTH_OF_SIGN = 9;
/** Of longer names two lines hold at least so many signs, or they are written from top to bottom. */
const LEAST_SIGNS = 12;

export interface LaneHeadersEvents {
  switched(node: string, anchor: HTMLElement): void;
  /** A lane is to stand at another place. */
  moved(lane: number, place: number): void;
}

/** The names of the columns, which stay while the rows scroll, and the switch of each lane. */
export class LaneHeaders {
  readonly element = html('div', { class: 'headers' });
  readonly #lanes = html('div', { class: 'headers-lanes' });
  readonly #frame = html('div', { class: 'headers-frame' }, this.#lanes);
  readonly #text = html('span', { class: 'headers-text' }, 'what happens');
  readonly #step = html('span', { class: 'headers-step' }, 'step');
  readonly #time = html('span', { class: 'headers-time' }, 'time');
  readonly #delta = html('span', { class: 'headers-delta' }, 'since');
  readonly #events: LaneHeadersEvents;
  readonly #names: HTMLElement[] = [];
  readonly #heads: HTMLElement[] = [];
  #nodes: readonly string[] = [];
  #order = LaneOrder.of(0);
  #drawn: LaneGeometry | undefined;
  #left = -1;

  /** `options` stand above the columns of numbers. */
  constructor(events: LaneHeadersEvents, options: HTMLElement) {
    this.#events = events;
    this.element.append(options, this.#step, this.#time, this.#delta, this.#frame, this.#text);
  }

  show(run: RunModel, behaviours: ReadonlyMap<string, ByzantineBehaviour>): void {
    this.#nodes = run.nodes;
    this.#names.length = 0;
    this.#heads.length = 0;
    const involved = new Set(run.violations.flatMap(({ nodes }) => nodes));
    this.#heads.push(
      ...run.nodes.map((name, lane) => {
        const behaviour = behaviours.get(name);
        const badge = icon('warning');
        badge.classList.add('headers-badge');
        // In a page that was saved nothing can be run otherwise.
        const isFixed = run.content.saved !== undefined;
        const button = html(
          'button',
          {
            type: 'button',
            class: 'headers-switch',
            disabled: isFixed,
            'data-byzantine': behaviour?.behaviour ?? 'honest',
            'data-action': 'byzantine',
            'aria-haspopup': 'dialog',
            'aria-label': `${name} is ${behaviourText(behaviour)}.${isFixed ? '' : ' Change how it behaves.'}`,
            title: `${name} is ${behaviourSentence(behaviour)}.${isFixed ? '' : '\nClick to change how it behaves.'}`,
          },
          ...(behaviour ? [icon('mask')] : []),
          html('span', {}, behaviourText(behaviour)),
        );
        button.addEventListener('click', () => this.#events.switched(name, button));
        const shown = nameOf(name);
        this.#names.push(shown);
        const head = html(
          'div',
          { class: 'headers-lane', 'data-lane-head': name },
          shown,
          html('div', { class: 'headers-below' }, ...(involved.has(lane) ? [badge] : []), button),
        );
        head.title = `${involved.has(lane) ? 'A violation rests on this node.\n' : ''}Drag to put it elsewhere (Alt+Left and Alt+Right on its button).`;
        head.classList.toggle('is-involved', involved.has(lane));
        head.classList.toggle('is-byzantine', behaviour !== undefined);
        head.addEventListener('pointerdown', (event) => this.#grabbed(event, head, lane));
        head.addEventListener('keydown', (event) => this.#keyPressed(event, lane));
        return head;
      }),
    );
    this.arrange(this.#order);
    if (this.#drawn) this.#shorten(this.#drawn);
  }

  /** The switch of a node; none where its lane is hidden. */
  switchOf(node: string): HTMLElement | undefined {
    const head = this.#heads[this.#nodes.indexOf(node)];
    return head?.isConnected ? (head.querySelector<HTMLElement>('[data-action=byzantine]') ?? undefined) : undefined;
  }

  /** Puts the heads into the order of the lanes. */
  arrange(order: LaneOrder): void {
    this.#order = order;
    const focused = document.activeElement;
    this.#lanes.replaceChildren(...order.shown.flatMap((lane) => this.#heads[lane] ?? []));
    if (focused instanceof HTMLElement && this.#lanes.contains(focused)) focused.focus({ preventScroll: true });
  }

  /** A lane goes where its head is dropped. */
  #grabbed(event: PointerEvent, head: HTMLElement, lane: number): void {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button'))) return;
    const from = event.clientX;
    const moved = ({ clientX }: PointerEvent): void => void (head.style.transform = `translateX(${clientX - from}px)`);
    head.setPointerCapture(event.pointerId);
    head.classList.add('is-dragged');
    head.addEventListener('pointermove', moved);
    const dropped = ({ clientX, type }: PointerEvent): void => {
      head.removeEventListener('pointermove', moved);
      head.removeEventListener('pointerup', dropped);
      head.removeEventListener('pointercancel', dropped);
      head.classList.remove('is-dragged');
      head.style.transform = '';
      const places = Math.round((clientX - from) / (this.#drawn?.laneWidth ?? 1));
      if (type === 'pointerup' && places !== 0) this.#events.moved(lane, this.#order.places[lane]! + places);
    };
    head.addEventListener('pointerup', dropped);
    head.addEventListener('pointercancel', dropped);
  }

  #keyPressed(event: KeyboardEvent, lane: number): void {
    if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
    event.preventDefault();
    this.#events.moved(lane, this.#order.places[lane]! + (event.key === 'ArrowLeft' ? -1 : 1));
  }

  /** Names that do not fit into two lines are cut where they are alike, so that they can be told apart. */
  #shorten({ laneWidth }: LaneGeometry): void {
    const short = shortNames(this.#nodes.map(visible), this.#isNarrow(laneWidth) ? NARROW_SIGNS : signsIn(laneWidth));
    for (const [lane, name] of this.#names.entries()) {
      const [first, ...rest] = inTwoLines(short[lane]!, signsIn(laneWidth) / 2);
      name.replaceChildren(first, ...rest.flatMap((line) => [html('wbr', {}), line]));
      name.classList.toggle('breaks-at-words', rest.length > 0);
    }
  }

  /** Whether names are written from top to bottom: where two lines would hold so little of a long one that it could be any. */
  #isNarrow(laneWidth: number): boolean {
    const signs = signsIn(laneWidth);
    return laneWidth < NARROW_LANE || (signs < LEAST_SIGNS && this.#nodes.some((name) => visible(name).length > signs));
  }

  /** Follows the columns of the diagram, and says how many lanes there is room for. */
  move(geometry: LaneGeometry, left: number): number {
    const room = Math.floor((geometry.lanesEnd - geometry.lanesAt) / geometry.laneWidth);
    if (geometry === this.#drawn && left === this.#left) return room;
    if (geometry.laneWidth !== this.#drawn?.laneWidth) this.#shorten(geometry);
    this.#drawn = geometry;
    this.#left = left;
    const { stepWidth, deltaWidth, lanesAt, lanesEnd, textAt, laneWidth } = geometry;
    this.#delta.hidden = deltaWidth === 0;
    this.element.classList.toggle('is-without-deltas', deltaWidth === 0);
    this.element.classList.toggle('is-tight', laneWidth < TIGHT);
    this.element.classList.toggle('is-narrow', this.#isNarrow(laneWidth));
    for (const [name, value] of Object.entries({
      'step-width': stepWidth,
      'lanes-at': lanesAt,
      'lanes-width': lanesEnd - lanesAt,
      'text-at': textAt,
      'lane-width': laneWidth,
    })) {
      this.element.style.setProperty(`--${name}`, `${value}px`);
    }
    this.#lanes.style.transform = `translateX(${-left}px)`;
    return room;
  }
}

/** How many signs of a name two lines have room for. */
function signsIn(laneWidth: number): number {
  return 2 * Math.floor(laneWidth / WIDTH_OF_SIGN);
}
