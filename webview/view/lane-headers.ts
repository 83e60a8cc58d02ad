import type { ByzantineBehaviour } from '../../sim-core/trace/trace.ts';
import type { LaneGeometry } from '../layout/lanes.ts';
import { behaviourSentence, behaviourText } from '../model/behaviour-text.ts';
import { visible } from '../../sim-core/base/plain-text.ts';
import type { RunModel } from '../model/run-model.ts';
import { shortNames } from '../model/short-names.ts';
import { html, nameOf } from './elements.ts';
import { icon } from './icons.ts';

/** In lanes narrower than this the word "honest" does not fit. */
const TIGHT = 62;
/** About as wide is a sign of a name in the headers. */
const WIDTH_OF_SIGN = 9;

/** The names of the columns, which stay while the rows scroll, and the switch of each lane. */
export class LaneHeaders {
  readonly element = html('div', { class: 'headers' });
  readonly #lanes = html('div', { class: 'headers-lanes' });
  readonly #frame = html('div', { class: 'headers-frame' }, this.#lanes);
  readonly #text = html('span', { class: 'headers-text' }, 'what happens');
  readonly #step = html('span', { class: 'headers-step' }, 'step');
  readonly #time = html('span', { class: 'headers-time' }, 'time');
  readonly #delta = html('span', { class: 'headers-delta' }, 'since');
  readonly #switch: (node: string, anchor: HTMLElement) => void;
  readonly #names: HTMLElement[] = [];
  #nodes: readonly string[] = [];
  #drawn: LaneGeometry | undefined;
  #left = -1;

  /** `options` stand above the columns of numbers. */
  constructor(switchByzantine: (node: string, anchor: HTMLElement) => void, options: HTMLElement) {
    this.#switch = switchByzantine;
    this.element.append(options, this.#step, this.#time, this.#delta, this.#frame, this.#text);
  }

  show(run: RunModel, behaviours: ReadonlyMap<string, ByzantineBehaviour>): void {
    this.#nodes = run.nodes;
    this.#names.length = 0;
    const involved = new Set(run.violations.flatMap(({ nodes }) => nodes));
    this.#lanes.replaceChildren(
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
        button.addEventListener('click', () => this.#switch(name, button));
        const shown = nameOf(name);
        this.#names.push(shown);
        const head = html(
          'div',
          { class: 'headers-lane', 'data-lane-head': name },
          shown,
          html('div', { class: 'headers-below' }, ...(involved.has(lane) ? [badge] : []), button),
        );
        if (involved.has(lane)) head.title = 'A violation rests on this node.';
        head.classList.toggle('is-involved', involved.has(lane));
        head.classList.toggle('is-byzantine', behaviour !== undefined);
        return head;
      }),
    );
    if (this.#drawn) this.#shorten(this.#drawn);
  }

  /** Names that do not fit into two lines are cut where they are alike, so that they can be told apart. */
  #shorten({ laneWidth }: LaneGeometry): void {
    const short = shortNames(this.#nodes.map(visible), 2 * Math.floor(laneWidth / WIDTH_OF_SIGN));
    for (const [lane, name] of this.#names.entries()) name.textContent = short[lane]!;
  }

  /** Follows the columns of the diagram. */
  move(geometry: LaneGeometry, left: number): void {
    if (geometry === this.#drawn && left === this.#left) return;
    if (geometry.laneWidth !== this.#drawn?.laneWidth) this.#shorten(geometry);
    this.#drawn = geometry;
    this.#left = left;
    const { stepWidth, deltaWidth, lanesAt, lanesEnd, textAt, laneWidth } = geometry;
    this.#delta.hidden = deltaWidth === 0;
    this.element.classList.toggle('is-without-deltas', deltaWidth === 0);
    this.element.classList.toggle('is-tight', laneWidth < TIGHT);
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
  }
}
